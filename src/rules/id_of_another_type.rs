//! An id of one type where another is wanted: Azure answers only when it is deployed.

use super::Findings;
use super::ids::{id_of, kind_type};
use crate::schema::{self, Kind};
use crate::source::Span;
use crate::topology::{NodeId, ParamType, Thing, Value, View};

rule! {
    id_of_another_type "LBX1801" "id-of-another-type" Error
    "an id whose type is not the one that is wanted",
    azure: "InvalidJsonReferenceWrongType", from: ["F023"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let topology = view.topology;
    if topology.nodes.is_empty() {
        return;
    }
    for param in &topology.params {
        let (ParamType::Ref(kind), Some(default)) = (&param.ty, &param.default) else { continue };
        judge(view, view.thing(NodeId(0)), *kind, default, param.ty_span, findings);
    }
    for at in 0..topology.nodes.len() {
        let thing = view.thing(NodeId(at as u32));
        if !thing.existing() || !view.present(thing.id) {
            continue;
        }
        if let Some(slot) = thing.slot("id") {
            judge(view, thing, thing.kind(), &slot.value, thing.span(), findings);
        }
    }
}

fn judge(view: &View, culprit: Thing, kind: Kind, value: &Value, wanted: Span, findings: &mut Findings) {
    let (Some(arm), Some(id)) = (kind_type(kind), id_of(view, value)) else { return };
    if id.ty.eq_ignore_ascii_case(arm) {
        return;
    }
    let word = schema::row(kind).word;
    findings.push(
        culprit,
        CODE.at(value.span, format!("this is the id of a `{}`, and a {word} is a `{arm}`", id.ty))
            .because(wanted, format!("a {word} is wanted"))
            .help(format!("write the id of a {word}, or another kind")),
    );
}
