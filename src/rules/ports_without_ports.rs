//! Protocols that have no ports.

use super::Findings;
use crate::topology::{NsgRule, View};

rule! {
    ports_without_ports "LBX4024" "ports-without-ports" Warning
    "a port for a protocol that has none",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| !r.existing()) {
        let Some(protocol) = rule.text("protocol").filter(|p| matches!(&**p, "icmp" | "esp" | "ah")) else { continue };
        for property in ["source_port", "destination_port"] {
            if rule.slot(property).is_some()
                && let Some(ports) = rule.ports(property).filter(|p| !p.any)
            {
                findings.push(
                    rule.0,
                    CODE.at(ports.span(), format!("`{protocol}` has no ports, so this one never matches"))
                        .because(rule.span_of("protocol"), "the protocol")
                        .help("leave the port out").offer("write `*`", ports.span(), "*"),
                );
            }
        }
    }
}
