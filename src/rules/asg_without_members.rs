//! A rule about nobody.

use std::collections::BTreeSet;

use super::Findings;
use crate::schema::Kind;
use crate::topology::{Nic, NodeId, NsgRule, V, View};

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
    for rule in view.all::<NsgRule>().filter(|r| !r.existing()) {
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
                            .help(format!("write `asgs: [{}]` in a nic", asg.node().symbol)),
                    );
                }
            }
        }
    }
}
