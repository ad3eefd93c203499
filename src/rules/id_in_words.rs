//! An id written as text names a thing of this file: nothing waits for it, and no rule sees the reference.

use std::collections::HashMap;

use super::Findings;
use super::edits::WayOut;
use crate::diag::Edit;
use super::ids::{Id, id_of};
use super::ids::arm_type;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Late, NodeId, Thing, V, Value, View};

rule! {
    id_in_words "LBX1802" "id-in-words" Warning
    "an id in words of something that stands in this file",
    azure: "InvalidResourceReference", from: ["F051"]
}

fn check(view: &View, findings: &mut Findings) {
    let topology = view.topology;
    let mut written: Vec<(Option<NodeId>, Span, Id)> = Vec::new();
    for param in topology.params.iter().filter(|p| !p.foreign) {
        if let (Some(default), false) = (&param.default, topology.nodes.is_empty()) {
            ids(view, default, &mut |span, id| written.push((None, span, id)));
        }
    }
    for at in 0..topology.nodes.len() {
        let id = NodeId(at as u32);
        let node = topology.node(id);
        if node.existing || !view.present(id) {
            continue;
        }
        let slots = node.slots.iter().filter(|s| view.holds(s.cond)).map(|s| &s.value);
        let body = node.body.iter().filter(|(.., cond)| view.holds(*cond)).map(|(_, v, _)| v);
        let raw = node.raw.iter().filter(|(_, cond)| view.holds(*cond)).map(|(v, _)| v);
        for value in slots.chain(body).chain(raw) {
            ids(view, value, &mut |span, found| written.push((Some(id), span, found)));
        }
    }
    if written.is_empty() {
        return;
    }
    let things = things(view);
    let group = topology.deploy.and_then(|id| view.thing(id).text("group"));
    for (owner, span, id) in written {
        let Some(names) = &id.names else { continue };
        let Some(named) = things.get(&key(&id.ty, names)) else { continue };
        // Another group may well have its like.
        let here = match (&id.group, &group) {
            (None, _) => true,
            (Some(theirs), Some(ours)) => theirs.eq_ignore_ascii_case(ours),
            (Some(_), None) => false,
        };
        // A param is of nobody, so nothing waits on its behalf.
        let owner = owner.map(|id| view.thing(id));
        let ordered = owner.is_some_and(|o| root(o).id == root(*named).id || waits(root(o), root(*named)));
        if !here || ordered {
            continue;
        }
        let culprit = owner.unwrap_or_else(|| view.thing(NodeId(0)));
        // In a literal body the attribute is written.
        let in_body = owner.is_some_and(|o| o.kind() == Kind::Resource) && named.node().keys.is_empty();
        let edits = vec![Edit { span, text: format!("{}.id", named.path()) }];
        findings.push(
            culprit,
            CODE.at(span, format!("this is {}, but nothing here waits for it, and no rule sees that it is meant", named.called()))
                .because(named.name_span(), "declared here")
                .help(format!("write `{}`, the thing itself; in a string or a map `{}.id`", named.path(), named.path()))
                .way_if(in_body, format!("write `{}.id`", named.path()), edits),
        );
    }
}

/// Tells every id that is written in a value.
fn ids(view: &View, value: &Value, tell: &mut dyn FnMut(Span, Id)) {
    match &value.v {
        V::List(items) => items.iter().for_each(|v| ids(view, v, tell)),
        V::Map(entries) => entries.iter().for_each(|(_, v)| ids(view, v, tell)),
        V::Late(late) if matches!(&**late, Late::Let(_)) => {}
        V::Late(late) if matches!(&**late, Late::If(..)) => {
            if let Late::If(_, a, b) = &**late {
                ids(view, a, tell);
                ids(view, b, tell);
            }
        }
        _ => {
            if let Some(id) = id_of(view, value) {
                tell(value.span, id);
            }
        }
    }
}

/// What this file declares, by type and names.
fn things<'v>(view: &'v View<'v>) -> HashMap<String, Thing<'v>> {
    let mut all = HashMap::new();
    for at in 0..view.topology.nodes.len() {
        let thing = view.thing(NodeId(at as u32));
        if thing.existing() || !view.present(thing.id) {
            continue;
        }
        let Some(ty) = arm_type(thing) else { continue };
        let mut names = Vec::new();
        let mut part = Some(thing);
        while let Some(at) = part {
            let Some(name) = at.azure_name() else { break };
            names.push(name.to_string());
            // A nic is a resource of its own although it stands in its machine.
            part = if at.kind() == Kind::Nic { None } else { at.parent() };
        }
        names.reverse();
        if names.len() + 1 == ty.split('/').count() {
            all.entry(key(&ty, &names)).or_insert(thing);
        }
    }
    all
}

fn key(ty: &str, names: &[String]) -> String {
    format!("{ty}|{}", names.join("/")).to_lowercase()
}

/// The resource that a thing is part of.
fn root(thing: Thing) -> Thing {
    let mut at = thing;
    while let Some(parent) = at.parent() {
        at = parent;
    }
    at
}

fn waits(waiting: Thing, on: Thing) -> bool {
    waiting.things("depends_on").iter().any(|(t, _)| root(*t).id == on.id)
}
