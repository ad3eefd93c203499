//! A rule of a security group with an empty list at one end.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{NsgRule, V, View};

rule! {
    empty_rule_end "LBX1824" "empty-rule-end" Error
    "a rule of a security group with nobody at one end",
    azure: "SecurityRuleParametersMissing", from: [], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| !r.existing()) {
        for (property, what) in
            [("source", "source"), ("destination", "destination"), ("source_port", "source port"), ("destination_port", "destination port")]
        {
            let value = rule.get(property);
            if matches!(&value.v, V::List(items) if items.is_empty()) && rule.slot(property).is_some() {
                findings.push(
                    rule.0,
                    CODE.at(value.span, format!("{} has no {what}: the list is empty", rule.called()))
                        .help("an empty list is nobody, and Azure refuses it; everybody is `*`, and for nobody the rule stands in an `if`")
                        .offer_removal(rule.0),
                );
            }
        }
    }
}
