//! Routing over the internet before a pool of addresses.

use super::{Findings, edits};
use crate::topology::{Frontend, Lb, Member, Pool, Source, Thing, View};

rule! {
    internet_routing_to_addresses "LBX1605" "internet-routing-to-addresses" Warning
    "routing over the internet before a pool of addresses", from: ["LB-053"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for inbound in lb.inbound() {
            let Some(frontend) = inbound.frontend() else { continue };
            for (pool, _) in inbound.pools() {
                judge(inbound.thing(), "frontend", frontend, pool, findings);
            }
        }
        for outbound in lb.outbounds() {
            let Some(pool) = outbound.pool() else { continue };
            for (frontend, _) in outbound.frontends() {
                judge(*outbound, "frontends", frontend, pool, findings);
            }
        }
    }
}

fn judge(by: Thing, property: &str, frontend: Frontend, pool: Pool, findings: &mut Findings) {
    let Source::PublicIp(ip) = frontend.source() else { return };
    if ip.text("routing").as_deref() != Some("Internet") {
        return;
    }
    let Some(member): Option<Member> = pool.members().find(|m| m.address().is_some()) else { return };
    let finding = CODE
        .at(
            by.span_of(property),
            format!("{} is routed over the internet, which {} does not go along with", ip.called(), pool.called()),
        )
        .because(ip.span_of("routing"), "the routing")
        .because(member.span_of("target"), "an address in the pool")
        .note("packets take Microsoft's network all the same");
    let finding = match ip.slot("routing").filter(|_| !ip.existing()) {
        Some(slot) => finding.with_fix("leave `routing` out", false, vec![edits::without(slot)]),
        None => finding,
    };
    findings.push(by, finding.help("leave `routing` out, or let the machines join the pool by their nics"));
}
