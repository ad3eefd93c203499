//! How many rules of all sorts stand on each nic.

use std::collections::HashMap;

use crate::source::Span;
use crate::topology::{Lb, Nic, NodeId, View};

/// The rules of a nic.
#[derive(Clone, Debug)]
pub struct NicRules<'v> {
    /// The nic.
    pub nic: Nic<'v>,
    /// What it joins, with the rules which that brings.
    pub causes: Vec<(Span, usize)>,
}

impl NicRules<'_> {
    /// All together.
    pub fn count(&self) -> usize {
        self.causes.iter().map(|(_, rules)| rules).sum()
    }
}

/// Every nic that is made here: rules, NAT rules and outbound rules of all its pools count.
pub fn rules_per_nic<'v>(view: &'v View<'v>) -> Vec<NicRules<'v>> {
    let mut of_pool: HashMap<NodeId, usize> = HashMap::new();
    for lb in view.all::<Lb>() {
        for inbound in lb.inbound() {
            for (pool, _) in inbound.pools() {
                *of_pool.entry(pool.id).or_default() += 1;
            }
        }
        for pool in lb.outbounds().filter_map(|outbound| outbound.pool()) {
            *of_pool.entry(pool.id).or_default() += 1;
        }
    }
    let made = view.all::<Nic>().filter(|nic| !nic.existing());
    made.map(|nic| {
        let mut causes = Vec::new();
        for config in nic.ip_configs() {
            causes.extend(config.pools().iter().map(|(pool, at)| (*at, of_pool.get(&pool.id).copied().unwrap_or(0))));
            causes.extend(config.nat_rules().iter().map(|(_, at)| (*at, 1)));
            causes.extend(config.nat_pools().iter().map(|(_, at)| (*at, 1)));
        }
        NicRules { nic, causes }
    })
    .collect()
}
