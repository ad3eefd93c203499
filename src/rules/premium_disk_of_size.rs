//! Premium disks on a size that takes none.

use super::Findings;
use super::edits::WayOut;
use crate::azure::sizes::{self, Size};
use crate::topology::{DataDisk, OsDisk, View};

rule! {
    premium_disk_of_size "LBX1821" "premium-disk-of-size" Error
    "a premium disk on a size that takes none",
    azure: "InvalidParameter", from: [], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() {
            continue;
        }
        let plain = |name: &str| {
            let size = Size::parse(name).filter(|_| sizes::is_listed(name))?;
            // Of special sizes the letter does not tell.
            let tells = matches!(size.family, "A" | "D" | "E" | "F");
            (tells && !size.takes_premium_disks()).then_some(())
        };
        let Some((name, span)) = machine.sizes().into_iter().find(|(name, _)| plain(name).is_some()) else { continue };
        let disks = thing.parts::<OsDisk>().map(|d| d.0).chain(thing.parts::<DataDisk>().map(|d| d.0));
        for disk in disks {
            let Some(kind) = disk.text("type").filter(|t| t.starts_with("Premium")) else { continue };
            let with = match name.find(|c: char| c.is_ascii_digit()) {
                Some(_) if name.ends_with("_v3") || name.ends_with("_v4") || name.ends_with("_v5") => {
                    name.rsplit_once('_').map_or_else(|| name.to_string(), |(core, version)| format!("{core}s_{version}"))
                }
                _ => "one with an `s` behind the number".to_owned(),
            };
            let with = if sizes::is_listed(&with) { format!("`{with}`") } else { with };
            findings.push(
                disk,
                CODE.at(disk.span_of("type"), format!("`{name}` takes no premium disks, and this is `{kind}`"))
                    .because(span, "the size")
                    .help(format!("choose {with}, or `StandardSSD_LRS` here"))
                    .offer_set(disk, "type", "StandardSSD_LRS"),
            );
        }
    }
}
