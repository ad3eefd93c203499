//! Walks over expressions: what is used where.

use std::collections::BTreeSet;

use crate::deploy::{Deployment, Expr, Resource, Scope};

/// The resources that a resource refers to, itself left out; through existing ones too, which nobody waits for.
pub(super) fn refers(deployment: &Deployment, index: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![index];
    while let Some(next) = open.pop() {
        for named in refers_itself(deployment, &deployment.resources[next]) {
            if named != index && found.insert(named) && deployment.resources[named].existing {
                open.push(named);
            }
        }
    }
    found
}

fn refers_itself(deployment: &Deployment, resource: &Resource) -> BTreeSet<usize> {
    let mut found: BTreeSet<usize> = resource.parent.iter().map(|id| id.0).collect();
    if let Scope::On(target) = &resource.scope {
        found.insert(target.0);
    }
    let mut vars = BTreeSet::new();
    let mut open: Vec<&Expr> = resource.exprs().collect();
    while let Some(root) = open.pop() {
        root.each(&mut |expr| {
            found.extend(expr.named().map(|id| id.0));
            if let Expr::Var(id) = expr
                && vars.insert(id.0)
            {
                open.push(&deployment.vars[id.0].value);
            }
        });
    }
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
    let resources = deployment.resources.iter().flat_map(Resource::exprs);
    let outputs = deployment.outputs.iter().flat_map(|output| std::iter::once(&output.value).chain(&output.condition));
    let defaults = deployment.params.iter().flat_map(|param| &param.default);
    let mut open: Vec<&Expr> = resources.chain(outputs).chain(defaults).collect();
    while let Some(root) = open.pop() {
        let mut vars = Vec::new();
        root.each(&mut |expr| match expr {
            Expr::Param(id) => drop(used.params.insert(id.0)),
            Expr::Var(id) => vars.push(id.0),
            Expr::Arm(text) => {
                let text = text.to_ascii_lowercase();
                let names = |name: &str| text.contains(&format!("'{}'", name.to_ascii_lowercase()));
                used.params.extend((0..deployment.params.len()).filter(|i| names(&deployment.params[*i].name)));
                vars.extend((0..deployment.vars.len()).filter(|i| names(&deployment.vars[*i].name)));
            }
            _ => {}
        });
        open.extend(vars.into_iter().filter(|i| used.vars.insert(*i)).map(|i| &deployment.vars[i].value));
    }
    used
}

/// Every expression of a resource, with all that is inside.
pub(super) fn each_expr(resource: &Resource, visit: &mut dyn FnMut(&Expr)) {
    resource.exprs().for_each(|expr| expr.each(&mut |expr| visit(expr)));
}

/// An expression and all that is inside it, from the outside in.
pub(super) fn expr(root: &Expr, visit: &mut dyn FnMut(&Expr)) {
    root.each(&mut |expr| visit(expr));
}
