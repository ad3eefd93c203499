//! A NAT rule for a pool of addresses.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{NatRule, View};

rule! {
    nat_rule_to_addresses "LBX3052" "nat-rule-to-addresses" Warning
    "a NAT rule for a pool of addresses", from: ["LB-049"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NatRule>().filter(|r| !r.existing()) {
        let Some(pool) = rule.pool() else { continue };
        let Some(member) = pool.members().find(|m| m.address().is_some()) else { continue };
        findings.push(
            *rule,
            CODE.at(rule.span_of("pool"), format!("{} holds addresses, to which Azure documents no NAT rule leads", pool.called()))
                .because(member.span_of("target"), "an address")
                .help("let the machines join a pool by `pools: […]` on their nics, and lead the NAT rule there")
                .offer_removal(*rule),
        );
    }
}
