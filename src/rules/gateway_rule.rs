//! Anything but HA ports on a Gateway load balancer.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Lb, Tier, View};

rule! {
    gateway_rule "LBX1061" "gateway-rule" Error
    "anything but HA ports on a Gateway load balancer", from: ["LB-217"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Gateway) {
        for inbound in lb.inbound() {
            let crate::topology::Inbound::Rule(rule) = inbound else {
                let thing = inbound.thing();
                findings.push(
                    thing,
                    CODE.at(thing.name_span(), format!("{} cannot stand in a Gateway load balancer", thing.called()))
                        .because(lb.span_of("tier"), "a Gateway has rules with HA ports only")
                        .help("operators reach its machines by another load balancer, or by the network")
                        .offer_removal(thing),
                );
                continue;
            };
            let single = |ports: Option<crate::topology::Ports>| ports.filter(|p| !p.any);
            let odd = single(rule.frontend_ports()).or(single(rule.backend_ports())).map(|p| p.span());
            let other = rule.protocol().filter(|p| &**p != "any").map(|_| rule.span_of("protocol"));
            let Some(span) = other.or(odd) else { continue };
            findings.push(
                *rule,
                CODE.at(span, format!("{} is not HA ports, which is all that a Gateway load balancer has", rule.called()))
                    .because(lb.span_of("tier"), "a Gateway")
                    .help("write `any FRONTEND:* -> POOL:*`").way(
                        "write HA ports".to_owned(),
                        false,
                        ["protocol", "frontend_port", "backend_port"]
                            .into_iter()
                            .zip(["any", "*", "*"])
                            .map(|(part, text)| edits::set(*rule, part, text))
                            .collect(),
                    ),
            );
        }
    }
}
