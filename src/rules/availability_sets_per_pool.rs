//! Machines of more availability sets in a pool than it takes.

use std::collections::BTreeSet;

use super::Findings;
use super::edits::WayOut;
use crate::azure::limits::AVAILABILITY_SETS_PER_POOL;
use crate::topology::{Known, Machine, NodeId, Pool, View};

rule! {
    availability_sets_per_pool "LBX1059" "availability-sets-per-pool" Error
    "machines of more availability sets in a pool than it takes",
    azure: "MaxAvailabilitySetsInLoadBalancerReached", from: ["LB-043"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>() {
        let mut sets: BTreeSet<NodeId> = BTreeSet::new();
        let mut first_above = None;
        for (config, span) in pool.users() {
            let Some(Machine::Vm(vm)) = config.nic.machine() else { continue };
            if vm.vmss() != Known::No {
                continue;
            }
            let counts = match vm.availability_set() {
                Known::Is(set) => set.id,
                Known::No => vm.id,
                Known::Unknown => continue,
            };
            if sets.insert(counts) && sets.len() == AVAILABILITY_SETS_PER_POOL + 1 {
                first_above = Some((config, span));
            }
        }
        let Some((config, span)) = first_above else { continue };
        findings.push(
            config.rows,
            CODE.at(
                span,
                format!(
                    "{} has machines of {} availability sets; the most is {AVAILABILITY_SETS_PER_POOL}",
                    pool.called(),
                    sets.len()
                ),
            )
            .because(pool.name_span(), "the pool")
            .help("a machine without an availability set counts as one: give them a common one, or use a scale set")
            .offer_drop(config.rows, &["pools"], span),
        );
    }
}
