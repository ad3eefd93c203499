//! A floating IP rule whose pool holds a secondary ip configuration.

use std::collections::HashMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{IpConfig, NodeId, Rule, View};

rule! {
    floating_ip_on_secondary_address "LBX1041" "floating-ip-on-secondary-address" Warning
    "a floating IP rule whose pool holds a secondary ip configuration", from: ["LB-120", "F225"]
}

fn check(view: &View, findings: &mut Findings) {
    let mut of_pool: HashMap<NodeId, Option<(IpConfig, Span)>> = HashMap::new();
    for rule in view.all::<Rule>().filter(|r| !r.existing() && r.floating_ip() == Some(true)) {
        for (pool, _) in rule.pools() {
            let second = of_pool.entry(pool.id).or_insert_with(|| {
                // The second address of a dual stack is secondary by nature.
                pool.users().into_iter().find(|(c, _)| !c.primary() && c.version().as_deref() == Some("IPv4"))
            });
            let Some((config, span)) = second else { continue };
            findings.push(
                *rule,
                CODE.at(
                    rule.span_of("floating_ip"),
                    format!("{} holds a secondary address, to which floating IP does not lead", pool.called()),
                )
                .because(*span, format!("{} is not its nic's first", config.rows.called()))
                .help("put the nic's primary ip configuration into the pool")
                .offer_without(*rule, "floating_ip"),
            );
        }
    }
}
