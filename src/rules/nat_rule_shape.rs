//! A range without a pool, a pool without a range.

use super::Findings;
use crate::topology::{NatPool, NatRule, View};

rule! {
    nat_rule_shape "LBX3002" "nat-rule-shape" Error
    "a range without a pool, a pool without a range", from: ["LB-132", "LB-145"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NatRule>().filter(|r| !r.existing()) {
        let Some(ports) = rule.frontend_ports() else { continue };
        let range = ports.any || ports.ranges.iter().any(|(lo, hi)| lo.span != hi.span);
        let pool = !rule.get("pool").is_none();
        let finding = if range && !pool {
            CODE.at(ports.span(), format!("{} has a range, so it needs a pool, whose members get a port each", rule.called()))
                .azure(Some("MissedInboundNatRuleV2Properties"))
                .help("write `-> POOL:PORT`; for a single machine write one port")
        } else if pool && !range {
            CODE.at(ports.span(), format!("{} leads to a pool, so it needs a range, a port for each member", rule.called()))
                .because(rule.span_of("pool"), "the pool")
                .azure(Some("UnsupportedSetOfInboundNatRulePropertiesWhenFrontendPortIsSpecified"))
                .help("write `FRONTEND:50000..50119`; for a single machine leave the pool out, and name the rule in its nic's `nat_rules`")
        } else if ports.any {
            CODE.at(ports.span(), format!("{} cannot take every port", rule.called())).help("write the first and the last: `50000..50119`")
        } else {
            continue;
        };
        findings.push(*rule, finding);
    }
    for pool in view.all::<NatPool>().filter(|p| !p.existing()) {
        let Some(ports) = pool.frontend_ports() else { continue };
        if ports.any || ports.ranges.iter().all(|(lo, hi)| lo.span == hi.span) {
            findings.push(
                *pool,
                CODE.at(ports.span(), format!("{} needs a range, a port for each machine", pool.called()))
                    .help("write the first and the last: `50000..50119`"),
            );
        }
    }
}
