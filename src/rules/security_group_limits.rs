//! How much a security group and its rules hold.

use std::collections::BTreeSet;

use super::Findings;
use super::edits::WayOut;
use crate::azure::limits;
use crate::schema::Kind;
use crate::topology::{NodeId, Nic, Nsg, NsgRule, V, View};

rule! {
    security_group_limits "LBX4026" "security-group-limits" Error
    "more rules, addresses or groups than Azure takes",
    azure: "NumberOfApplicationSecurityGroupsReferencedInSecurityRuleLimitReached",
    from: ["NSG-003", "NSG-006", "NSG-010", "VM-087", "F052"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for nsg in view.all::<Nsg>() {
        let rules: Vec<NsgRule> = nsg.rules().collect();
        if rules.len() > limits::NSG_RULES {
            let culprit = rules[limits::NSG_RULES];
            findings.push(
                culprit.0,
                CODE.at(culprit.name_span(), format!("a security group has at most {} rules; `{}` has {}", limits::NSG_RULES, nsg.path(), rules.len()))
                    .azure(None)
                    .offer_removal(culprit.0),
            );
        }
        let mut groups: BTreeSet<NodeId> = BTreeSet::new();
        for rule in rules.iter().filter(|r| !r.existing()) {
            for property in ["source", "destination"] {
                end(view, *rule, property, &mut groups, findings);
            }
            if let Some(doc) = &rule.node().doc
                && doc.chars().count() > limits::NSG_DESCRIPTION
            {
                findings.push(
                    rule.0,
                    CODE.at(
                        rule.name_span(),
                        format!("a rule's description, its doc comment, has at most {} characters; here are {}", limits::NSG_DESCRIPTION, doc.chars().count()),
                    )
                    .azure(None)
                    .help("make it shorter, or use `//` for what is not for Azure"),
                );
            }
        }
        if groups.len() > limits::ASGS_PER_NSG {
            findings.push(
                nsg.0,
                CODE.at(nsg.name_span(), format!("all rules of a security group name at most {} asgs; here are {}", limits::ASGS_PER_NSG, groups.len()))
                    .azure(None),
            );
        }
    }
    for nic in view.all::<Nic>() {
        for config in nic.ip_configs() {
            let named = config.rows.things("asgs");
            let count = named.len();
            if count > limits::ASGS_PER_IP {
                findings.push(
                    config.rows,
                    CODE.at(config.rows.span_of("asgs"), format!("an address is in at most {} asgs; here are {count}", limits::ASGS_PER_IP))
                        .azure(None)
                        .offer_drop(config.rows, &["asgs"], named[limits::ASGS_PER_IP].1),
                );
            }
        }
    }
}

fn end(view: &View, rule: NsgRule, property: &str, groups: &mut BTreeSet<NodeId>, findings: &mut Findings) {
    let value = rule.get(property);
    let mut asgs = 0;
    for item in value.items() {
        if let V::Thing(id) = view.reduce(item).v
            && view.topology.node(id).kind == Kind::Asg
        {
            asgs += 1;
            groups.insert(id);
        }
    }
    let items = value.items().len();
    if asgs > limits::ASGS_PER_SIDE {
        findings.push(
            rule.0,
            CODE.at(rule.span_of(property), format!("one end of a rule names at most {} asgs; here are {asgs}", limits::ASGS_PER_SIDE)),
        );
    } else if items > limits::NSG_ADDRESSES_PER_SIDE {
        findings.push(
            rule.0,
            CODE.at(
                rule.span_of(property),
                format!("one end of a rule has at most {} addresses; here are {items}", limits::NSG_ADDRESSES_PER_SIDE),
            )
            .azure(None),
        );
    }
}
