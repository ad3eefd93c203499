//! One place to look at is enough.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Nic, View};

rule! {
    security_group_twice "LBX6004" "security-group-twice" Hint
    "a security group at the subnet and one at a nic in it",
    from: ["NSG-018", "NSG-019"]
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        let (Some(own), Some(subnet)) = (nic.nsg().is(), nic.subnet().is()) else { continue };
        let Some(other) = subnet.nsg().is() else { continue };
        let finding = if other.id == own.id {
            CODE.at(nic.span_of("nsg"), format!("`{}` is at the subnet already, and judges each packet twice", own.path()))
                .help("remove `nsg` here")
                .fix_without(nic.0, "nsg")
        } else {
            CODE.at(nic.span_of("nsg"), format!("packets pass `{}` and `{}`, and both have to let them", other.path(), own.path()))
                .help("keep the rules in one of the two, at the subnet if they are for all of it")
        };
        findings.push(nic.0, finding.because(subnet.span_of("nsg"), "at the subnet"));
    }
}
