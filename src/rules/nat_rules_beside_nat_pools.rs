//! NAT rules and NAT pools in one load balancer.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Lb, View};

rule! {
    nat_rules_beside_nat_pools "LBX3049" "nat-rules-beside-nat-pools" Error
    "NAT rules and NAT pools in one load balancer", from: ["LB-128", "F133"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let (Some(rule), Some(pool)) = (lb.nat_rules().next(), lb.nat_pools().next()) else { continue };
        let as_rule = edits::as_nat_rule(pool);
        findings.push(
            *pool,
            CODE.at(pool.name_span(), format!("{} has NAT rules and NAT pools, of which Azure takes one sort", lb.called()))
                .because(rule.name_span(), "a NAT rule")
                .help("write a `nat_rule` with a range and a pool instead of the NAT pool, which is going to be retired")
                .way_if(!as_rule.is_empty(), format!("write nat_rule `{}` to the pool of its machines", pool.node().symbol), as_rule),
        );
    }
}
