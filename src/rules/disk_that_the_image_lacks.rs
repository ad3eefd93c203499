//! Images of the platform bring the disk to start from and no other.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{DataDisk, ImageFacts, View};

rule! {
    disk_that_the_image_lacks "LBX1873" "disk-that-the-image-lacks" Warning
    "a data disk from an image that has none",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        // Images of others in the marketplace may have data disks; those with a word of their own have none.
        if thing.existing() || !matches!(machine.image(), ImageFacts::Alias(_)) {
            continue;
        }
        for disk in thing.parts::<DataDisk>().filter(|d| d.text("create").as_deref() == Some("FromImage")) {
            findings.push(
                disk.0,
                CODE.at(disk.span_of("create"), format!("the image of `{}` has no data disk", thing.path()))
                    .because(thing.span_of("image"), "the image")
                    .help("write the disk's `size` in place of `create`")
                    .offer_without(disk.0, "create"),
            );
        }
    }
}
