//! UDP port 3 of a Global load balancer.

use super::Findings;
use crate::topology::{Lb, Tier, View};

rule! {
    global_udp_port_3 "LBX1616" "global-udp-port-3" Error
    "UDP port 3 of a Global load balancer", from: ["LB-210"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Global) {
        for rule in lb.rules().filter(|r| r.protocol().as_deref() == Some("udp")) {
            let Some(ports) = rule.frontend_ports().filter(|p| p.single() == Some(3)) else { continue };
            findings.push(
                *rule,
                CODE.at(ports.span(), format!("{} is Global, which carries no udp on port 3", lb.called()))
                    .because(lb.span_of("tier"), "said here")
                    .help("choose another port"),
            );
        }
    }
}
