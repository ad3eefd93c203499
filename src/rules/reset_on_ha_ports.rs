//! A TCP reset on HA ports.

use super::Findings;
use crate::topology::{Rule, Tier, View};

rule! {
    reset_on_ha_ports "LBX1610" "reset-on-ha-ports" Warning
    "a TCP reset on HA ports, which no appliance in the path goes along with", from: ["LB-117"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing() && r.ha_ports() && r.lb().tier() == Tier::Standard) {
        if rule.slot("tcp_reset").is_none() || rule.flag("tcp_reset") != Some(true) {
            continue;
        }
        findings.push(
            *rule,
            CODE.at(
                rule.span_of("tcp_reset"),
                format!("{} is HA ports, on which Azure sends no reset where an appliance is in the path", rule.called()),
            )
            .because(rule.span_of("frontend_port"), "HA ports")
            .offer("write `false`", rule.span_of("tcp_reset"), "false")
            .help("let the appliances themselves keep connections alive, or end them"),
        );
    }
}
