//! A second scale set behind a load balancer.

use super::{Findings, edits};
use crate::source::Span;
use crate::topology::{Lb, Machine, Tier, View, Vmss};

rule! { multiple_scale_sets_per_load_balancer "LBX1020" "multiple-scale-sets-per-load-balancer" Error
"a second scale set behind a load balancer", from: ["LB-184", "F123", "VM-077"] }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>() {
        let mut sets: Vec<(Vmss, Span)> = Vec::new();
        for pool in lb.pools() {
            for (config, span) in pool.users() {
                if let Some(Machine::Vmss(set)) = config.nic.machine() {
                    sets.push((set, span));
                }
            }
        }
        sets.sort_by_key(|(set, span)| (set.id, *span));
        sets.dedup_by_key(|(set, _)| set.id);
        let [(first, there), others @ ..] = &sets[..] else { continue };
        for (set, span) in others.iter().filter(|(set, _)| !set.existing()) {
            let finding = CODE
                .at(*span, format!("{} is behind {} beside {}", set.called(), lb.called(), first.called()))
                .because(*there, "the first scale set");
            findings.push(
                *lb,
                if lb.tier() == Tier::Basic {
                    finding.note("a Basic load balancer cannot serve two")
                } else {
                    finding
                        .note("the guideline is one scale set per load balancer; Azure takes several on a Standard one")
                        .help("give it a load balancer of its own, or waive the rule with a reason")
                        .with_fix(
                            "waive it for this load balancer",
                            false,
                            vec![edits::waiver_in(*lb, "multiple-scale-sets-per-load-balancer")],
                        )
                },
            );
        }
    }
}
