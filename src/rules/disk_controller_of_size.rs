//! How a size reaches its disks: SCSI, NVMe, or either.

use super::Findings;
use super::edits::WayOut;
use crate::azure::sizes::Size;
use crate::topology::View;

rule! {
    disk_controller_of_size "LBX1852" "disk-controller-of-size" Warning
    "a disk controller that the machine's size does not have",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(written) = thing.text("disk_controller").filter(|_| !thing.existing()) else { continue };
        for (name, span) in machine.sizes() {
            let Some(only) = Size::parse(&name).and_then(|s| s.only_controller()) else { continue };
            if *written != *only {
                findings.push(
                    thing,
                    CODE.at(thing.span_of("disk_controller"), format!("`{name}` reaches its disks by {only} only; this says {written}"))
                        .because(span, "the size")
                        .help(format!("write `disk_controller: {only}`, or leave it out"))
                        .offer_set(thing, "disk_controller", only),
                );
                break;
            }
        }
    }
}
