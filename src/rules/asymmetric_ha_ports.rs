//! HA ports behind which the two directions of a connection may take different machines.

use std::collections::BTreeMap;

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Nic, NodeId, Rule, Tier, View};

rule! {
    asymmetric_ha_ports "LBX1611" "asymmetric-ha-ports" Hint
    "HA ports behind which the two directions may take different machines", from: ["LB-118"]
}

const HELP: &str = "both directions take one machine where its nic has one address of a family and one frontend leads to it; \
                    a Gateway load balancer has no such limit";

fn check(view: &View, findings: &mut Findings) {
    let mut of_pool: BTreeMap<NodeId, Rule> = BTreeMap::new();
    for rule in view.all::<Rule>().filter(|r| !r.existing() && r.ha_ports() && r.lb().tier() == Tier::Standard) {
        for (pool, span) in rule.pools() {
            match of_pool.get(&pool.id) {
                Some(first) if first.frontend() != rule.frontend() => findings.push(
                    *rule,
                    CODE.at(span, format!("{} is reached by HA ports of two frontends", pool.called()))
                        .because(first.span_of("frontend"), "one frontend")
                        .because(rule.span_of("frontend"), "the other")
                        .help(HELP)
                        .offer_removal(*rule),
                ),
                Some(_) => {}
                None => {
                    of_pool.insert(pool.id, rule);
                    let Some((config, joins)) = pool.users().into_iter().find(|(c, _)| several(c.nic)) else {
                        continue;
                    };
                    let nic = config.nic;
                    findings.push(
                        *rule,
                        CODE.at(rule.name_span(), format!("{} has several addresses of a family, and {} is HA ports", nic.called(), rule.called()))
                            .because(joins, "in the pool")
                            .because(nic.name_span(), "its addresses")
                            .help(HELP)
                            .offer_drop(config.rows, &["pools"], joins),
                    );
                }
            }
        }
    }
}

/// Whether a nic has several addresses of one family.
fn several(nic: Nic) -> bool {
    let configs = nic.ip_configs();
    let of = |version: &str| configs.iter().filter(|c| c.version().as_deref() == Some(version)).count();
    of("IPv4") > 1 || of("IPv6") > 1
}
