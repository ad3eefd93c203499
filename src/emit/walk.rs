//! Walks over expressions: what is used where.

use std::collections::BTreeSet;

use crate::deploy::{Deployment, Expr, Resource, Scope, Step};

/// The resources that a resource refers to, itself left out.
pub(super) fn refers(deployment: &Deployment, index: usize) -> BTreeSet<usize> {
    let resource = &deployment.resources[index];
    let mut found = BTreeSet::new();
    found.extend(resource.parent.map(|id| id.0));
    if let Scope::On(target) = &resource.scope {
        found.insert(target.0);
    }
    let mut vars = BTreeSet::new();
    each_expr(resource, &mut |expr| {
        found.extend(mentions(expr));
        vars.extend(var(expr));
    });
    let mut seen = BTreeSet::new();
    while let Some(next) = vars.pop_first() {
        if seen.insert(next) {
            expr(&deployment.vars[next].value, &mut |expr| {
                found.extend(mentions(expr));
                vars.extend(var(expr));
            });
        }
    }
    found.remove(&index);
    found
}

/// The params and variables that something needs, by index.
pub(super) struct Used {
    pub(super) params: BTreeSet<usize>,
    pub(super) vars: BTreeSet<usize>,
}

/// What the resources, the outputs and the defaults use, also by way of variables. A verbatim expression may use
/// whatever it names.
pub(super) fn used(deployment: &Deployment) -> Used {
    let mut used = Used { params: BTreeSet::new(), vars: BTreeSet::new() };
    let mut open = BTreeSet::new();
    let mut visit = |found: &Expr| match found {
        Expr::Param(id) => drop(used.params.insert(id.0)),
        Expr::Var(id) => drop(open.insert(id.0)),
        Expr::Arm(text) => {
            let text = text.to_ascii_lowercase();
            let names = |name: &str| text.contains(&format!("'{}'", name.to_ascii_lowercase()));
            used.params.extend((0..deployment.params.len()).filter(|i| names(&deployment.params[*i].name)));
            open.extend((0..deployment.vars.len()).filter(|i| names(&deployment.vars[*i].name)));
        }
        _ => {}
    };
    deployment.resources.iter().for_each(|resource| each_expr(resource, &mut visit));
    for output in &deployment.outputs {
        expr(&output.value, &mut visit);
        output.condition.iter().for_each(|condition| expr(condition, &mut visit));
    }
    deployment.params.iter().flat_map(|param| &param.default).for_each(|default| expr(default, &mut visit));
    // A variable stands after those that it needs, so one walk from the last to the first meets all.
    for i in (0..deployment.vars.len()).rev() {
        let mut inside = BTreeSet::new();
        if open.contains(&i) {
            used.vars.insert(i);
            expr(&deployment.vars[i].value, &mut |found| match found {
                Expr::Param(id) => drop(used.params.insert(id.0)),
                Expr::Var(id) => drop(inside.insert(id.0)),
                _ => {}
            });
        }
        open.append(&mut inside);
    }
    used
}

fn var(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Var(id) => Some(id.0),
        _ => None,
    }
}

/// The resource that an expression itself names.
pub(super) fn mentions(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Id(target) | Expr::State(target, _) => Some(target.resource.0),
        Expr::Name(id) | Expr::ListCall(id, _, _) => Some(id.0),
        Expr::Null
        | Expr::Bool(_)
        | Expr::Int(_)
        | Expr::Number(_)
        | Expr::Str(_)
        | Expr::List(_)
        | Expr::Object(_)
        | Expr::Keyed(_)
        | Expr::Each(_, _)
        | Expr::Param(_)
        | Expr::Var(_)
        | Expr::Fact(_)
        | Expr::Concat(_)
        | Expr::Call(_, _)
        | Expr::If(_, _, _)
        | Expr::Index(_, _)
        | Expr::Member(_, _)
        | Expr::Arm(_) => None,
    }
}

/// Every expression of a resource, with all that is inside.
pub(super) fn each_expr(resource: &Resource, visit: &mut dyn FnMut(&Expr)) {
    expr(&resource.name, visit);
    if let Some(condition) = &resource.condition {
        expr(condition, visit);
    }
    match &resource.scope {
        Scope::Group | Scope::On(_) => {}
        Scope::Other { group, subscription } => {
            expr(group, visit);
            if let Some(subscription) = subscription {
                expr(subscription, visit);
            }
        }
        Scope::Id(id) => expr(id, visit),
    }
    for (_, value) in &resource.body {
        expr(value, visit);
    }
}

/// An expression and all that is inside it, from the outside in.
pub(super) fn expr(root: &Expr, visit: &mut dyn FnMut(&Expr)) {
    visit(root);
    match root {
        Expr::Null
        | Expr::Bool(_)
        | Expr::Int(_)
        | Expr::Number(_)
        | Expr::Str(_)
        | Expr::Param(_)
        | Expr::Var(_)
        | Expr::Fact(_)
        | Expr::Name(_)
        | Expr::Arm(_) => {}
        Expr::List(elements) => {
            for element in elements {
                expr(&element.value, visit);
                if let Some(condition) = &element.condition {
                    expr(condition, visit);
                }
            }
        }
        Expr::Object(members) => members.iter().for_each(|(_, value)| expr(value, visit)),
        Expr::Keyed(members) => members.iter().for_each(|(key, value)| {
            expr(key, visit);
            expr(value, visit);
        }),
        Expr::Each(list, _) => expr(list, visit),
        Expr::Id(target) => target.child.iter().for_each(|(_, name)| expr(name, visit)),
        Expr::State(target, path) => {
            target.child.iter().for_each(|(_, name)| expr(name, visit));
            steps(path, visit);
        }
        Expr::ListCall(_, _, path) => steps(path, visit),
        Expr::Concat(parts) | Expr::Call(_, parts) => parts.iter().for_each(|part| expr(part, visit)),
        Expr::If(condition, yes, no) => {
            expr(condition, visit);
            expr(yes, visit);
            expr(no, visit);
        }
        Expr::Index(base, index) => {
            expr(base, visit);
            expr(index, visit);
        }
        Expr::Member(base, _) => expr(base, visit),
    }
}

fn steps(path: &[Step], visit: &mut dyn FnMut(&Expr)) {
    for step in path {
        match step {
            Step::Member(_) => {}
            Step::Index(index) => expr(index, visit),
        }
    }
}
