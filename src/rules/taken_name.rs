//! Two resources of one type and one name are one resource. Azure does not tell upper case from lower.

use std::collections::HashMap;

use crate::rules::edits::WayOut;
use super::Findings;
use super::ids::arm_type;
use crate::schema::{self, Kind};
use crate::topology::{NodeId, Thing, V, View};

rule! {
    taken_name "LBX6011" "taken-name" Error
    "two resources of one type have one name",
    azure: "InvalidTemplate", from: ["NAME-007"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    let mut seen: HashMap<(String, String, Option<NodeId>), NodeId> = HashMap::new();
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        let thing = view.thing(id);
        if thing.existing() || !view.present(id) || !is_resource(thing) {
            continue;
        }
        let unnamed = thing.slot("name").is_none();
        // An autoscale setting without a name has its scale set's.
        let named_after = (thing.kind() == Kind::Autoscale && unnamed).then(|| thing.parent()).flatten();
        if !schema::row(thing.kind()).named && unnamed && named_after.is_none() {
            continue;
        }
        let Some(arm) = arm_type(thing) else { continue };
        let of = named_after.unwrap_or(thing);
        let V::Str(mut name) = view.reduce(&of.node().name).v else { continue };
        if named_after.is_some() {
            name = format!("{name}-autoscale").into();
        }
        // A child's name is its own within its parent.
        let within = match thing.kind() {
            Kind::Subnet | Kind::Peering | Kind::Extension => thing.parent().map(|p| p.id),
            Kind::Resource => match thing.one("parent") {
                crate::topology::Known::Is(p) => Some(p.id),
                crate::topology::Known::No => None,
                crate::topology::Known::Unknown => continue,
            },
            _ => None,
        };
        if thing.kind() == Kind::Resource && thing.slot("scope").is_some() {
            continue;
        }
        match seen.get(&(arm.to_ascii_lowercase(), name.to_lowercase(), within)) {
            Some(first) => {
                let first = view.thing(*first);
                // Two blocks in one scale set are another rule's affair.
                let blocks = named_after.is_some() && first.parent() == thing.parent();
                if blocks || named_after.is_none() && declared_twice(first, thing) {
                    continue;
                }
                let word = schema::row(thing.kind()).word;
                let span = thing.slot("name").map_or(thing.name_span(), |s| s.value.span);
                let there = first.slot("name").map_or(first.name_span(), |s| s.value.span);
                let mut finding = CODE
                    .at(span, format!("the name `{name}` belongs to another {word} already, `{}`", first.path()))
                    .because(there, "the first one");
                if named_after.is_none() && view.reduce(&first.node().name).as_str() != Some(&*name) {
                    finding = finding.note("Azure does not tell upper case from lower");
                }
                // One statement that is there several times has one name, whatever it is.
                findings.push(
                    thing,
                    if span == there {
                        finding.help("this is made several times: leave `name` out, or put what differs into it")
                    } else {
                        finding.help("write another `name: \"…\"`").offer_set(thing, "name", &format!("\"{name}-2\""))
                    },
                );
            }
            None => {
                seen.insert((arm.to_ascii_lowercase(), name.to_lowercase(), within), id);
            }
        }
    }
}

/// The same symbol in the same scope: the resolver has said so.
fn declared_twice(a: Thing, b: Thing) -> bool {
    let (x, y) = (a.node(), b.node());
    let plain = a.slot("name").is_none() && b.slot("name").is_none();
    plain && x.kind == y.kind && x.symbol == y.symbol && x.keys == y.keys && x.instance == y.instance
}

/// What becomes a resource with a name of its own in the group, or a child of one.
fn is_resource(thing: Thing) -> bool {
    match thing.kind() {
        Kind::Nic => thing.parent().is_none_or(|p| p.kind() == Kind::Vm),
        Kind::Extension => thing.parent().is_some_and(|p| p.kind() == Kind::Vm),
        Kind::Subnet | Kind::Peering | Kind::Autoscale => true,
        kind => schema::row(kind).top && kind != Kind::Deploy,
    }
}
