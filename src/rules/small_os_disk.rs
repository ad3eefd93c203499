//! A disk to start from that is smaller than the image on it.

use super::Findings;
use super::edits::WayOut;
use crate::azure::images;
use crate::topology::{ImageFacts, OsDisk, V, View};

rule! {
    small_os_disk "LBX1822" "small-os-disk" Error
    "a disk to start from that is smaller than its image",
    azure: "OperationNotAllowed", from: [], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let size = match machine.image() {
            ImageFacts::Alias(image) => image.disk_size(),
            // The whole line of Windows Server but for its small disks.
            ImageFacts::Urn([Some(publisher), Some(offer), Some(sku), _])
                if publisher.eq_ignore_ascii_case("MicrosoftWindowsServer")
                    && offer.eq_ignore_ascii_case("WindowsServer")
                    && !sku.to_ascii_lowercase().contains("smalldisk") =>
            {
                images::find("windows_2022").and_then(|i| i.disk_size())
            }
            _ => continue,
        };
        let Some(least) = size else { continue };
        for disk in thing.parts::<OsDisk>().filter(|d| !d.existing()) {
            let V::Disk(size) = disk.get("size").v else { continue };
            if size < least {
                findings.push(
                    disk.0,
                    CODE.at(disk.span_of("size"), format!("the image has {least} GiB, and the disk {size}"))
                        .because(thing.span_of("image"), "the image")
                        .help(format!("write `size: {least}GiB` or more, or leave it out: the disk is then as large as the image"))
                        .offer_set(disk.0, "size", &format!("{least}GiB")),
                );
            }
        }
    }
}
