//! UDP port 3 of a Global load balancer.

use super::Findings;
use crate::topology::{Lb, Num, Ports, Tier, View};

rule! {
    global_udp_port_3 "LBX1616" "global-udp-port-3" Error
    "UDP port 3 of a Global load balancer", from: ["LB-210"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Global) {
        for rule in lb.rules().filter(|r| r.protocol().as_deref() == Some("udp")) {
            let three = |ports: &Ports| !ports.any && ports.ranges.iter().any(|(lo, _)| lo.may_equal(&Num::exact(3, lo.span)).is_some());
            let Some(ports) = rule.frontend_ports().filter(three) else { continue };
            findings.push(
                *rule,
                CODE.at(ports.span(), format!("{} is Global, which carries no udp on port 3", lb.called()))
                    .because(lb.span_of("tier"), "said here")
                    .help("choose another port"),
            );
        }
    }
}
