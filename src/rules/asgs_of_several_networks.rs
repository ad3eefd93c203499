//! The members of an application security group stand in one network, and so do those of all groups in a rule.

use std::collections::BTreeMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Nic, NodeId, NsgRule, V, View, Vnet};

rule! {
    asgs_of_several_networks "LBX4027" "asgs-of-several-networks" Error
    "application security groups over several networks",
    azure: "AllApplicationSecurityGroupsInSecurityRuleMustBeFromSameVnet", from: ["NSG-026", "F001", "F129"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut home: BTreeMap<NodeId, (Vnet, Span)> = BTreeMap::new();
    for nic in view.all::<Nic>() {
        let vnet = nic.subnet().is().and_then(|s| s.vnet());
        let configs = nic.ip_configs();
        let sets: Vec<Vec<NodeId>> = configs
            .iter()
            .map(|c| {
                let mut ids: Vec<NodeId> = c.rows.things("asgs").iter().map(|(t, _)| t.id).collect();
                ids.sort_unstable();
                ids
            })
            .collect();
        let known = configs.iter().all(|c| c.rows.all_things_known("asgs"));
        if let Some(at) = (1..sets.len()).find(|at| sets[*at] != sets[0])
            && known
            && !nic.existing()
            && nic.machine().and_then(|m| m.vmss()).is_some()
        {
            findings.push(
                configs[at].rows,
                CODE.at(configs[at].rows.span_of("asgs"), format!("all addresses of `{}` are in the same asgs", nic.path()))
                    .because(configs[0].rows.span_of("asgs"), "the first address")
                    .azure(None)
                    .help("give every `ip` the same `asgs`"),
            );
        }
        for config in configs {
            for (asg, span) in config.rows.things("asgs") {
                let Some(vnet) = vnet else { continue };
                match home.get(&asg.id) {
                    None => {
                        home.insert(asg.id, (vnet, span));
                    }
                    Some((other, there)) if other.id != vnet.id && !nic.existing() => findings.push(
                        config.rows,
                        CODE.at(span, format!("`{}` has members in `{}`; this nic is in `{}`", asg.path(), other.path(), vnet.path()))
                            .because(*there, "a member")
                            .azure(None)
                            .help("make an asg for each network")
                            .offer_drop(config.rows, &["asgs"], span),
                    ),
                    Some(_) => {}
                }
            }
        }
    }
    for rule in view.all::<NsgRule>().filter(|r| !r.existing()) {
        let mut first: Option<(Vnet, Span)> = None;
        for value in [rule.get("source"), rule.get("destination")] {
            for item in value.items() {
                let item = view.reduce(item);
                let V::Thing(id) = item.v else { continue };
                if view.topology.node(id).kind != Kind::Asg {
                    continue;
                }
                let Some((vnet, _)) = home.get(&id) else { continue };
                match first {
                    None => first = Some((*vnet, item.span)),
                    Some((other, there)) if other.id != vnet.id => findings.push(
                        rule.0,
                        CODE.at(item.span, format!("the members of this asg are in `{}`, those of the other in `{}`", vnet.path(), other.path()))
                            .because(there, "the other asg")
                            .offer_drop(rule.0, &["source", "destination"], item.span),
                    ),
                    Some(_) => {}
                }
            }
        }
    }
}
