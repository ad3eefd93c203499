//! Whether a size has room for an ephemeral disk.

use super::Findings;
use super::edits::WayOut;
use crate::azure::sizes::Size;
use crate::topology::{ImageFacts, OsDisk, V, View};

rule! {
    ephemeral_disk_of_size "LBX1853" "ephemeral-disk-of-size" Warning
    "an ephemeral disk on a size without room for it",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        for disk in thing.parts::<OsDisk>().filter(|d| !d.existing()) {
            let Some(place) = disk.text("ephemeral") else { continue };
            let here = disk.span_of("ephemeral");
            for (name, span) in machine.sizes() {
                let Some(size) = Size::parse(&name) else { continue };
                if size.lacks_local_disk() {
                    findings.push(
                        disk.0,
                        CODE.at(here, format!("`{name}` has no disk on its host, where an ephemeral disk would be"))
                            .because(span, "the size")
                            .help(with_disk(&name, &size))
                            .offer_without(disk.0, "ephemeral"),
                    );
                    break;
                }
                let room = match &*place {
                    "CacheDisk" => size.cache_disk(),
                    "ResourceDisk" => size.resource_disk(),
                    _ => None,
                };
                let (Some(room), Some((wanted, whence))) = (room, wanted(machine.image(), *disk)) else { continue };
                if wanted > room {
                    findings.push(
                        disk.0,
                        CODE.at(here, format!("the {place} of `{name}` has {room} GiB, and the disk needs {wanted}"))
                            .because(span, "the size")
                            .help(format!("{whence}; choose a larger size, another place, or a smaller image")),
                    );
                    break;
                }
            }
        }
    }
}

/// How large the disk is to be, and what says so.
fn wanted(image: ImageFacts, disk: crate::topology::Thing) -> Option<(i64, String)> {
    if disk.slot("size").is_some() {
        let V::Disk(size) = disk.get("size").v else { return None };
        return Some((size, format!("`size` says {size} GiB")));
    }
    let ImageFacts::Alias(image) = image else { return None };
    let size = image.disk_size()?;
    Some((size, format!("the image has {size} GiB")))
}

/// The like of a size with a local disk.
fn with_disk(name: &str, size: &Size) -> String {
    let stem = size.features.strip_suffix('s').map(|front| format!("{front}ds"));
    match stem {
        Some(features) => format!(
            "`{}` for example has one",
            name.replacen(&format!("{}{}", size.number, size.features), &format!("{}{features}", size.number), 1)
        ),
        None => "choose a size with a `d` in its name".to_owned(),
    }
}
