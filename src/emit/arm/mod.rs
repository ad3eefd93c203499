//! ARM JSON: the template, and a parameter file beside it.

mod expr;

use serde_json::{Map, Value, json};

use crate::deploy::{Deployment, Expr, Output, Param, ResId, Resource, Scope, Target, Type, order};

use super::guard;
use super::names::Names;
use super::share;
use super::walk;
use expr::bracketed;
pub(in crate::emit) use expr::{Printer, chunks, function, is_word, joined};

const TEMPLATE: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
const PARAMETERS: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";

/// The template.
pub fn template(deployment: &Deployment) -> String {
    let guarded = share::shared(guard::guarded(deployment));
    let names = Names::of(&guarded);
    let printer = Printer::new(&guarded, &names);
    let mut root = Map::new();
    root.insert("$schema".into(), TEMPLATE.into());
    root.insert("contentVersion".into(), "1.0.0.0".into());
    if let Some(doc) = &guarded.doc {
        root.insert("metadata".into(), json!({ "description": doc }));
    }
    let params = guarded.params.iter().zip(&names.params).map(|(param, name)| (name.clone(), declare(&printer, param)));
    section(&mut root, "parameters", params);
    let used = walk::used(&guarded);
    let vars = used.vars.iter().map(|i| (names.vars[*i].clone(), printer.value(&guarded.vars[*i].value)));
    section(&mut root, "variables", vars);
    let resources = (0..guarded.resources.len()).filter(|i| !guarded.resources[*i].existing);
    let order = order::depends_on(&guarded);
    root.insert("resources".into(), resources.map(|i| resource(&printer, i, &order[i])).collect());
    let outputs =
        guarded.outputs.iter().zip(&names.outputs).map(|(output, name)| (name.clone(), answer(&printer, output)));
    section(&mut root, "outputs", outputs);
    pretty(&Value::Object(root))
}

/// A parameter file, where there are params: literal defaults to look at and to change, `null` for what has none, which a
/// deployment refuses by the param's name. Secrets are left out: they do not belong into a file.
pub fn parameters(deployment: &Deployment) -> Option<String> {
    let names = Names::of(deployment);
    let printer = Printer::new(deployment, &names);
    let shown = deployment.params.iter().zip(&names.params).filter(|(param, _)| !param.secure);
    let values: Map<String, Value> = shown
        .filter_map(|(param, name)| {
            let value = match &param.default {
                Some(default) if is_literal(default) => plain(&printer, default),
                Some(_) => return None,
                None => Value::Null,
            };
            Some((name.clone(), json!({ "value": value })))
        })
        .collect();
    if deployment.params.is_empty() {
        return None;
    }
    Some(pretty(&json!({ "$schema": PARAMETERS, "contentVersion": "1.0.0.0", "parameters": values })))
}

/// Whether a value is the same for every deployment.
pub(in crate::emit) fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Null | Expr::Bool(_) | Expr::Int(_) | Expr::Number(_) | Expr::Str(_) => true,
        Expr::List(elements) => {
            elements.iter().all(|element| element.condition.is_none() && is_literal(&element.value))
        }
        Expr::Object(members) => members.iter().all(|(_, value)| is_literal(value)),
        Expr::Keyed(_)
        | Expr::Each(_, _)
        | Expr::Param(_)
        | Expr::Var(_)
        | Expr::Fact(_)
        | Expr::Id(_)
        | Expr::Name(_)
        | Expr::State(_, _)
        | Expr::ListCall(_, _, _)
        | Expr::Concat(_)
        | Expr::Call(_, _)
        | Expr::If(_, _, _)
        | Expr::Index(_, _)
        | Expr::Member(_, _)
        | Expr::Arm(_) => false,
    }
}

/// In a parameter file no text is an expression, so none is escaped.
fn plain(printer: &Printer, expr: &Expr) -> Value {
    match expr {
        Expr::Str(text) => Value::String(text.clone()),
        Expr::List(elements) => elements.iter().map(|element| plain(printer, &element.value)).collect(),
        Expr::Object(members) => Value::Object(members.iter().map(|(k, v)| (k.clone(), plain(printer, v))).collect()),
        other => printer.value(other),
    }
}

fn section(root: &mut Map<String, Value>, name: &str, members: impl Iterator<Item = (String, Value)>) {
    let members: Map<String, Value> = members.collect();
    if !members.is_empty() {
        root.insert(name.into(), Value::Object(members));
    }
}

fn declare(printer: &Printer, param: &Param) -> Value {
    let mut object = Map::new();
    object.insert("type".into(), arm_type(param.ty, param.secure).into());
    if let Some(default) = &param.default {
        object.insert("defaultValue".into(), printer.value(default));
    }
    if !param.allowed.is_empty() {
        object.insert("allowedValues".into(), param.allowed.iter().map(|value| printer.value(value)).collect());
    }
    for (name, bound) in [
        ("minValue", param.min),
        ("maxValue", param.max),
        ("minLength", param.min_length),
        ("maxLength", param.max_length),
    ] {
        if let Some(bound) = bound {
            object.insert(name.into(), bound.into());
        }
    }
    describe(&mut object, param.doc.as_deref());
    Value::Object(object)
}

fn arm_type(ty: Type, secure: bool) -> &'static str {
    match (ty, secure) {
        (Type::String, false) => "string",
        (Type::String, true) => "securestring",
        (Type::Object, false) => "object",
        (Type::Object, true) => "secureObject",
        (Type::Int, _) => "int",
        (Type::Bool, _) => "bool",
        (Type::Array, _) => "array",
    }
}

fn describe(object: &mut Map<String, Value>, doc: Option<&str>) {
    if let Some(doc) = doc {
        object.insert("metadata".into(), json!({ "description": doc }));
    }
}

fn resource(printer: &Printer, index: usize, order: &[ResId]) -> Value {
    let resource = &printer.deployment.resources[index];
    let mut object = Map::new();
    if let Some(condition) = &resource.condition {
        object.insert("condition".into(), printer.value(condition));
    }
    object.insert("type".into(), resource.ty.clone().into());
    object.insert("apiVersion".into(), resource.api.clone().into());
    object.insert("name".into(), printer.full_name(ResId(index)));
    if let Some(on) = extended(printer.deployment, resource) {
        object.insert("scope".into(), bracketed(&printer.id(&Target { resource: on, child: Vec::new() })));
    }
    describe(&mut object, resource.doc.as_deref());
    let id = |id: &ResId| bracketed(&printer.id(&Target { resource: *id, child: Vec::new() }));
    let order: Vec<Value> = order.iter().map(id).collect();
    for (name, value) in &resource.body {
        if name == "properties" && !order.is_empty() {
            object.insert("dependsOn".into(), Value::Array(order.clone()));
        }
        match printer.value(value) {
            Value::Null => {}
            value => drop(object.insert(name.clone(), value)),
        }
    }
    if !order.is_empty() && !object.contains_key("dependsOn") {
        object.insert("dependsOn".into(), Value::Array(order));
    }
    Value::Object(object)
}

/// The resource that a resource, or its outermost parent, is an extension of.
fn extended(deployment: &Deployment, resource: &Resource) -> Option<ResId> {
    match (&resource.scope, resource.parent) {
        (Scope::On(on), _) => Some(*on),
        (_, Some(parent)) => extended(deployment, &deployment.resources[parent.0]),
        (Scope::Group | Scope::Other { .. } | Scope::Id(_), None) => None,
    }
}

fn answer(printer: &Printer, output: &Output) -> Value {
    let mut object = Map::new();
    if let Some(condition) = &output.condition {
        object.insert("condition".into(), printer.value(condition));
    }
    object.insert("type".into(), arm_type(output.ty, false).into());
    describe(&mut object, output.doc.as_deref());
    object.insert("value".into(), printer.value(&output.value));
    Value::Object(object)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
