//! A range without a pool, a pool without a range.

use crate::azure::limits::FRONTEND_PORT_MAX;
use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{NatPool, NatRule, View, Pool, Ports};

rule! {
    nat_rule_shape "LBX3002" "nat-rule-shape" Error
    "a range without a pool, a pool without a range", from: ["LB-132", "LB-145"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NatRule>().filter(|r| !r.existing()) {
        let Some(ports) = rule.frontend_ports() else { continue };
        let range = ports.any || ports.ranges.iter().any(|(lo, hi)| lo.span != hi.span);
        let pool = !rule.get("pool").is_none();
        let first = ports.ranges.first().and_then(|(lo, _)| lo.single());
        let pools: Vec<Pool> = rule.lb().pools().collect();
        let finding = if range && !pool {
            CODE.at(ports.span(), format!("{} has a range, so it needs a pool, whose members get a port each", rule.called()))
                .azure(Some("MissedInboundNatRuleV2Properties"))
                .help("write `-> POOL:PORT`; for a single machine write one port").way_if(
                    pools.len() == 1 && rule.slot("backend_port").is_some(),
                    format!("lead to {}", pools.first().map(|p| p.called()).unwrap_or_default()),
                    pools
                        .first()
                        .map(|p| edits::before_port(*rule, "backend_port", &p.node().symbol))
                        .into_iter()
                        .collect(),
                )
                .way_if(
                    first.is_some(),
                    format!("write `{}`", first.unwrap_or_default()),
                    vec![Edit { span: ports.span(), text: first.unwrap_or_default().to_string() }],
                )
        } else if pool && !range {
            CODE.at(ports.span(), format!("{} leads to a pool, so it needs a range, a port for each member", rule.called()))
                .because(rule.span_of("pool"), "the pool")
                .azure(Some("UnsupportedSetOfInboundNatRulePropertiesWhenFrontendPortIsSpecified"))
                .help("write `FRONTEND:50000..50119`; for a single machine leave the pool out, and name the rule in its nic's `nat_rules`")
                .offer(format!("write `{}`", a_range(&ports)), ports.span(), a_range(&ports))
        } else if ports.any {
            CODE.at(ports.span(), format!("{} cannot take every port", rule.called())).help("write the first and the last: `50000..50119`").offer(format!("write `{}`", a_range(&ports)), ports.span(), a_range(&ports))
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
                    .help("write the first and the last: `50000..50119`")
                    .offer(format!("write `{}`", a_range(&ports)), ports.span(), a_range(&ports)),
            );
        }
    }
}

/// A hundred and twenty ports from the one that is written, as Azure's portal takes them.
fn a_range(ports: &Ports) -> String {
    let first = ports.ranges.first().and_then(|(lo, _)| lo.single()).filter(|_| !ports.any).unwrap_or(50_000);
    format!("{first}..{}", (first + 119).min(i64::from(FRONTEND_PORT_MAX)))
}
