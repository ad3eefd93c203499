//! Two parts of a resource with one Azure name.

use std::collections::HashMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::schema::Kind;
use crate::topology::{Lb, NodeId, Thing, View};

rule! { duplicate_part_name "LBX1018" "duplicate-part-name" Error
"two parts of a resource with one Azure name", from: ["LB-003"], refused }

/// Parts of other resources: what they stand in, and what they are.
const PARTS: [(Kind, Kind); 6] = [
    (Kind::Nic, Kind::Ip),
    (Kind::Vmss, Kind::Nic),
    (Kind::Vmss, Kind::Extension),
    (Kind::Nsg, Kind::NsgRule),
    (Kind::RouteTable, Kind::Route),
    (Kind::Autoscale, Kind::Profile),
];

/// The same of scale sets, security groups, networks and route tables.
fn others(view: &View, findings: &mut Findings) {
    for (whole, part) in PARTS {
        let mut seen: HashMap<(NodeId, String), Thing> = HashMap::new();
        for thing in view.of_kind(part).filter(|t| !t.existing()) {
            let Some(parent) = thing.parent().filter(|p| p.kind() == whole) else { continue };
            let Some(name) = thing.azure_name() else { continue };
            if let Some(first) = seen.insert((parent.id, name.to_lowercase()), thing) {
                report(first, thing, &name, findings);
            }
        }
    }
}

fn check(view: &View, findings: &mut Findings) {
    others(view, findings);
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let mut seen: HashMap<(Kind, String), Thing> = HashMap::new();
        let pools = lb.pools().flat_map(|p| p.members().map(|m| m.0).collect::<Vec<_>>());
        let mut members: HashMap<(crate::topology::NodeId, String), Thing> = HashMap::new();
        for member in pools {
            let (Some(parent), Some(name)) = (member.node().parent, member.azure_name()) else { continue };
            if let Some(first) = members.insert((parent, name.to_lowercase()), member) {
                report(first, member, &name, findings);
            }
        }
        for id in lb.node().children.iter().filter(|id| view.present(**id)) {
            let part = view.thing(*id);
            let Some(name) = part.azure_name() else { continue };
            if let Some(first) = seen.insert((part.kind(), name.to_lowercase()), part) {
                report(first, part, &name, findings);
            }
        }
    }
}

fn report(first: Thing, second: Thing, name: &str, findings: &mut Findings) {
    let of = |t: Thing| (t.node().symbol.clone(), t.node().keys.clone());
    if of(first) == of(second) {
        return; // one symbol twice: the names have been reported
    }
    let place = |t: Thing| if t.slot("name").is_some() { t.span_of("name") } else { t.name_span() };
    let named = if second.slot("name").is_some() { second } else { first };
    findings.push(
        second,
        CODE.at(place(second), format!("{} and {} are both called \"{name}\" in Azure", second.called(), first.called()))
            .because(place(first), "the name is given here first")
            .help("names are compared without regard to case; give one of them another `name`")
            .offer_without(named, "name"),
    );
}
