//! A pool of addresses whose machines leave by Azure's default way.

use super::Findings;
use crate::topology::{Pool, Tier, View};

rule! {
    addresses_leave_by_default "LBX1046" "addresses-leave-by-default" Hint
    "a pool of addresses whose machines leave by Azure's default way", from: ["LB-052", "F238"]
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>().filter(|p| !p.existing() && p.lb().tier() == Tier::Standard) {
        let Some(member) = pool.members().find(|m| m.address().is_some()) else { continue };
        if pool.lb().outbounds().any(|o| o.pool() == Some(pool)) {
            continue;
        }
        findings.push(
            *pool,
            CODE.at(pool.name_span(), format!("machines that {} lists by address leave by Azure's default way", pool.called()))
                .because(member.span_of("target"), "an address")
                .note("other than in a pool of nics, it is not closed to them: what they leave by is neither theirs nor lasting")
                .help("let the machines join by `pools: […]` on their nics, or give their subnet a nat_gateway"),
        );
    }
}
