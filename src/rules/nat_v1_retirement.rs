//! NAT pools and single NAT rules, which Azure is going to retire.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::azure::limits::NAT_V1_RETIRES;
use crate::topology::{NatPool, NatRule, View};

rule! {
    nat_v1_retirement "LBX3050" "nat-v1-retirement" Hint
    "NAT pools and single NAT rules, which Azure is going to retire", from: ["LB-123"]
}

fn check(view: &View, findings: &mut Findings) {
    let help = "a `nat_rule` with a range and a pool takes its place: `tcp FRONTEND:50000..50119 -> POOL:PORT`";
    for pool in view.all::<NatPool>().filter(|p| !p.existing()) {
        let finding = CODE.at(pool.name_span(), format!("Azure retires NAT pools on {NAT_V1_RETIRES}: {}", pool.called()));
        let as_rule = edits::as_nat_rule(pool);
        findings.push(*pool, finding.help(help).way_if(!as_rule.is_empty(), format!("write nat_rule `{}` to the pool of its machines", pool.node().symbol), as_rule));
    }
    for rule in view.all::<NatRule>().filter(|r| !r.existing() && r.slot("pool").is_none()) {
        if rule.frontend_ports().is_none_or(|p| p.any || p.ranges.iter().any(|(lo, hi)| lo.span != hi.span)) {
            continue;
        }
        let finding =
            CODE.at(rule.name_span(), format!("Azure retires NAT rules for one machine on {NAT_V1_RETIRES}: {}", rule.called()));
        findings.push(*rule, finding.help(help));
    }
}
