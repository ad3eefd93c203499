//! Addresses in a pool that names no network.

use super::{Findings, edits};
use crate::topology::{Pool, Tier, View, Vnet};

rule! {
    pool_addresses_without_vnet "LBX1051" "pool-addresses-without-vnet" Error
    "addresses in a pool that names no network", from: ["LB-048", "LB-232"], lacking }

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>().filter(|p| !p.existing() && p.lb().tier() != Tier::Global) {
        let Some(member) = pool.members().find(|m| m.address().is_some()) else { continue };
        if !pool.get("vnet").is_none() {
            continue;
        }
        let address = member.address();
        let mut finding = CODE
            .at(pool.name_span(), format!("{} holds addresses and names no `vnet`", pool.called()))
            .because(member.span_of("target"), "an address")
            .help("write `vnet: NAME`: the network that the addresses are of");
        let holds = |v: &Vnet| v.prefixes().iter().any(|(net, _)| address.is_some_and(|a| net.contains(&a)));
        if let Some(vnet) = view.all::<Vnet>().find(holds) {
            let line = format!("vnet: {}", vnet.path());
            finding = finding.with_fix(format!("write `{line}`"), false, vec![edits::line_in(*pool, &line)]);
        }
        findings.push(*pool, finding);
    }
}
