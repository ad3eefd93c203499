//! A thing named where it is not there: what an `if` declares is missing in the other variants.

use super::Findings;
use crate::source::Span;
use crate::topology::{Late, NodeId, Thing, V, Value, View};

rule! { absent_in_variant "LBX6090" "absent-in-variant" Error
"a thing that is named where its `if` does not hold", from: [] }

fn check(view: &View, findings: &mut Findings) {
    if view.topology.conditions.is_empty() {
        return;
    }
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        if !view.present(id) {
            continue;
        }
        let thing = view.thing(id);
        let node = thing.node();
        let slots = node.slots.iter().filter(|s| view.holds(s.cond)).map(|s| &s.value);
        let body = node.body.iter().filter(|(_, _, cond)| view.holds(*cond)).map(|(_, v, _)| v);
        let raw = node.raw.iter().filter(|(_, cond)| view.holds(*cond)).map(|(v, _)| v);
        for value in slots.chain(body).chain(raw) {
            named(view, value, &mut |absent, span| report(view, thing, absent, span, findings));
        }
    }
    for output in view.topology.outputs.iter().filter(|o| view.holds(o.cond)) {
        named(view, &output.value, &mut |absent, span| report(view, view.thing(absent), absent, span, findings));
    }
}

fn report(view: &View, culprit: Thing, absent: NodeId, span: Span, findings: &mut Findings) {
    let thing = view.thing(absent);
    let name = thing.path();
    findings.push(
        culprit,
        CODE.at(span, format!("`{name}` is not there"))
            .because(thing.name_span(), "it is declared inside an `if`")
            .help(format!("name it inside the same `if`, or write `if … then {name}`")),
    );
}

/// Every thing that a value names in this variant although it is absent.
fn named(view: &View, value: &Value, absent: &mut dyn FnMut(NodeId, Span)) {
    match &value.v {
        V::Thing(id) if !view.present(*id) => absent(*id, value.span),
        V::List(items) => items.iter().for_each(|item| named(view, item, absent)),
        V::Map(entries) => entries.iter().for_each(|(_, v)| named(view, v, absent)),
        V::Late(late) => match &**late {
            Late::Choice(ids) => {
                if let (Some(first), true) = (ids.first(), ids.iter().all(|id| !view.present(*id))) {
                    absent(*first, value.span);
                }
            }
            // Only the branch that is taken counts.
            Late::If(condition, then, otherwise) => match view.truth(condition) {
                Some(true) => named(view, then, absent),
                Some(false) => named(view, otherwise, absent),
                None => {
                    named(view, then, absent);
                    named(view, otherwise, absent);
                }
            },
            Late::Attr(target, _) => named(view, target, absent),
            Late::Join(parts) | Late::Call(_, parts) => parts.iter().for_each(|p| named(view, p, absent)),
            Late::Index(a, b) => {
                named(view, a, absent);
                named(view, b, absent);
            }
            Late::Member(a, _) => named(view, a, absent),
            Late::Let(id) => named(view, &view.topology.lets[id.index()].value, absent),
            Late::Param(_) | Late::Fact(_) | Late::Arm(_) | Late::Not(_) | Late::And(..) | Late::Or(..) | Late::Compare(..) => {}
        },
        _ => {}
    }
}
