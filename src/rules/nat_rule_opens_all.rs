//! A NAT rule whose pool holds machines of several sorts.

use std::collections::{BTreeMap, HashMap};

use super::Findings;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{NatRule, NodeId, Pool, Thing, View};

rule! {
    nat_rule_opens_all "LBX1612" "nat-rule-opens-all" Hint
    "a NAT rule that opens a port of several scale sets at once", from: ["LB-140"]
}

fn check(view: &View, findings: &mut Findings) {
    let mut of_pool: HashMap<NodeId, Vec<(Thing, Span)>> = HashMap::new();
    for rule in view.all::<NatRule>().filter(|r| !r.existing()) {
        let Some(pool) = rule.pool() else { continue };
        let owners = of_pool.entry(pool.id).or_insert_with(|| owners(pool));
        if owners.len() < 2 || owners.iter().all(|(owner, _)| owner.kind() != Kind::Vmss) {
            continue;
        }
        let port = rule.backend_ports().and_then(|p| p.single()).map_or("a port".to_owned(), |p| format!("port {p}"));
        let mut finding = CODE.at(rule.span_of("pool"), format!("{} opens {port} of everything in {}", rule.called(), pool.called()));
        for (owner, span) in owners.iter().take(4) {
            finding = finding.because(*span, format!("{} is in it", owner.called()));
        }
        findings.push(*rule, finding.help("where only some are meant, give them a pool of their own, and lead the NAT rule there"));
    }
}

/// The scale sets and machines in a pool, in source order, with the place where each joins.
fn owners(pool: Pool<'_>) -> Vec<(Thing<'_>, Span)> {
    let mut owners: BTreeMap<NodeId, (Thing, Span)> = BTreeMap::new();
    for (config, span) in pool.users() {
        if let Some(machine) = config.nic.machine() {
            owners.entry(machine.thing().id).or_insert((machine.thing(), span));
        }
    }
    owners.into_values().collect()
}
