//! More machines in a pool than it takes.

use super::Findings;
use crate::ledger;
use crate::topology::{Pool, View};

rule! {
    pool_too_large "LBX1054" "pool-too-large" Error
    "more machines in a pool than it takes", from: ["LB-042"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>() {
        let (listed, machines, most) = ledger::pool_members(pool);
        let count = machines.iter().fold(listed, |sum, joined| sum.saturating_add(joined.most()));
        if count <= most || pool.existing() && machines.iter().all(|joined| joined.number.is_none()) {
            continue;
        }
        let mut finding = CODE.at(
            pool.name_span(),
            format!("{} may come to {count} members; the most is {most}", pool.called()),
        );
        for joined in machines.iter().filter(|joined| joined.most() > 1).take(8) {
            let Some(number) = &joined.number else { continue };
            finding = finding.because(joined.span, format!("{} brings {}", joined.who.called(), number.most(view)));
        }
        findings.push(*pool, finding.help("spread the machines over several load balancers"));
    }
}
