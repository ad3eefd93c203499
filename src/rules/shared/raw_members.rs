//! What rules about verbatim members share: where a block stands in ARM, and values as JSON.

use serde_json::{Map, Value as Json};

use crate::schema::{self, Kind};
use crate::source::Span;
use crate::topology::{Attr, Late, Text, Thing, V, Value, View, fold};

/// The type of the resource that a thing is or stands in, and the thing's path in that resource's body.
pub(in crate::rules) fn arm_place(thing: Thing) -> Option<(String, String)> {
    let row = schema::row(thing.kind());
    if thing.kind() == Kind::Resource {
        let ty = thing.text("type")?;
        return Some((ty.split('@').next().unwrap_or(&ty).to_owned(), String::new()));
    }
    if row.arm.starts_with("Microsoft.") && thing.parent().is_none() {
        return Some((row.arm.to_owned(), String::new()));
    }
    let parent = thing.parent()?;
    match (thing.kind(), parent.kind()) {
        (Kind::Nic, Kind::Vm) => return Some((row.arm.to_owned(), String::new())),
        (Kind::Extension, Kind::Vm) => {
            return Some(("Microsoft.Compute/virtualMachines/extensions".to_owned(), String::new()));
        }
        (Kind::Peering, _) => {
            return Some(("Microsoft.Network/virtualNetworks/virtualNetworkPeerings".to_owned(), String::new()));
        }
        (Kind::Autoscale, _) => return Some((row.arm.to_owned(), String::new())),
        _ => {}
    }
    let own = match thing.kind() {
        Kind::Nic => "VMP.networkProfile.networkInterfaceConfigurations[]",
        _ => row.arm,
    };
    if own.is_empty() || own.starts_with("Microsoft.") {
        return None;
    }
    let (ty, above) = arm_place(parent)?;
    let expanded = expand(own, parent.kind());
    Some((ty, if above.is_empty() { expanded } else { format!("{above}.{expanded}") }))
}

/// `P` and `VMP` at the start of a row's path, written out for what stands around it.
pub(in crate::rules) fn expand(path: &str, owner: Kind) -> String {
    let profile = if owner == Kind::Vmss { "properties.virtualMachineProfile" } else { "properties" };
    match path.split_once('.') {
        Some(("P", rest)) => format!("properties.{rest}"),
        Some(("VMP", rest)) => format!("{profile}.{rest}"),
        _ => path.to_owned(),
    }
}

/// A value as JSON; what is late stands as an expression.
pub(in crate::rules) fn json(value: &Value) -> Json {
    match &value.v {
        V::List(items) => Json::Array(items.iter().map(json).collect()),
        V::Map(entries) => {
            Json::Object(entries.iter().map(|(k, v)| (k.to_string(), json(v))).collect::<Map<String, Json>>())
        }
        V::Str(s) if s.starts_with('[') => Json::String(format!("[{s}")),
        _ => fold::json(value).unwrap_or_else(|| Json::String("[late]".to_owned())),
    }
}

/// Where the value at a path such as `properties.rules[0].name` was written, or the nearest thing around it.
pub(in crate::rules) fn span_at(value: &Value, path: &str) -> Option<Span> {
    let mut at = value;
    let mut span = None;
    for step in path.split('.') {
        let (name, indices) = step.split_once('[').map_or((step, ""), |(n, rest)| (n, rest));
        if let V::Map(entries) = &at.v {
            match entries.iter().find(|(k, _)| &**k == name) {
                Some((_, next)) => at = next,
                None => return span,
            }
            span = Some(at.span);
        }
        for index in indices.split('[').filter_map(|i| i.trim_end_matches(']').parse::<usize>().ok()) {
            if let V::List(items) = &at.v {
                match items.get(index) {
                    Some(next) => at = next,
                    None => return span,
                }
                span = Some(at.span);
            }
        }
    }
    span
}

/// What stands at a path such as `properties.networkProfile` of a literal value.
pub(in crate::rules) fn value_at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |at, key| match &at.v {
        V::Map(entries) => entries.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, v)| v),
        _ => None,
    })
}

/// The members of a verbatim resource that count here, as one value.
pub(in crate::rules) fn body(thing: Thing) -> Value {
    let counted = thing.node().body.iter().filter(|(.., cond)| thing.view.holds(*cond));
    let members: Vec<(Text, Value)> = counted.map(|(k, v, _)| (k.clone(), thing.view.reduce(v))).collect();
    Value::new(V::Map(members.into()), thing.name_span())
}

/// The thing whose id a literal value is.
pub(in crate::rules) fn thing_of<'v>(view: &'v View<'v>, value: &Value) -> Option<Thing<'v>> {
    match &view.reduce(value).v {
        V::Thing(id) => Some(view.thing(*id)),
        V::Late(late) => match &**late {
            Late::Attr(of, Attr::Id) => thing_of(view, of),
            _ => None,
        },
        _ => None,
    }
}

/// The provider's type of a verbatim resource, without its version.
pub(in crate::rules) fn provider_type(thing: Thing) -> Option<String> {
    let text = thing.text("type")?;
    Some(text.split('@').next().unwrap_or(&text).to_owned())
}
