//! Bicep: the file as an author would write it and as `bicep format` prints it, and a parameter file beside it.

mod arm_text;
mod convert;
mod layout;
mod lint;
mod params;
mod tree;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::deploy::{Deployment, Expr, Output, ResId, Resource, Scope, Type, Var, order};

use super::guard;
use super::names::Names;
use super::share;
use super::walk;
use convert::Converter;
use layout::{Doc, doc, print};
pub use params::params;
use tree::{Item, Key, Tree};

/// The file.
pub fn file(deployment: &Deployment) -> String {
    let guarded = share::shared(guard::guarded(deployment));
    let names = Names::of(&guarded);
    let order = order::depends_on(&guarded);
    let mut converter =
        Converter { deployment: &guarded, names: &names, order: &order, owner: None, used: RefCell::default() };
    let used = walk::used(&guarded);
    let params: Vec<String> =
        (0..guarded.params.len()).map(|i| param(&converter, i, !used.params.contains(&i))).collect();
    let vars: Vec<String> = used.vars.iter().map(|i| var(&converter, &guarded.vars[*i], *i)).collect();
    let outputs: Vec<String> =
        guarded.outputs.iter().zip(&names.outputs).map(|(one, name)| output(&converter, one, name)).collect();
    let resources = resources(&mut converter);

    let mut sections = Vec::new();
    if let Some(doc) = &guarded.doc {
        sections
            .push(print(&Doc::Glue(vec![Doc::text("metadata description = "), layout::doc(&Tree::text(doc), false)])));
    }
    sections.extend(spaced(params));
    sections.extend(spaced(vars));
    sections.extend(resources);
    sections.extend(spaced(outputs));
    sections.join("\n\n") + "\n"
}

/// Declarations of one line each stand together, those that take more apart.
fn spaced(declarations: Vec<String>) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    let mut before = true;
    for declaration in declarations {
        let several = declaration.contains('\n');
        match sections.last_mut() {
            Some(section) if !several && !before => {
                section.push('\n');
                section.push_str(&declaration);
            }
            _ => sections.push(declaration),
        }
        before = several;
    }
    sections
}

/// The resources in their order; existing ones only where their symbols are used.
fn resources(converter: &mut Converter) -> Vec<String> {
    let all = &converter.deployment.resources;
    let mut printed: Vec<Option<String>> = vec![None; all.len()];
    for i in (0..all.len()).filter(|i| !all[*i].existing) {
        printed[i] = Some(resource(converter, i));
    }
    loop {
        let used: BTreeSet<usize> = converter.used.borrow().clone();
        let Some(next) = used.into_iter().find(|i| printed[*i].is_none()) else { break };
        printed[next] = Some(resource(converter, next));
    }
    printed.into_iter().flatten().collect()
}

fn decorator(converter: &Converter, name: &str, argument: Option<Tree>) -> String {
    let call = converter.call(name, argument.into_iter().collect());
    format!("@{}\n", print(&doc(&call, false)))
}

fn describe(converter: &Converter, doc: Option<&str>) -> String {
    doc.map(|doc| decorator(converter, "description", Some(Tree::text(doc)))).unwrap_or_default()
}

/// A line that switches rules off for the next one.
fn directive(rules: &[&str]) -> String {
    if rules.is_empty() { String::new() } else { format!("#disable-next-line {}\n", rules.join(" ")) }
}

/// A declaration: its head, and its value.
fn declaration(head: String, value: &Tree) -> String {
    print(&Doc::Glue(vec![Doc::text(head), doc(value, false)]))
}

/// A declaration without the linter's rules that its value draws.
fn allowed(head: String, value: &Tree, mut off: Vec<&'static str>) -> String {
    let text = declaration(head, value);
    off.extend(lint::of_value(value));
    match (off.as_slice(), text.contains('\n')) {
        ([], _) => text,
        (off, false) => format!("{}{text}", directive(off)),
        (off, true) => format!("#disable-diagnostics {0}\n{text}\n#restore-diagnostics {0}", off.join(" ")),
    }
}

fn param(converter: &Converter, index: usize, unused: bool) -> String {
    let (param, name) = (&converter.deployment.params[index], &converter.names.params[index]);
    let mut out = describe(converter, param.doc.as_deref());
    if param.secure {
        out.push_str(&decorator(converter, "secure", None));
    }
    if !param.allowed.is_empty() {
        let items = param.allowed.iter().map(|value| Item { value: converter.tree(value), off: Vec::new() });
        out.push_str(&decorator(converter, "allowed", Some(Tree::Array(items.collect()))));
    }
    for (bound, value) in [
        ("minLength", param.min_length),
        ("maxLength", param.max_length),
        ("minValue", param.min),
        ("maxValue", param.max),
    ] {
        if let Some(value) = value {
            out.push_str(&decorator(converter, bound, Some(Tree::atom(value.to_string()))));
        }
    }
    let mut off = Vec::new();
    if unused {
        off.push(lint::UNUSED);
    }
    if lint::sounds_secret(name) && !param.secure && matches!(param.ty, Type::String | Type::Object) {
        off.push(lint::SECRET_NAME);
    }
    let head = format!("param {name} {}", type_name(param.ty));
    match &param.default {
        Some(default) => out + &allowed(format!("{head} = "), &converter.tree(default), off),
        None => out + &directive(&off) + &head,
    }
}

fn type_name(ty: Type) -> &'static str {
    match ty {
        Type::String => "string",
        Type::Int => "int",
        Type::Bool => "bool",
        Type::Array => "array",
        Type::Object => "object",
    }
}

fn var(converter: &Converter, var: &Var, index: usize) -> String {
    let name = &converter.names.vars[index];
    let off = if name.ends_with("_var") { vec![lint::SUFFIX] } else { Vec::new() };
    allowed(format!("var {name} = "), &converter.tree(&var.value), off)
}

fn output(converter: &Converter, output: &Output, name: &str) -> String {
    let value = converter.tree(&output.value);
    let (optional, value) = match &output.condition {
        Some(condition) => {
            ("?", Tree::Ternary(Box::new(converter.tree(condition)), Box::new(value), Box::new(Tree::atom("null"))))
        }
        None => ("", value),
    };
    let mut secret = name.to_ascii_lowercase().contains("password");
    walk::expr(&output.value, &mut |expr| match expr {
        Expr::ListCall(_, _, _) => secret = true,
        Expr::Param(id) => secret |= converter.deployment.params[id.0].secure,
        _ => {}
    });
    let off = if secret { vec![lint::SECRET_OUTPUT] } else { Vec::new() };
    let head = format!("output {name} {}{optional} = ", type_name(output.ty));
    describe(converter, output.doc.as_deref()) + &allowed(head, &value, off)
}

fn resource(converter: &mut Converter, index: usize) -> String {
    let deployment = converter.deployment;
    let resource = &deployment.resources[index];
    let name = &converter.names.resources[index];
    converter.owner = Some(index);
    let existing = if resource.existing { " existing" } else { "" };
    let mut head = vec![Doc::text(format!("resource {name} '{}@{}'{existing} = ", resource.ty, resource.api))];
    if let Some(condition) = &resource.condition {
        head.extend([Doc::text("if ("), doc(&converter.tree(condition), true), Doc::text(") ")]);
    }
    head.push(doc(&body(converter, resource, index), false));
    let described = describe(converter, resource.doc.as_deref().filter(|_| !resource.existing));
    converter.owner = None;
    described + &print(&Doc::Glue(head))
}

fn body(converter: &Converter, resource: &Resource, index: usize) -> Tree {
    let mut members = Vec::new();
    // The linter remarks on a symbol like `www_resource` at the resource's name.
    let suffixed = converter.names.resources[index].ends_with("_resource");
    let mut push = |name: &str, value: Tree| {
        let mut off = lint::of_value(&value);
        if name == "name" && suffixed {
            off.push(lint::SUFFIX);
        }
        members.push((Key::Name(name.to_owned()), Item { off, value }));
    };
    let parent = resource.parent.and_then(|parent| converter.symbol(parent.0));
    match (parent, resource.parent) {
        (Some(symbol), _) => {
            push("parent", symbol);
            push("name", converter.tree(&resource.name));
        }
        (None, Some(parent)) => push("name", long_name(converter, parent, &resource.name)),
        (None, None) => push("name", converter.tree(&resource.name)),
    }
    match &resource.scope {
        Scope::Group | Scope::Id(_) => {}
        Scope::Other { group, subscription } => {
            let arguments = subscription.iter().chain([group]).map(|part| converter.tree(part)).collect();
            push("scope", converter.call("resourceGroup", arguments));
        }
        Scope::On(on) => {
            if let Some(symbol) = converter.symbol(on.0) {
                push("scope", symbol);
            }
        }
    }
    if !resource.existing {
        for (name, value) in resource.body.iter().filter(|(_, value)| *value != Expr::Null) {
            members.push((Key::Name(name.clone()), converter.item("", Some(name), value)));
        }
        let items: Vec<Item> = unsaid(converter, resource, index)
            .into_iter()
            .filter_map(|id| converter.symbol(id))
            .map(|value| Item { value, off: Vec::new() })
            .collect();
        if !items.is_empty() {
            let order = Item { value: Tree::Array(items), off: Vec::new() };
            members.push((Key::Name("dependsOn".into()), order));
        }
    }
    Tree::Object(members)
}

/// What must be there first and no reference says so.
fn unsaid(converter: &Converter, resource: &Resource, index: usize) -> Vec<usize> {
    if resource.depends_on.is_empty() {
        return Vec::new();
    }
    let said = walk::refers(converter.deployment, index);
    converter.order[index].iter().map(|id| id.0).filter(|id| !said.contains(id)).collect()
}

/// `parent/name`, of a parent that has no symbol.
fn long_name(converter: &Converter, parent: ResId, name: &Expr) -> Tree {
    let mut parts = vec![name.clone()];
    let mut at = Some(parent);
    while let Some(id) = at {
        let above = &converter.deployment.resources[id.0];
        parts.splice(0..0, [above.name_for_reading(), Expr::str("/")]);
        at = above.parent;
    }
    converter.tree(&Expr::Concat(parts))
}
