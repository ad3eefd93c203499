//! Addresses and nics in one pool.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Pool, View};

rule! {
    mixed_pool_members "LBX1050" "mixed-pool-members" Error
    "addresses and nics in one pool",
    azure: "CannotMixIPBasedAddressesAndIPConfigurationsOnLoadBalancerBackendAddressPool", from: ["LB-039"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>() {
        let Some(member) = pool.members().find(|m| m.address().is_some()) else { continue };
        let Some((config, span)) = pool.users().into_iter().find(|(c, _)| !c.nic.existing()) else { continue };
        findings.push(
            config.rows,
            CODE.at(span, format!("{} holds addresses, so {} cannot join it", pool.called(), config.nic.called()))
                .because(member.span_of("target"), "an address")
                .help("a pool holds addresses or nics, never both: write a pool for each, or list this nic's address as a `member`")
                .offer_drop(config.rows, &["pools"], span),
        );
    }
}
