//! Ports that the platform keeps.

use super::{Findings, edits};
use crate::topology::{Inbound, Lb, NsgRule, View};

rule! {
    unusable_port "LBX1710" "unusable-port" Warning
    "a port that the platform keeps for itself",
    from: ["NET-039"]
}

/// What is wrong with a UDP port.
fn reserved(port: i64) -> Option<&'static str> {
    match port {
        67 | 68 => Some("Azure answers DHCP itself, and drops it between machines"),
        _ => None,
    }
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for inbound in lb.inbound() {
            if inbound.protocol().is_none_or(|p| &*p != "udp") || matches!(inbound, Inbound::NatPool(_)) {
                continue;
            }
            let Some(ports) = inbound.backend_ports().filter(|p| !p.any) else { continue };
            let Some((port, why)) = ports.single().and_then(|p| Some((p, reserved(p)?))) else { continue };
            findings.push(
                inbound.thing(),
                CODE.at(ports.span(), format!("UDP port {port} does not reach a machine: {why}"))
                    .help("use another port, or remove this")
                    .with_fix("remove it", false, vec![edits::remove(inbound.thing())]),
            );
        }
    }
    for rule in view.all::<NsgRule>().filter(|r| r.allows() && !r.existing()) {
        if rule.text("protocol").is_none_or(|p| &*p != "udp") {
            continue;
        }
        if let Some(ports) = rule.ports("destination_port").filter(|p| !p.any)
            && let Some((port, why)) = ports.single().and_then(|p| Some((p, reserved(p)?)))
        {
            findings.push(
                rule.0,
                CODE.at(ports.span(), format!("nothing arrives at UDP port {port}: {why}"))
                    .help("remove the rule; leases come without one")
                    .with_fix("remove the rule", false, vec![edits::remove(rule.0)]),
            );
        }
        if let Some(ports) = rule.ports("source_port").filter(|p| !p.any && p.single() == Some(65_330)) {
            findings.push(
                rule.0,
                CODE.at(ports.span(), "nothing comes from UDP port 65330, which the host keeps for itself")
                    .help("leave the source port out: it is every port then"),
            );
        }
    }
}
