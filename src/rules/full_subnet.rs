//! A subnet holds all machines that may come. What only some value of a param needs is a warning.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::Findings;
use crate::azure::limits;
use crate::diag::Level;
use crate::topology::{Frontend, Machine, NodeId, Source, Subnet, Upgrade, View};

rule! {
    full_subnet "LBX4006" "full-subnet" Error
    "a subnet is too small for the machines that may come",
    azure: "SubnetIsFull", from: ["NET-008", "NET-009", "VM-038", "F080"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut frontends: BTreeMap<NodeId, i64> = BTreeMap::new();
    for frontend in view.all::<Frontend>() {
        if let Source::Subnet(subnet) = frontend.source()
            && frontend.version().as_deref() == Some("IPv4")
        {
            *frontends.entry(subnet.id).or_default() += 1;
        }
    }
    for subnet in view.all::<Subnet>().filter(|s| s.all_known()) {
        judge(view, subnet, frontends.get(&subnet.id).copied().unwrap_or(0), findings);
    }
}

/// Addresses that are needed for certain, at the most that params promise, and on top while machines are renewed.
#[derive(Default)]
struct Need {
    sure: i64,
    most: i64,
    extra: i64,
}

fn judge(view: &View, subnet: Subnet, frontends: i64, findings: &mut Findings) {
    let usable: i64 = subnet
        .prefixes()
        .iter()
        .filter_map(|(net, _)| match net {
            IpNet::V4(net) => Some((1i64 << (32 - net.prefix_len())) - limits::RESERVED_ADDRESSES as i64),
            IpNet::V6(_) => None,
        })
        .map(|n| n.max(0))
        .sum();
    let nics = subnet.nics();
    if nics.is_empty() {
        return;
    }
    let mut need = Need { sure: frontends, most: frontends, extra: 0 };
    let mut largest: Option<(i64, crate::source::Span, String)> = None;
    for nic in &nics {
        let addresses = nic.ip_configs().iter().filter(|c| c.version().as_deref() == Some("IPv4")).count() as i64;
        let Some(Machine::Vmss(vmss)) = nic.machine() else {
            need.sure += addresses;
            need.most += addresses;
            continue;
        };
        let Some(most) = vmss.most_instances() else { continue };
        need.sure += addresses * most.lo.max(0);
        need.most += addresses * most.hi.max(0);
        need.extra += addresses * extras(vmss, most.hi.max(0));
        if largest.as_ref().is_none_or(|(n, ..)| *n < most.hi) {
            largest = Some((most.hi, most.span, format!("`{}` may get {} machines", vmss.path(), most.most(view))));
        }
    }
    let (wanted, level, why) = if need.sure > usable {
        (need.sure, Level::Error, "are needed")
    } else if need.most > usable {
        (need.most, Level::Warning, "may be needed")
    } else if need.most + need.extra > usable {
        (need.most + need.extra, Level::Warning, "are needed while machines are renewed or overprovisioned")
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
    if let Some((_, span, words)) = largest {
        finding = finding.because(span, words);
    }
    if let Some(length) = (2..=29u32).rev().find(|l| (1i64 << (32 - l)) - limits::RESERVED_ADDRESSES as i64 >= wanted) {
        finding = finding.help(format!("a /{length} holds them"));
    }
    findings.push(culprit, finding);
}

/// Machines on top while there are too many for a moment.
fn extras(vmss: crate::topology::Vmss, count: i64) -> i64 {
    let percent = if vmss.overprovision() == Some(true) {
        limits::OVERPROVISION_PERCENT as i64
    } else if vmss.surges() {
        vmss.parts::<Upgrade>().find_map(|u| u.num("max_batch")).map_or(20, |n| n.hi)
    } else {
        return 0;
    };
    (count * percent + 99) / 100
}
