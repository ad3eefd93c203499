//! Machines of one availability set in different pools of a load balancer.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use crate::source::Span;
use crate::topology::{IpConfig, Known, Lb, Machine, NodeId, Pool, View, Vm};

rule! {
    availability_set_over_pools "LBX1602" "availability-set-over-pools" Error
    "machines of one availability set in different pools of a load balancer", from: ["LB-047"], refused
}

/// Where a machine stands behind a load balancer: its pools, and the first place that says so.
struct Stand<'v> {
    vm: Vm<'v>,
    pools: BTreeSet<NodeId>,
    first: (IpConfig<'v>, Pool<'v>, Span),
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>() {
        let mut sets: BTreeMap<NodeId, BTreeMap<NodeId, Stand>> = BTreeMap::new();
        for pool in lb.pools() {
            for (config, span) in pool.users() {
                let Some(Machine::Vm(vm)) = config.nic.machine() else { continue };
                let Known::Is(set) = vm.availability_set() else { continue };
                let stand = sets.entry(set.id).or_default().entry(vm.id);
                let stand = stand.or_insert_with(|| Stand { vm, pools: BTreeSet::new(), first: (config, pool, span) });
                stand.pools.insert(pool.id);
            }
        }
        for (set, stands) in &sets {
            let Some(first) = stands.values().next() else { continue };
            for stand in stands.values().filter(|s| s.pools.is_disjoint(&first.pools) && !s.vm.existing()) {
                let (config, pool, span) = stand.first;
                findings.push(
                    config.rows,
                    CODE.at(
                        span,
                        format!(
                            "{} is in {}, and {} of the same {} in {}",
                            stand.vm.called(),
                            pool.called(),
                            first.vm.called(),
                            view.thing(*set).called(),
                            first.first.1.called()
                        ),
                    )
                    .because(first.first.2, "the other machine's pool")
                    .because(stand.vm.span_of("availability_set"), "the availability set")
                    .help("let all its machines join one pool, or take pools of addresses, which may be mixed")
                    .offer(format!("write `{}`", first.first.1.path()), span, first.first.1.path()),
                );
            }
        }
    }
}
