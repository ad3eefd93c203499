//! A rule that leads to more pools than it may.

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::azure::limits::POOLS_PER_GATEWAY_RULE;
use crate::topology::{Rule, Tier, View};

rule! {
    several_pools_in_rule "LBX1035" "several-pools-in-rule" Error
    "a rule that leads to more pools than it may", from: ["LB-095", "LB-218"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing()) {
        let pools = rule.pools();
        let gateway = rule.lb().tier() == Tier::Gateway;
        let most = if gateway { POOLS_PER_GATEWAY_RULE } else { 1 };
        let Some((_, span)) = pools.get(most) else { continue };
        let whose = if gateway { "a rule of a Gateway load balancer" } else { "a rule" };
        let others: Vec<Edit> = pools[most..].iter().map(|(_, span)| edits::cut(*span)).collect();
        findings.push(
            *rule,
            CODE.at(*span, format!("{} leads to {} pools; {whose} leads to {most}", rule.called(), pools.len()))
                .because(pools[0].1, "the first")
                .help("put the machines into one pool, or write a rule for each pool")
                .way(format!("lead to {} only", pools[0].0.called()), false, others),
        );
    }
}
