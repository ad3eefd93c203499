//! A NAT rule for one machine that several name.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{NatRule, View};

rule! {
    nat_rule_shared "LBX3046" "nat-rule-shared" Error
    "a NAT rule for one machine that several name", from: ["LB-125", "LB-141"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NatRule>() {
        let users = rule.users();
        if !rule.get("pool").is_none() && rule.slot("pool").is_some() {
            for (config, span) in users.into_iter().filter(|(c, _)| !c.nic.existing()) {
                findings.push(
                    config.rows,
                    CODE.at(span, format!("{} leads to a pool, so nobody names it", rule.called()))
                        .because(rule.span_of("pool"), "the pool")
                        .help("join the pool: `pools: […]`")
                        .offer_drop(config.rows, &["nat_rules"], span),
                );
            }
            continue;
        }
        let [(first, there), others @ ..] = &users[..] else { continue };
        for (config, span) in others.iter().filter(|(c, _)| !c.nic.existing()) {
            findings.push(
                config.rows,
                CODE.at(*span, format!("{} leads to {} already", rule.called(), first.nic.called()))
                    .because(*there, "the first machine")
                    .help("write a NAT rule for each machine, or one with a range and a pool: `tcp FRONTEND:50000..50119 -> POOL:PORT`")
                    .offer_drop(config.rows, &["nat_rules"], *span),
            );
        }
    }
}
