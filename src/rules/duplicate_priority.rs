//! No two rules of one direction have one number.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use crate::azure::limits;
use crate::topology::{Nsg, NsgRule, View};

rule! {
    duplicate_priority "LBX4020" "duplicate-priority" Error
    "two rules of one direction have one priority",
    azure: "SecurityRuleConflict", from: ["NSG-002", "F072"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for nsg in view.all::<Nsg>() {
        let mut taken: BTreeMap<(bool, i64), NsgRule> = BTreeMap::new();
        let rules: Vec<NsgRule> = nsg.rules().collect();
        for rule in &rules {
            if let Some(priority) = rule.num("priority").and_then(|n| n.single()) {
                taken.entry((rule.outbound(), priority)).or_insert(*rule);
            }
        }
        // Thousands of numbers, gathered when a finding asks for one.
        let free = [false, true].map(|outbound| {
            let taken = &taken;
            LazyCell::new(move || -> BTreeSet<i64> {
                let all = limits::PRIORITY_MIN..=limits::PRIORITY_MAX;
                all.filter(|priority| !taken.contains_key(&(outbound, *priority))).collect()
            })
        });
        for rule in &rules {
            let Some(priority) = rule.num("priority").and_then(|n| n.single()) else { continue };
            let Some(first) = taken.get(&(rule.outbound(), priority)).filter(|f| f.id != rule.id) else { continue };
            if rule.existing() {
                continue;
            }
            let direction = if rule.outbound() { "outbound" } else { "inbound" };
            let free = &free[usize::from(rule.outbound())];
            let free = free.range(priority..).chain(free.range(..priority)).next();
            let span = rule.span_of("priority");
            let mut finding = CODE
                .at(span, format!("the {direction} priority {priority} belongs to `{}` already", first.node().symbol))
                .because(first.span_of("priority"), "the first one");
            if let Some(free) = free {
                finding = finding.offer(format!("write {free}, which is free"), span, free.to_string());
            }
            findings.push(rule.0, finding);
        }
    }
}
