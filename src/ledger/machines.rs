//! Who joined a pool, a NAT rule or a NAT pool: each machine once, however many of its addresses did.

use std::collections::BTreeMap;

use crate::source::Span;
use crate::topology::{IpConfig, Machine, NodeId, Num, Thing};

/// A scale set, a vm or a nic without a machine.
#[derive(Clone, Debug)]
pub struct Joined<'v> {
    /// Who.
    pub who: Thing<'v>,
    /// The place where it first joins.
    pub span: Span,
    /// How many machines it may come to; `None` of a scale set of which nothing is known.
    pub number: Option<Num>,
    /// How many there may be for a moment: overprovisioned ones and new ones beside old ones included.
    pub at_once: i64,
    /// Its ip configurations that joined.
    pub configs: u64,
}

impl Joined<'_> {
    /// Its machines at the largest scale; none where nothing is known.
    pub fn most(&self) -> i64 {
        self.number.as_ref().map_or(0, |number| number.hi.max(0))
    }
}

/// Everybody among these ip configurations, in source order.
pub fn joined<'v>(users: &[(IpConfig<'v>, Span)]) -> Vec<Joined<'v>> {
    let mut all: BTreeMap<NodeId, Joined> = BTreeMap::new();
    for (config, span) in users {
        let one =
            |who: Thing<'v>| Joined { who, span: *span, number: Some(Num::exact(1, *span)), at_once: 1, configs: 0 };
        let joined = match config.nic.machine() {
            Some(Machine::Vmss(set)) => all.entry(set.id).or_insert_with(|| Joined {
                number: set.most_instances(),
                at_once: set.most_at_once().unwrap_or(0),
                ..one(set.0)
            }),
            Some(Machine::Vm(vm)) => all.entry(vm.id).or_insert_with(|| one(vm.0)),
            None => all.entry(config.nic.id).or_insert_with(|| one(config.nic.0)),
        };
        joined.configs += 1;
    }
    all.into_values().collect()
}
