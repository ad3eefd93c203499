//! HA ports on a public load balancer.

use super::Findings;
use crate::topology::{Rule, View};

rule! {
    ha_ports_on_public_frontend "LBX1033" "ha-ports-on-public-frontend" Error
    "HA ports on a public load balancer", from: ["LB-112"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing() && r.ha_ports()) {
        let Some(frontend) = rule.frontend().filter(|f| f.public() == Some(true)) else { continue };
        findings.push(
            *rule,
            CODE.at(
                rule.span_of("frontend_port"),
                format!("{} is HA ports, but {} is public", rule.called(), frontend.called()),
            )
            .because(frontend.span_of("source"), "its public address")
            .help("HA ports are for internal load balancers and Gateway ones; name the ports, a rule for each"),
        );
    }
}
