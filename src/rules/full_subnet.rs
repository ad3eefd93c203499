//! A subnet holds all machines that may come. What only some value of a param needs is a warning.

use super::Findings;
use crate::azure::limits;
use crate::diag::Level;
use crate::ledger::{self, Occupancy};
use crate::topology::View;

rule! {
    full_subnet "LBX4006" "full-subnet" Error
    "a subnet is too small for the machines that may come",
    azure: "SubnetIsFull", from: ["NET-008", "NET-009", "VM-038", "F080"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for occupancy in ledger::occupancies(view) {
        judge(view, &occupancy, findings);
    }
}

fn judge(view: &View, occupancy: &Occupancy, findings: &mut Findings) {
    let subnet = occupancy.subnet;
    let nics = subnet.nics();
    let usable = occupancy.usable();
    let [sure, most, peak] = occupancy.needs();
    if nics.is_empty() {
        return;
    }
    let (wanted, level, why) = if sure > usable {
        (sure, Level::Error, "are needed")
    } else if most > usable {
        (most, Level::Warning, "may be needed")
    } else if peak > usable {
        (peak, Level::Warning, "are needed while machines are renewed or overprovisioned")
    } else {
        return;
    };
    // What is there already cannot be at fault.
    let (culprit, span) = match nics.iter().find(|n| subnet.existing() && !n.existing()) {
        Some(nic) => (nic.0, nic.span_of("subnet")),
        None if subnet.existing() => return,
        None => (subnet.0, subnet.span_of("prefixes")),
    };
    let mut finding = CODE
        .at(span, format!("`{}` has {usable} free addresses, and {wanted} {why}", subnet.path()))
        .level(level)
        .note(format!("Azure keeps {} addresses of each subnet", limits::RESERVED_ADDRESSES));
    // The first of the largest.
    let sets = occupancy.tenants.iter().filter(|tenant| tenant.machines.hi > 1);
    if let Some(largest) = sets.rev().max_by_key(|tenant| tenant.machines.hi) {
        let words = format!("`{}` may get {} machines", largest.who.path(), largest.machines.most(view));
        finding = finding.because(largest.machines.span, words);
    }
    if let Some(length) = (2..=29u32).rev().find(|l| (1i64 << (32 - l)) - limits::RESERVED_ADDRESSES as i64 >= wanted) {
        finding = finding.help(format!("a /{length} holds them"));
        if let ([(net, at)], true) = (&subnet.prefixes()[..], culprit.id == subnet.id)
            && let Ok(wide) = ipnet::IpNet::new(net.addr(), length as u8)
        {
            finding = finding.offer(format!("write `{}`", wide.trunc()), *at, wide.trunc().to_string());
        }
    }
    findings.push(culprit, finding);
}
