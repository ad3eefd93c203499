//! An entry of a list that is there already.

use std::collections::HashMap;

use super::Findings;
use super::edits;
use super::edits::WayOut;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{NodeId, Slot, Thing, V, Value, View, fold};

rule! {
    repeated_entry "LBX1830" "repeated-entry" Warning
    "an entry of a list that is in it already",
    from: []
}

/// Lists whose repetitions are another rule's.
const ELSEWHERE: &[(Kind, &str)] = &[
    (Kind::Nic, "pools"),
    (Kind::Ip, "pools"),
    (Kind::Subnet, "service_endpoints"),
    (Kind::Vnet, "prefixes"),
    (Kind::Subnet, "prefixes"),
];

fn check(view: &View, findings: &mut Findings) {
    for at in 0..view.topology.nodes.len() {
        let thing = view.thing(NodeId(at as u32));
        if !view.present(thing.id) || thing.existing() {
            continue;
        }
        for slot in thing.node().slots.iter().filter(|s| view.holds(s.cond)) {
            if !ELSEWHERE.contains(&(thing.kind(), slot.row.name)) {
                judge(thing, slot, findings);
            }
        }
    }
}

fn judge(thing: Thing, slot: &Slot, findings: &mut Findings) {
    let value = thing.view.reduce(&slot.value);
    let V::List(items) = &value.v else { return };
    let mut seen: HashMap<String, Span> = HashMap::new();
    let mut late: Vec<&Value> = Vec::new();
    for item in items.iter() {
        let there = match key(item) {
            Some(key) => match seen.get(&key) {
                Some(there) => Some(*there),
                None => {
                    seen.insert(key, item.span);
                    None
                }
            },
            // What only a deployment knows is the same where the expression is; few, since each is looked at for each.
            None if matches!(item.v, V::Late(_)) && late.len() < 100 => {
                let there = late.iter().find(|other| other.v == item.v).map(|other| other.span);
                late.push(item);
                there
            }
            None => None,
        };
        let Some(there) = there else { continue };
        let called = words(thing.view, item);
        let mut finding = CODE
            .at(item.span, format!("{called} stands in `{}` twice", slot.row.name))
            .help("remove one of the two");
        if there != item.span {
            finding = finding.because(there, "here already");
            if let Some(edit) = edits::without_item(thing, slot.row.name, item.span) {
                finding = finding.way("remove the second one".to_owned(), true, vec![edit]);
            }
        }
        findings.push(thing, finding);
    }
}

/// What two equal entries have in common, of what is known now.
fn key(item: &Value) -> Option<String> {
    match &item.v {
        V::Missing | V::Unknown | V::None | V::Late(_) => None,
        V::Thing(id) => Some(format!("thing {}", id.index())),
        V::Range(ends) => Some(format!("{}..{}", fold::display(&ends.0)?, fold::display(&ends.1)?)),
        _ => fold::display(item),
    }
}

fn words(view: &View, item: &Value) -> String {
    match &item.v {
        V::Thing(id) => format!("`{}`", view.thing(*id).path()),
        V::Late(_) => "this entry".to_owned(),
        _ => key(item).map_or_else(|| "this entry".to_owned(), |text| format!("`{text}`")),
    }
}
