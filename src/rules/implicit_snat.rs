//! Machines whose only way out is the SNAT of a load-balancing rule.

use std::collections::HashSet;

use super::Findings;
use crate::topology::{Known, Lb, NodeId, Rule, Tier, View};

rule! {
    implicit_snat "LBX3021" "implicit-snat" Hint
    "machines whose only way out is the SNAT of a load-balancing rule", from: ["LB-104", "LB-176", "LB-181", "F261"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Standard && lb.public() == Some(true)) {
        let mut seen: HashSet<NodeId> = HashSet::new();
        let rules: Vec<Rule> = lb.rules().filter(|r| r.snat() == Some(true)).collect();
        for rule in rules {
            for (pool, _) in rule.pools() {
                if !seen.insert(pool.id) {
                    continue;
                }
                let bare = pool.users().into_iter().find(|(config, _)| {
                    config.nic.subnet().is().is_some_and(|s| s.nat_gateway() == Known::No)
                        && config.instance_public_ip().is_none()
                        && config.public_ip() == Known::No
                });
                let Some((config, span)) = bare else { continue };
                findings.push(
                    *rule,
                    CODE.at(
                        rule.name_span(),
                        format!("the way out of {} is this rule's own, with few ports and for its protocol only", config.nic.called()),
                    )
                    .because(span, "in the pool")
                    .help(format!(
                        "write `outbound out = any {} -> FRONTEND {{ ports_per_instance: max }}`, or a nat_gateway for the subnet",
                        pool.node().symbol
                    )),
                );
            }
        }
    }
}
