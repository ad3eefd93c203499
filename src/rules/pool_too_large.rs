//! More machines in a pool than it takes.

use std::collections::BTreeMap;

use super::Findings;
use crate::azure::limits;
use crate::source::Span;
use crate::topology::{Machine, NodeId, Num, Pool, Tier, View};

rule! {
    pool_too_large "LBX1054" "pool-too-large" Error
    "more machines in a pool than it takes", from: ["LB-042"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>() {
        let most = match pool.lb().tier() {
            Tier::Basic => limits::POOL_MEMBERS_BASIC,
            Tier::Global => limits::POOL_MEMBERS_GLOBAL,
            Tier::Standard | Tier::Gateway => limits::POOL_MEMBERS,
        } as i64;
        let mut count = pool.members().count() as i64;
        let mut machines: BTreeMap<NodeId, (Num, Span, String)> = BTreeMap::new();
        for (config, span) in pool.users() {
            let (id, of, what) = match config.nic.machine() {
                Some(Machine::Vmss(set)) => match set.most_instances() {
                    Some(instances) => (set.id, instances, set.called()),
                    None => continue,
                },
                Some(Machine::Vm(vm)) => (vm.id, Num::exact(1, span), vm.called()),
                None => (config.nic.id, Num::exact(1, span), config.nic.called()),
            };
            machines.entry(id).or_insert((of, span, what));
        }
        count = machines.values().fold(count, |sum, (of, ..)| sum.saturating_add(of.hi));
        if count <= most || pool.existing() && machines.is_empty() {
            continue;
        }
        let mut finding = CODE.at(
            pool.name_span(),
            format!("{} may come to {count} members; the most is {most}", pool.called()),
        );
        for (of, span, what) in machines.values().filter(|(of, ..)| of.hi > 1).take(8) {
            finding = finding.because(*span, format!("{what} brings {}", of.most(view)));
        }
        findings.push(*pool, finding.help("spread the machines over several load balancers"));
    }
}
