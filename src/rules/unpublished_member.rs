//! What a verbatim resource or a `raw` block writes and the published types do not know: a slip nearly every time.

use serde_json::{Map, Value as Json};

use super::Findings;
use super::raw_members::{arm_place, json, span_at};
use crate::azure::types::{self, FindingKind, TypeFinding};
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{NodeId, Text, Thing, V, Value, View};

rule! { unpublished_member "LBX6092" "unpublished-member" Warning
"a member of `resource` or `raw` that the published types do not know", from: ["F032"] }

fn check(view: &View, findings: &mut Findings) {
    for thing in view.of_kind(Kind::Resource).filter(|t| !t.existing()) {
        let Some((ty, version)) = thing.text("type").and_then(|t| t.split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())))
        else {
            continue;
        };
        let mut body = Map::new();
        let mut members: Vec<(Text, Value)> = Vec::new();
        for (key, value, cond) in &thing.node().body {
            if view.holds(*cond) {
                body.insert(key.to_string(), json(&view.reduce(value)));
                members.push((key.clone(), value.clone()));
            }
        }
        let whole = Value::new(V::Map(members.into()), thing.name_span());
        for finding in types::check(&ty, &version, &Json::Object(body)) {
            report(thing, &whole, thing.name_span(), &ty, &finding, findings);
        }
    }
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        let node = view.topology.node(id);
        if node.raw.is_empty() || !view.present(id) {
            continue;
        }
        let thing = view.thing(id);
        let Some((ty, path)) = arm_place(thing) else { continue };
        for (value, cond) in &node.raw {
            if !view.holds(*cond) {
                continue;
            }
            let Json::Object(part) = json(&view.reduce(value)) else { continue };
            for finding in types::check_part(&ty, &path, &part) {
                report(thing, value, value.span, &ty, &finding, findings);
            }
        }
    }
}

fn report(thing: Thing, value: &Value, otherwise: Span, ty: &str, finding: &TypeFinding, findings: &mut Findings) {
    // Another case, or `"80"` for 80: Azure takes it.
    if finding.kind == FindingKind::Spelling {
        return;
    }
    let span = span_at(value, &finding.path).unwrap_or(otherwise);
    let said = CODE.at(span, format!("in `{}`: {}", finding.path, finding.message)).note(format!("the type is {ty}"));
    findings.push(
        thing,
        match &finding.suggestion {
            Some(near) => said.help(format!("did you mean `{near}`?")),
            None => said,
        },
    );
}
