//! A NAT rule whose pool holds machines of several sorts.

use std::collections::BTreeMap;

use super::Findings;
use crate::source::Span;
use crate::topology::{Machine, NatRule, NodeId, Thing, View};

rule! {
    nat_rule_opens_all "LBX1612" "nat-rule-opens-all" Hint
    "a NAT rule that opens a port of several scale sets at once", from: ["LB-140"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NatRule>().filter(|r| !r.existing()) {
        let Some(pool) = rule.pool() else { continue };
        let mut owners: BTreeMap<NodeId, (Thing, Span)> = BTreeMap::new();
        let mut sets = 0;
        for (config, span) in pool.users() {
            let Some(machine) = config.nic.machine() else { continue };
            let set = matches!(machine, Machine::Vmss(_));
            if owners.insert(machine.thing().id, (machine.thing(), span)).is_none() && set {
                sets += 1;
            }
        }
        if owners.len() < 2 || sets == 0 {
            continue;
        }
        let port = rule.backend_ports().and_then(|p| p.single()).map_or("a port".to_owned(), |p| format!("port {p}"));
        let mut finding = CODE.at(rule.span_of("pool"), format!("{} opens {port} of everything in {}", rule.called(), pool.called()));
        for (owner, span) in owners.values().take(4) {
            finding = finding.because(*span, format!("{} is in it", owner.called()));
        }
        findings.push(*rule, finding.help("where only some are meant, give them a pool of their own, and lead the NAT rule there"));
    }
}
