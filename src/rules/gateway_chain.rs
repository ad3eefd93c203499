//! `gateway` where nothing can be led through one.

use std::collections::BTreeMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::limits::CHAINED_PER_GATEWAY;
use crate::source::Span;
use crate::topology::{Frontend, Known, Lb, Nic, NodeId, Thing, Tier, View};

rule! {
    gateway_chain "LBX1063" "gateway-chain" Error
    "`gateway` where nothing can be led through one", from: ["LB-220", "LB-221"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut chained: BTreeMap<NodeId, Vec<(Thing, Span)>> = BTreeMap::new();
    let through = |thing: Thing<'_>, findings: &mut Findings| -> Option<()> {
        let gateway = thing.one_of::<Frontend>("gateway").is()?;
        let lb = gateway.lb();
        // An existing one without a word in its head may be a Gateway.
        if lb.tier() != Tier::Gateway && !(lb.existing() && lb.slot("tier").is_none()) {
            findings.push(
                thing,
                CODE.at(thing.span_of("gateway"), format!("{} is no Gateway load balancer", lb.called()))
                    .because(lb.span(), "declared here")
                    .help("name the frontend of an `lb NAME Gateway`"),
            );
            return None;
        }
        Some(())
    };
    for frontend in view.all::<Frontend>().filter(|f| !f.existing()) {
        if through(*frontend, findings).is_none() {
            continue;
        }
        note(&mut chained, *frontend);
        if frontend.public() == Some(false) {
            findings.push(
                *frontend,
                CODE.at(frontend.span_of("gateway"), format!("{} is internal; only a public one is led through a Gateway", frontend.called()))
                    .because(frontend.span_of("source"), "its address is private")
                    .help("leave `gateway` out; inside a network a route leads packets to an appliance")
                    .offer_without(*frontend, "gateway"),
            );
        }
    }
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        for config in nic.ip_configs() {
            if through(config.rows, findings).is_none() {
                continue;
            }
            note(&mut chained, config.rows);
            if config.public_ip() == Known::No {
                findings.push(
                    config.rows,
                    CODE.at(
                        config.rows.span_of("gateway"),
                        format!("{} has no public address; only with one it is led through a Gateway", config.rows.called()),
                    )
                    .help("leave `gateway` out, or give it a `public_ip`")
                    .offer_without(config.rows, "gateway"),
                );
            }
        }
    }
    for (id, all) in &chained {
        if let Some((thing, span)) = all.get(CHAINED_PER_GATEWAY) {
            let lb: Lb = Lb(view.thing(*id));
            findings.push(
                *thing,
                CODE.at(*span, format!("{} frontends and nics lead through {}; the most is {CHAINED_PER_GATEWAY}", all.len(), lb.called()))
                    .because(lb.name_span(), "the Gateway")
                    .help("write a second Gateway load balancer"),
            );
        }
    }
}

fn note<'v>(chained: &mut BTreeMap<NodeId, Vec<(Thing<'v>, Span)>>, thing: Thing<'v>) {
    if let Some(gateway) = thing.one_of::<Frontend>("gateway").is() {
        chained.entry(gateway.lb().id).or_default().push((thing, thing.span_of("gateway")));
    }
}
