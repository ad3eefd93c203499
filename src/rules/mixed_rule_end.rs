//! A list at one end of a rule is of one sort: addresses, or application security groups.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::schema::Kind;
use crate::topology::{NsgRule, Thing, V, Value, View};

rule! {
    mixed_rule_end "LBX4022" "mixed-rule-end" Error
    "a list at the end of a rule holds what stands alone",
    azure: "SecurityRuleParameterContainsUnsupportedValue", from: ["NSG-005", "NSG-006", "F076"], refused
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Addresses,
    Groups,
    Tag,
    Anyone,
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| !r.existing()) {
        for property in ["source", "destination"] {
            let value = rule.get(property);
            let V::List(items) = &value.v else { continue };
            judge(view, rule.0, items, findings);
        }
    }
}

fn judge(view: &View, rule: Thing, items: &[Value], findings: &mut Findings) {
    if items.len() < 2 {
        return;
    }
    let sorts: Vec<(Sort, &Value)> = items.iter().filter_map(|i| Some((sort(view, i)?, i))).collect();
    for (kind, item) in &sorts {
        let what = match kind {
            Sort::Tag => "a service tag",
            Sort::Anyone => "`*`",
            Sort::Addresses | Sort::Groups => continue,
        };
        findings.push(
            rule,
            CODE.at(item.span, format!("{what} stands alone at its end of a rule, not in a list"))
                .help("make a rule of its own for it")
                .offer_drop(rule, &["source", "destination"], item.span),
        );
        return;
    }
    let Some((first, there)) = sorts.first() else { return };
    if let Some((_, item)) = sorts.iter().find(|(s, _)| s != first) {
        findings.push(
            rule,
            CODE.at(item.span, "addresses and application security groups do not stand in one list")
                .because(there.span, "of the other sort")
                .azure(None)
                .help("make a rule for each")
                .offer_drop(rule, &["source", "destination"], item.span),
        );
    }
}

fn sort(view: &View, item: &Value) -> Option<Sort> {
    let item = view.reduce(item);
    Some(match &item.v {
        V::Cidr(_) | V::Address(_) => Sort::Addresses,
        V::Any => Sort::Anyone,
        V::Word(_) | V::Str(_) => Sort::Tag,
        V::Thing(id) => match view.topology.node(*id).kind {
            Kind::Asg => Sort::Groups,
            _ => Sort::Addresses,
        },
        _ => return None,
    })
}
