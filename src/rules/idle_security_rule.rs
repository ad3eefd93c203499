//! A rule for addresses that none of the group's machines has.

use std::collections::BTreeMap;

use super::Findings;
use crate::flow::space::Addresses;
use crate::flow::{Direction, Flow};
use crate::topology::{Inbound, Known, Lb, Nic, NodeId, Nsg, NsgRule, Subnet, View};

rule! {
    idle_security_rule "LBX1905" "idle-security-rule" Warning
    "a rule of a security group speaks of addresses that none of its machines has",
    from: ["NSG-015", "NSG-028"], lacking
}

/// Where a group is used.
#[derive(Default)]
struct Use<'v> {
    within: Addresses,
    home: Option<Subnet<'v>>,
    /// Some of it is not known.
    open: bool,
}

fn check(_: &View, findings: &mut Findings) {
    let flow = findings.packets();
    let view = flow.view();
    // With floating IP a machine gets packets at the frontend's address.
    let floats = |lb: Lb| lb.inbound().iter().any(|i: &Inbound| i.floating_ip() == Some(true));
    if view.all::<Lb>().any(floats) {
        return;
    }
    let mut uses: BTreeMap<NodeId, Use> = BTreeMap::new();
    for subnet in view.all::<Subnet>() {
        if let Known::Is(nsg) = subnet.nsg() {
            add(&mut uses, &flow, nsg, subnet);
        }
    }
    let mut open: Vec<NodeId> = Vec::new();
    for nic in view.all::<Nic>() {
        let Known::Is(nsg) = nic.nsg() else { continue };
        match nic.subnet() {
            Known::Is(subnet) => add(&mut uses, &flow, nsg, subnet),
            Known::No | Known::Unknown => open.push(nsg.id),
        }
    }
    for nsg in view.all::<Nsg>().filter(|nsg| !nsg.existing()) {
        let Some(used) = uses.get(&nsg.id).filter(|u| !u.open && !open.contains(&nsg.id)) else { continue };
        for direction in [Direction::In, Direction::Out] {
            for rule in flow.chain(nsg, direction, used.home).strangers(&used.within) {
                report(&flow, rule, direction, findings);
            }
        }
    }
}

fn add<'v>(uses: &mut BTreeMap<NodeId, Use<'v>>, flow: &Flow<'v>, nsg: Nsg<'v>, subnet: Subnet<'v>) {
    let entry = uses.entry(nsg.id).or_default();
    let (known, all) = flow.world.known_prefixes(subnet.id);
    entry.within = entry.within.union(&known);
    entry.open |= !all;
    entry.home.get_or_insert(subnet);
}

fn report(flow: &Flow, rule: NodeId, direction: Direction, findings: &mut Findings) {
    let Some(rule) = flow.view().typed::<NsgRule>(rule) else { return };
    let (property, what, why) = match direction {
        Direction::In => (
            "destination",
            "no machine of this group has such an address, so the rule never holds",
            "packets that come in have the machine's own address as destination, not that of a frontend or a public IP",
        ),
        Direction::Out => (
            "source",
            "no machine of this group sends from such an address, so the rule never holds",
            "packets that go out have the machine's own address as source; it is translated later",
        ),
    };
    findings.push(
        rule.0,
        CODE.at(rule.span_of(property), what)
            .note(why)
            .help("write `*`, a subnet, or an address in the subnets of this group")
            .offer("write `*`", rule.span_of(property), "*"),
    );
}
