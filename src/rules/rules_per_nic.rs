//! More rules on a nic than it takes.

use std::collections::HashMap;

use super::Findings;
use crate::azure::limits::RULES_PER_NIC;
use crate::topology::{Lb, Nic, NodeId, View};

rule! {
    rules_per_nic "LBX1056" "rules-per-nic" Error
    "more rules on a nic than it takes", azure: "LoadBalancerRuleCountLimitReachedForNic", from: ["LB-044"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut of_pool: HashMap<NodeId, usize> = HashMap::new();
    for lb in view.all::<Lb>() {
        for inbound in lb.inbound() {
            for (pool, _) in inbound.pools() {
                *of_pool.entry(pool.id).or_default() += 1;
            }
        }
        for pool in lb.outbounds().filter_map(|o| o.pool()) {
            *of_pool.entry(pool.id).or_default() += 1;
        }
    }
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        let mut count = 0;
        let mut parts = Vec::new();
        for config in nic.ip_configs() {
            for (pool, span) in config.pools() {
                let rules = of_pool.get(&pool.id).copied().unwrap_or_default();
                count += rules;
                parts.push((span, rules));
            }
            count += config.nat_rules().len() + config.nat_pools().len();
        }
        if count <= RULES_PER_NIC {
            continue;
        }
        let mut finding =
            CODE.at(nic.name_span(), format!("{} has {count} rules; the most is {RULES_PER_NIC}", nic.called()));
        for (span, rules) in parts {
            finding = finding.because(span, format!("{rules} rules"));
        }
        findings.push(*nic, finding.help("rules, NAT rules and outbound rules of all its pools count; give it fewer pools"));
    }
}
