//! A probe of a Global load balancer.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Lb, Tier, View};

rule! {
    global_probe "LBX1073" "global-probe" Warning
    "a probe of a Global load balancer", from: ["LB-211"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Global) {
        for probe in lb.probes() {
            let rules = lb.rules().filter(|r| r.probe().is() == Some(probe));
            let gone = rules.filter_map(|r| r.slot("probe")).map(edits::without).chain([edits::remove(*probe)]).collect();
            findings.push(
                *probe,
                CODE.at(probe.name_span(), format!("{} is Global and looks at the probes of the regional ones", lb.called()))
                    .because(lb.span_of("tier"), "said here")
                    .help("remove it; every rule of the regional load balancers needs one")
                    .way(format!("remove probe `{}`", probe.node().symbol), false, gone),
            );
        }
    }
}
