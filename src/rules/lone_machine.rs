//! A pool that may come down to one machine.

use std::collections::BTreeMap;

use super::Findings;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Lb, Machine, NodeId, Num, Pool, Thing, Tier, View, Vmss};

rule! {
    lone_machine "LBX1606" "lone-machine" Hint
    "a pool that may come down to one machine", from: ["LB-060"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Standard) {
        let mut served: BTreeMap<NodeId, Span> = BTreeMap::new();
        for rule in lb.rules() {
            for (pool, span) in rule.pools() {
                served.entry(pool.id).or_insert(span);
            }
        }
        for pool in lb.pools() {
            let Some(rule) = served.get(&pool.id) else { continue };
            let Some((thing, span, joins)) = alone(pool) else { continue };
            let finding =
                CODE.at(pool.name_span(), format!("{} may come down to one machine, and with it all that its rules serve", pool.called()))
                    .because(joins, format!("{} alone is in it", thing.called()))
                    .because(span, "one machine")
                    .because(*rule, "packets come here")
                    .help("let at least two machines stand in it");
            let written = match thing.kind() {
                Kind::Vmss => thing.slot("instances").filter(|s| s.value.as_int() == Some(1)),
                _ => None,
            };
            findings.push(
                *pool,
                match written {
                    Some(slot) => finding.offer("write `2`", slot.value.span, "2"),
                    None => finding,
                },
            );
        }
    }
}

/// Whoever is alone in a pool with a single machine, where its number is written, where it joins.
fn alone(pool: Pool<'_>) -> Option<(Thing<'_>, Span, Span)> {
    let users = pool.users();
    let (config, joins) = *users.first()?;
    if pool.members().next().is_some() || users.iter().any(|(c, _)| c.nic.machine() != config.nic.machine()) {
        return None;
    }
    let machine = config.nic.machine()?;
    if machine.thing().existing() {
        return None;
    }
    match machine {
        Machine::Vm(vm) => Some((vm.0, vm.name_span(), joins)),
        Machine::Vmss(set) => {
            let least = least(set)?;
            (least.hi == 1 || least.lo == 1).then_some((set.0, least.span, joins))
        }
    }
}

/// The fewest machines of a scale set.
fn least(set: Vmss) -> Option<Num> {
    let Some(autoscale) = set.autoscale() else { return set.num("instances") };
    let mut least = autoscale.least()?;
    for profile in autoscale.profiles() {
        let other = profile.least()?;
        if other.lo < least.lo {
            least = other;
        }
    }
    Some(least)
}
