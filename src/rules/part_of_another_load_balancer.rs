//! A rule that names a part of another load balancer.

use super::Findings;
use crate::topology::{Lb, Thing, View};

rule! {
    part_of_another_load_balancer "LBX1600" "part-of-another-load-balancer" Error
    "a rule that names a part of another load balancer", from: ["LB-096"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>() {
        let inbound = lb.inbound().into_iter().map(|i| i.thing());
        let parts: Vec<Thing> = inbound.chain(lb.outbounds().map(|o| o.0)).filter(|p| !p.existing()).collect();
        for part in parts {
            for property in ["frontend", "frontends", "pool", "probe"] {
                if part.slot(property).is_none() {
                    continue;
                }
                for (named, span) in part.things(property) {
                    let Some(other) = named.parent().filter(|other| other.id != lb.id) else { continue };
                    let mut finding = CODE
                        .at(span, format!("{} belongs to {}, and {} to {}", named.called(), Lb(other).called(), part.called(), lb.called()))
                        .because(named.name_span(), "declared here")
                        .help("what a rule names stands in its own load balancer");
                    let symbol = &named.node().symbol;
                    let own = lb.children(named.kind()).find(|c| c.node().symbol == *symbol && c.node().keys.is_empty());
                    if own.is_some() {
                        finding = finding.offer(format!("write `{symbol}`"), span, symbol.to_string());
                    }
                    findings.push(part, finding);
                }
            }
        }
    }
}
