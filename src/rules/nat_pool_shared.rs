//! A NAT pool for several scale sets.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Machine, NatPool, View, Vmss, Thing};

rule! {
    nat_pool_shared "LBX3041" "nat-pool-shared" Error
    "a NAT pool for several scale sets", from: ["LB-148", "VM-035"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<NatPool>() {
        let mut sets: Vec<(Vmss, crate::source::Span, Thing)> = Vec::new();
        for (config, span) in pool.users() {
            if let Some(Machine::Vmss(set)) = config.nic.machine()
                && !sets.iter().any(|(s, ..)| s.id == set.id)
            {
                sets.push((set, span, config.rows));
            }
        }
        let [(first, there, _), others @ ..] = &sets[..] else { continue };
        for (set, span, rows) in others.iter().filter(|(s, ..)| !s.existing()) {
            findings.push(
                **set,
                CODE.at(*span, format!("{} serves {} already, and a NAT pool serves one scale set", pool.called(), first.called()))
                    .because(*there, "the first scale set")
                    .because(pool.name_span(), "the NAT pool")
                    .help("write a NAT pool for each, or a `nat_rule` with a pool that both join")
                    .offer_drop(*rows, &["nat_pools"], *span),
            );
        }
    }
}
