//! A rule about nobody.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::edits::WayOut;
use super::Findings;
use crate::schema::Kind;
use crate::topology::{Known, Nic, NodeId, NsgRule, Thing, V, View};

rule! {
    asg_without_members "LBX4028" "asg-without-members" Warning
    "a rule names an application security group without members",
    from: ["NSG-027"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let mut members: BTreeSet<NodeId> = BTreeSet::new();
    let mut machines = false;
    for nic in view.all::<Nic>() {
        machines = true;
        for config in nic.ip_configs() {
            members.extend(config.rows.things("asgs").iter().map(|(t, _)| t.id));
        }
    }
    // A file without machines prepares the ground for another.
    if !machines {
        return;
    }
    let homes = homes(view);
    for rule in view.all::<NsgRule>().filter(|r| !r.existing()) {
        elsewhere(view, rule, &homes, &members, findings);
        for value in [rule.get("source"), rule.get("destination")] {
            for item in value.items() {
                let item = view.reduce(item);
                let V::Thing(id) = item.v else { continue };
                let asg = view.thing(id);
                if asg.kind() == Kind::Asg && !asg.existing() && !members.contains(&id) {
                    findings.push(
                        rule.0,
                        CODE.at(item.span, format!("no nic is in `{}`, so this rule matches nothing", asg.path()))
                            .because(asg.name_span(), "the asg")
                            .help(format!("write `asgs: [{}]` in a nic", asg.node().symbol))
                            .offer_removal(rule.0),
                    );
                }
            }
        }
    }
}

/// Per security group, the asgs whose members it judges; groups of which some place is not known are left out.
fn homes(view: &View) -> BTreeMap<NodeId, BTreeSet<NodeId>> {
    let mut judged: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    for nic in view.all::<Nic>() {
        let subnet = nic.subnet();
        let groups = [nic.nsg(), subnet.is().map_or(Known::Unknown, |s| s.nsg())];
        // A group that this nic may have: then nothing is sure.
        if groups.contains(&Known::Unknown) {
            return BTreeMap::new();
        }
        for config in nic.ip_configs() {
            if !config.rows.all_things_known("asgs") {
                return BTreeMap::new();
            }
            let asgs: Vec<NodeId> = config.rows.things("asgs").iter().map(|(t, _)| t.id).collect();
            for group in groups.iter().filter_map(|g| g.is()) {
                judged.entry(group.id).or_default().extend(&asgs);
            }
        }
    }
    judged
}

/// A rule for members that are never judged by its group: inbound by their destination, outbound by their source.
fn elsewhere(
    view: &View,
    rule: NsgRule,
    homes: &BTreeMap<NodeId, BTreeSet<NodeId>>,
    members: &BTreeSet<NodeId>,
    findings: &mut Findings,
) {
    let property = if rule.outbound() { "source" } else { "destination" };
    let Some((nsg, judged)) = rule.nsg().and_then(|g| Some((g, homes.get(&g.id)?))) else { return };
    let value = rule.get(property);
    let asgs: Vec<Thing> = value
        .items()
        .iter()
        .filter_map(|i| if let V::Thing(id) = view.reduce(i).v { Some(view.thing(id)) } else { None })
        .filter(|t| t.kind() == Kind::Asg)
        .collect();
    let away = |t: &Thing| !t.existing() && !judged.contains(&t.id);
    // Without any member it is the other finding's.
    let Some(asg) = asgs.first().filter(|a| asgs.iter().all(away) && members.contains(&a.id)) else { return };
    findings.push(
        rule.0,
        CODE.at(rule.span_of(property), format!("no member of `{}` stands where `{}` judges, so this rule matches nothing", asg.path(), nsg.path()))
            .because(asg.name_span(), "the asg")
            .help(format!("name `{}` in the subnets of its members", nsg.path())),
    );
}
