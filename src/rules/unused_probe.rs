//! A probe that no rule asks.

use std::collections::HashSet;

use super::Findings;
use crate::topology::{Health, Lb, NodeId, View};

rule! { unused_probe "LBX1022" "unused-probe" Warning
"a probe that no rule asks", from: ["LB-075"], lacking }

fn check(view: &View, findings: &mut Findings) {
    // Of a probe that tells a scale set's health another rule speaks.
    let healths: HashSet<NodeId> = view.all::<Health>().filter_map(|h| h.probe()).map(|probe| probe.id).collect();
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let asked: HashSet<NodeId> = lb.rules().filter_map(|r| r.probe().is()).map(|probe| probe.id).collect();
        for probe in lb.probes().filter(|probe| !asked.contains(&probe.id) && !healths.contains(&probe.id)) {
            findings.push(
                *probe,
                CODE.at(probe.name_span(), format!("no rule asks {}, so nothing is probed", probe.called()))
                    .help(format!("write `probe: {}` in a rule, or remove it", probe.node().symbol)),
            );
        }
    }
}
