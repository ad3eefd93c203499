//! More data disks or nics than the size of the machine takes.

use super::Findings;
use super::edits::WayOut;
use crate::azure::sizes::Size;
use crate::topology::{DataDisk, View};

rule! {
    more_than_the_size_takes "LBX1820" "more-than-the-size-takes" Error
    "more data disks or nics than the machine's size takes",
    azure: "OperationNotAllowed", from: ["VM-067"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() {
            continue;
        }
        let disks: Vec<DataDisk> = thing.parts().collect();
        let nics = machine.nics();
        if disks.len() < 2 && nics.len() < 2 {
            continue;
        }
        for (name, span) in machine.sizes() {
            let Some(size) = Size::parse(&name) else { continue };
            if let (Some(most), Some(extra)) = (size.data_disks(), size.data_disks().and_then(|most| disks.get(most))) {
                findings.push(
                    extra.0,
                    CODE.at(extra.span(), format!("`{name}` takes {most} data disks, and `{}` has {}", thing.path(), disks.len()))
                        .because(span, "the size")
                        .help("choose a larger size, or fewer and larger disks")
                        .offer_removal(extra.0),
                );
            }
            // Of more than any machine has, `primary-nic` speaks.
            let nics_of = size.nics().filter(|_| nics.len() <= 8);
            if let (Some(most), Some(extra)) = (nics_of, nics_of.and_then(|most| nics.get(most))) {
                findings.push(
                    extra.0,
                    CODE.at(extra.name_span(), format!("`{name}` takes {most} nics, and `{}` has {}", thing.path(), nics.len()))
                        .because(span, "the size")
                        .azure(machine.vmss().is_none().then_some("NetworkInterfaceCountExceeded"))
                        .help("choose a larger size, or give one nic several `ip` blocks")
                        .offer_removal(extra.0),
                );
            }
        }
    }
}
