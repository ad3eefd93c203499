//! A probe of a Global load balancer.

use super::Findings;
use crate::topology::{Lb, Tier, View};

rule! {
    global_probe "LBX1073" "global-probe" Warning
    "a probe of a Global load balancer", from: ["LB-211"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Global) {
        for probe in lb.probes() {
            findings.push(
                *probe,
                CODE.at(probe.name_span(), format!("{} is Global and looks at the probes of the regional ones", lb.called()))
                    .because(lb.span_of("tier"), "said here")
                    .help("remove it; every rule of the regional load balancers needs one"),
            );
        }
    }
}
