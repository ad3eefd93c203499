//! One place to look at is enough.

use super::Findings;
use crate::topology::{Nic, View};

rule! {
    security_group_twice "LBX6004" "security-group-twice" Hint
    "one security group at the subnet and at a nic in it",
    from: ["NSG-018", "NSG-019"]
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        let (Some(own), Some(subnet)) = (nic.nsg().is(), nic.subnet().is()) else { continue };
        if subnet.nsg().is().is_some_and(|n| n.id == own.id) {
            findings.push(
                nic.0,
                CODE.at(nic.span_of("nsg"), format!("`{}` is at the subnet already, and judges each packet twice", own.path()))
                    .because(subnet.span_of("nsg"), "at the subnet")
                    .help("remove `nsg` here"),
            );
        }
    }
}
