//! A probe that no rule asks.

use std::collections::HashSet;

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Health, Lb, NodeId, View, Known};

rule! { unused_probe "LBX1022" "unused-probe" Warning
"a probe that no rule asks", from: ["LB-075"], lacking }

fn check(view: &View, findings: &mut Findings) {
    // Of a probe that tells a scale set's health another rule speaks.
    let healths: HashSet<NodeId> = view.all::<Health>().filter_map(|h| h.probe()).map(|probe| probe.id).collect();
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let asked: HashSet<NodeId> = lb.rules().filter_map(|r| r.probe().is()).map(|probe| probe.id).collect();
        for probe in lb.probes().filter(|probe| !asked.contains(&probe.id) && !healths.contains(&probe.id)) {
            let symbol = &probe.node().symbol;
            let blind = lb.rules().filter(|r| r.slot("probe").is_none() && r.probe() == Known::No);
            let asking: Vec<Edit> = blind.take(64).map(|r| edits::set(*r, "probe", symbol)).collect();
            findings.push(
                *probe,
                CODE.at(probe.name_span(), format!("no rule asks {}, so nothing is probed", probe.called()))
                    .help(format!("write `probe: {}` in a rule, or remove it", probe.node().symbol))
                    .way_if(!asking.is_empty(), format!("write `probe: {symbol}` in the rules without one"), asking)
                    .offer_removal(*probe),
            );
        }
    }
}
