//! `raw`, verbatim resources with secrets: what the checks cannot see, said once.

use super::Findings;
use crate::diag::Level;
use crate::schema::Kind;
use crate::topology::{Late, NodeId, ParamType, Text, V, Value, View};

rule! { unseen_by_the_checks "LBX6094" "unseen-by-the-checks" Note
"verbatim members that no rule can judge", from: [] }

fn check(view: &View, findings: &mut Findings) {
    let raw: Vec<NodeId> = (0..view.topology.nodes.len())
        .map(|at| NodeId(at as u32))
        .filter(|id| view.present(*id) && !view.topology.node(*id).raw.is_empty())
        .collect();
    if let Some(first) = raw.first() {
        let more = match raw.len() {
            1 => String::new(),
            n => format!(" (and {} more)", n - 1),
        };
        let span = view.topology.node(*first).raw[0].0.span;
        findings.push(
            view.thing(*first),
            CODE.at(span, format!("the rules do not see what this `raw`{more} sets; its members are checked against the published types")),
        );
    }
    for thing in view.of_kind(Kind::Resource) {
        for (_, value, cond) in &thing.node().body {
            if !view.holds(*cond) {
                continue;
            }
            if let Some((name, at)) = secret(view, value) {
                findings.push(
                    thing,
                    CODE.at(at, format!("the secret `{name}` stands in a verbatim resource, and lbxc cannot see whether this place is secret"))
                        .level(Level::Hint),
                );
            }
        }
    }
}

/// A secret param in a value, and where it is named.
fn secret(view: &View, value: &Value) -> Option<(Text, crate::source::Span)> {
    match &value.v {
        V::List(items) => items.iter().find_map(|i| secret(view, i)),
        V::Map(entries) => entries.iter().find_map(|(_, v)| secret(view, v)),
        V::Late(late) => match &**late {
            Late::Param(p) => {
                let param = view.topology.param(*p);
                (param.ty == ParamType::Secret).then(|| (param.name.clone(), value.span))
            }
            Late::Join(parts) | Late::Call(_, parts) => parts.iter().find_map(|p| secret(view, p)),
            Late::If(_, a, b) => secret(view, a).or_else(|| secret(view, b)),
            _ => None,
        },
        _ => None,
    }
}
