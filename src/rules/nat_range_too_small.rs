//! Fewer NAT ports than machines.

use std::collections::BTreeMap;

use super::Findings;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::topology::{IpConfig, Judged, Machine, NatPool, NatRule, NodeId, Num, Ports, Thing, View};

rule! {
    nat_range_too_small "LBX3044" "nat-range-too-small" Error
    "fewer NAT ports than machines", from: ["LB-134", "LB-143", "LB-146", "LB-201"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<NatPool>() {
        if let Some(ports) = pool.frontend_ports().filter(|p| !p.any)
            && let Some(finding) = judge(view, *pool, &ports, pool.users())
        {
            findings.push(*pool, finding.azure(Some("InboundNatPoolFrontendPortRangeSmallerThanRequestedPorts")));
        }
    }
    for rule in view.all::<NatRule>() {
        let (Some(pool), Some(ports)) = (rule.pool(), rule.frontend_ports().filter(|p| !p.any)) else { continue };
        if ports.ranges.iter().all(|(lo, hi)| lo.span == hi.span) {
            continue;
        }
        if let Some(finding) = judge(view, *rule, &ports, pool.users()) {
            findings.push(*rule, finding);
        }
    }
}

/// A scale set or machine: the most at once, its number, where it joins, how it is called.
struct Party {
    most: i64,
    number: Num,
    span: Span,
    called: String,
    existing: bool,
}

fn judge(view: &View, thing: Thing, ports: &Ports, users: Vec<(IpConfig, Span)>) -> Option<Diagnostic> {
    if thing.existing() && users.iter().all(|(c, _)| c.nic.existing()) {
        return None;
    }
    let mut parties: BTreeMap<NodeId, Party> = BTreeMap::new();
    for (config, span) in users {
        match config.nic.machine() {
            Some(Machine::Vmss(set)) => {
                // A set of which nothing is known counts as none.
                let (Some(most), Some(number)) = (set.most_at_once(), set.most_instances()) else { continue };
                parties.entry(set.id).or_insert(Party { most, number, span, called: set.called(), existing: set.existing() });
            }
            Some(Machine::Vm(vm)) => {
                let party = Party { most: 1, number: Num::exact(1, span), span, called: vm.called(), existing: vm.existing() };
                parties.entry(vm.id).or_insert(party);
            }
            None => {}
        }
    }
    let needed = parties.values().fold(0i64, |sum, p| sum.saturating_add(p.most));
    let size = ports.least_size();
    if needed <= size {
        return None;
    }
    let words = format!("{} has {size} ports, and there may be {needed} machines", thing.called());
    // What is there already does not change: then who joins is at fault.
    let newcomer = if thing.existing() { parties.values().find(|p| !p.existing) } else { None };
    let mut finding = match newcomer {
        Some(party) => CODE.at(party.span, words).because(ports.span(), format!("{size} ports")),
        None => CODE.at(ports.span(), words),
    };
    for party in parties.values().take(6) {
        let number = party.number.most(view);
        let more = if party.most > party.number.hi {
            format!("{} may have {number}, and {} while machines are made or exchanged", party.called, party.most)
        } else {
            format!("{} may have {number}", party.called)
        };
        if newcomer.is_some_and(|n| n.span == party.span) {
            finding = finding.here(more);
        } else {
            finding = finding.because(party.span, more);
        }
        if let Judged::Promised(param) | Judged::Default(param) = party.number.judged {
            let param = view.topology.param(param);
            finding = finding.because(param.name_span, "this param decides");
        }
    }
    if thing.existing() {
        return Some(finding.help("have its range made larger, or keep to fewer machines"));
    }
    finding = match &ports.ranges[..] {
        [(lo, hi)] if lo.judged == Judged::Exact && hi.judged == Judged::Exact => {
            let end = lo.lo.saturating_add(needed - 1);
            let finding = finding.help(format!("{} needs {needed} ports: {}..{end}", thing.called(), lo.lo));
            if end <= 65_534 { finding.offer(format!("write `{end}`"), hi.span, end.to_string()) } else { finding }
        }
        _ => finding.help(format!("{} needs {needed} ports", thing.called())),
    };
    Some(finding)
}
