//! A verbatim resource's name has as many parts as its type, or one under a `parent` of the type before it.

use super::Findings;
use super::ids::arm_type;
use crate::schema::Kind;
use crate::topology::{Late, Thing, V, Value, View};

rule! { name_parts "LBX6096" "name-parts" Error
"a verbatim resource whose name or parent does not fit its type", from: [] }

fn check(view: &View, findings: &mut Findings) {
    for thing in view.of_kind(Kind::Resource) {
        // An id says all of it.
        if thing.slot("id").is_some() {
            continue;
        }
        let Some(ty) = arm_type(thing) else { continue };
        let depth = ty.matches('/').count();
        if depth == 0 {
            continue;
        }
        match thing.slot("parent").map(|_| thing.one("parent").is()) {
            Some(Some(parent)) => under(thing, &ty, parent, findings),
            Some(None) => {}
            None => judge(thing, &ty, depth, findings, |name| {
                let above = ty.rsplit('/').nth(1).unwrap_or_default();
                if depth == 1 {
                    "what it belongs to is no part of its name".to_owned()
                } else {
                    format!("write `parent: …`, the `{above}` that it belongs to, or all names in one: `\"…/{name}\"`")
                }
            }),
        }
    }
}

fn under(thing: Thing, ty: &str, parent: Thing, findings: &mut Findings) {
    let Some(above) = arm_type(parent) else { return };
    let (before, _) = ty.rsplit_once('/').unwrap_or_default();
    if before.eq_ignore_ascii_case(&above) {
        return judge(thing, ty, 1, findings, |_| "its `parent` says the names before it".to_owned());
    }
    findings.push(
        thing,
        CODE.at(thing.span_of("parent"), format!("`{ty}` is no part of a `{above}`"))
            .because(parent.name_span(), format!("{} is one", parent.called()))
            .help(match before.contains('/') {
                true => format!("its `parent` is a `{before}`"),
                false => "it belongs to nothing: leave `parent` out, and name what it waits for in `depends_on`".to_owned(),
            }),
    );
}

fn judge(thing: Thing, ty: &str, wanted: usize, findings: &mut Findings, way: impl Fn(&str) -> String) {
    let name = thing.view.reduce(&thing.node().name);
    let parts = 1 + slashes(&name);
    // What is known only at deployment may bring slashes of its own.
    if parts > wanted || (parts < wanted && name.as_str().is_some()) {
        let text = name.as_str().unwrap_or(&thing.node().symbol);
        let count = |n: usize| if n == 1 { "1 part".to_owned() } else { format!("{n} parts") };
        findings.push(
            thing,
            CODE.at(
                thing.span_of("name"),
                format!("the name of {} has {}, and a `{ty}` needs {} here", thing.called(), count(parts), count(wanted)),
            )
            .help(way(text.rsplit('/').next().unwrap_or_default())),
        );
    }
}

/// The slashes that are written in a value.
fn slashes(value: &Value) -> usize {
    match &value.v {
        V::Str(text) => text.matches('/').count(),
        V::Late(late) => match &**late {
            Late::Join(parts) => parts.iter().map(slashes).sum(),
            _ => 0,
        },
        _ => 0,
    }
}
