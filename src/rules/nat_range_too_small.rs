//! Fewer NAT ports than machines.

use super::Findings;
use crate::diag::Diagnostic;
use crate::ledger::{self, Range};
use crate::schema::Kind;
use crate::topology::{Judged, View};

rule! {
    nat_range_too_small "LBX3044" "nat-range-too-small" Error
    "fewer NAT ports than machines", from: ["LB-134", "LB-143", "LB-146", "LB-201", "VM-034"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for range in ledger::ranges(view) {
        let Some(finding) = judge(view, &range) else { continue };
        let azure = (range.of.kind() == Kind::NatPool).then_some("InboundNatPoolFrontendPortRangeSmallerThanRequestedPorts");
        findings.push(range.of, finding.azure(azure));
    }
}

fn judge(view: &View, range: &Range) -> Option<Diagnostic> {
    let (thing, ports) = (range.of, &range.ports);
    if thing.existing() && range.machines.iter().all(|m| m.who.existing()) {
        return None;
    }
    let (needed, size) = (range.needed(), range.size());
    if needed <= size {
        return None;
    }
    let words = format!("{} has {size} ports, and there may be {needed} machines", thing.called());
    // What is there already does not change: then who joins is at fault.
    let newcomer = if thing.existing() { range.machines.iter().find(|m| m.number.is_some() && !m.who.existing()) } else { None };
    let mut finding = match newcomer {
        Some(party) => CODE.at(party.span, words).because(ports.span(), format!("{size} ports")),
        None => CODE.at(ports.span(), words),
    };
    for party in range.machines.iter().take(6) {
        let Some(known) = &party.number else { continue };
        let (called, number) = (party.who.called(), known.most(view));
        let more = if party.at_once > known.hi {
            format!("{called} may have {number}, and {} while machines are made or exchanged", party.at_once)
        } else {
            format!("{called} may have {number}")
        };
        if newcomer.is_some_and(|n| n.span == party.span) {
            finding = finding.here(more);
        } else {
            finding = finding.because(party.span, more);
        }
        if let Judged::Promised(param) | Judged::Default(param) = known.judged {
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
