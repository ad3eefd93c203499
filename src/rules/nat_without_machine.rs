//! A NAT rule or NAT pool that no machine names.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{NatPool, NatRule, View};

rule! {
    nat_without_machine "LBX3045" "nat-without-machine" Warning
    "a NAT rule or NAT pool that no machine names", from: ["LB-125", "F231"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NatRule>().filter(|r| !r.existing() && r.get("pool").is_none() && r.users().is_empty()) {
        if rule.frontend_ports().is_some_and(|p| p.any || p.ranges.iter().any(|(lo, hi)| lo.span != hi.span)) {
            continue;
        }
        findings.push(
            *rule,
            CODE.at(rule.name_span(), format!("no machine names {}, so it leads nowhere", rule.called()))
                .help(format!("write `nat_rules: [{}]` in a vm's nic, or remove it", rule.path()))
                .offer_removal(*rule),
        );
    }
    for pool in view.all::<NatPool>().filter(|p| !p.existing() && p.users().is_empty()) {
        findings.push(
            *pool,
            CODE.at(pool.name_span(), format!("no scale set names {}, so it leads nowhere", pool.called()))
                .help(format!("write `nat_pools: [{}]` in the nic of a Uniform scale set, or remove it", pool.path()))
                .offer_removal(*pool),
        );
    }
}
