//! Tags that exist only to be denied.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::tags;
use crate::topology::{NsgRule, V, View};

rule! {
    allowed_platform_tag "LBX4025" "allowed-platform-tag" Error
    "a rule allows what can only be denied",
    azure: "SecurityRuleInvalidAccessType", from: ["NSG-009"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| r.allows() && !r.existing()) {
        for property in ["source", "destination"] {
            for item in rule.get(property).items() {
                let item = view.reduce(item);
                if let V::Word(word) | V::Str(word) = &item.v
                    && tags::DENY_ONLY.iter().any(|t| t.eq_ignore_ascii_case(word))
                {
                    findings.push(
                        rule.0,
                        CODE.at(item.span, format!("`{word}` is allowed by itself; a rule can only deny it"))
                            .because(rule.span_of("access"), "this rule allows")
                            .help("remove the rule, or write `deny`").offer_removal(rule.0),
                    );
                }
            }
        }
    }
}
