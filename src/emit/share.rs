//! What would be written out many times becomes a variable: a load balancer's name that its own rules repeat, tags that
//! several resources have, a table that a param chooses from. Nothing else changes.

use std::collections::BTreeSet;

use crate::deploy::{Deployment, Expr, Origin, Type, Var, VarId};

/// So many resources with the same tags are worth a variable.
const TAGGED: usize = 3;

/// The deployment with variables for what repeats.
pub(super) fn shared(mut deployment: Deployment) -> Deployment {
    names(&mut deployment);
    tags(&mut deployment);
    tables(&mut deployment);
    deployment
}

/// Names of resources that their own bodies repeat.
fn names(deployment: &mut Deployment) {
    for i in 0..deployment.resources.len() {
        let resource = &deployment.resources[i];
        let made = matches!(resource.name, Expr::Concat(_) | Expr::Call(_, _) | Expr::If(_, _, _) | Expr::Index(_, _));
        if resource.existing || !made || !is_pure(&resource.name) {
            continue;
        }
        let mut repeated = 0;
        for (_, value) in &resource.body {
            value.each(&mut |expr| repeated += usize::from(expr.named().is_some_and(|id| id.0 == i)));
        }
        if repeated > 1 {
            let (name, value) = (format!("{}_name", resource.symbol), resource.name.clone());
            let origin = resource.origin.clone();
            deployment.resources[i].name = add(deployment, name, value, Type::String, origin);
        }
    }
}

/// Tags that several resources have.
fn tags(deployment: &mut Deployment) {
    let mut seen: Vec<(Expr, Vec<usize>)> = Vec::new();
    for (i, resource) in deployment.resources.iter().enumerate() {
        let Some((_, tags)) = resource.body.iter().find(|(name, _)| name == "tags") else { continue };
        let worth = match tags {
            Expr::Object(members) => !members.is_empty(),
            Expr::Call(_, _) => true,
            _ => false,
        };
        if !worth || !is_pure(tags) {
            continue;
        }
        match seen.iter_mut().find(|(known, _)| known == tags) {
            Some((_, users)) => users.push(i),
            None => seen.push((tags.clone(), vec![i])),
        }
    }
    for (tags, users) in seen.into_iter().filter(|(_, users)| users.len() >= TAGGED) {
        let origin = deployment.resources[users[0]].origin.clone();
        let var = add(deployment, "tags".into(), tags, Type::Object, origin);
        for i in users {
            let member = deployment.resources[i].body.iter_mut().find(|(name, _)| name == "tags");
            member.into_iter().for_each(|(_, value)| *value = var.clone());
        }
    }
}

/// Literal tables that something chooses from.
fn tables(deployment: &mut Deployment) {
    let mut found: Vec<(Expr, Option<usize>)> = Vec::new();
    let origin = deployment.resources.first().map(|resource| resource.origin.clone());
    let Some(origin) = origin else { return };
    let mut look = |root: &Expr| {
        root.each(&mut |expr| {
            if let Expr::Index(base, index) = expr
                && is_table(base)
                && !found.iter().any(|(known, _)| *known == **base)
            {
                let by = match index.as_ref() {
                    Expr::Param(id) => Some(id.0),
                    _ => None,
                };
                found.push((base.as_ref().clone(), by));
            }
        });
    };
    deployment.resources.iter().flat_map(|resource| resource.exprs()).for_each(&mut look);
    deployment.outputs.iter().for_each(|output| look(&output.value));
    let vars: Vec<(Expr, Expr)> = found
        .into_iter()
        .map(|(table, by)| {
            let name = by.map_or_else(|| "choices".to_owned(), |i| format!("by_{}", deployment.params[i].name));
            let ty = if matches!(table, Expr::List(_)) { Type::Array } else { Type::Object };
            (table.clone(), add(deployment, name, table, ty, origin.clone()))
        })
        .collect();
    if vars.is_empty() {
        return;
    }
    let mut replace = |root: &mut Expr| {
        root.each_mut(&mut |expr| {
            if let Expr::Index(base, _) = expr
                && let Some((_, var)) = vars.iter().find(|(table, _)| *table == **base)
            {
                **base = var.clone();
            }
        });
    };
    for resource in &mut deployment.resources {
        replace(&mut resource.name);
        resource.condition.iter_mut().for_each(&mut replace);
        resource.body.iter_mut().for_each(|(_, value)| replace(value));
    }
    for output in &mut deployment.outputs {
        replace(&mut output.value);
        output.condition.iter_mut().for_each(&mut replace);
    }
}

fn is_table(expr: &Expr) -> bool {
    matches!(expr, Expr::Object(_) | Expr::List(_)) && is_pure(expr)
}

/// Whether a variable can hold it: nothing of a resource in it.
fn is_pure(root: &Expr) -> bool {
    let mut pure = true;
    root.each(&mut |expr| pure &= expr.named().is_none() && !matches!(expr, Expr::Arm(_)));
    pure
}

/// A new variable, after those it may need.
fn add(deployment: &mut Deployment, name: String, value: Expr, ty: Type, origin: Origin) -> Expr {
    let taken: BTreeSet<&str> = deployment
        .params
        .iter()
        .map(|param| param.name.as_str())
        .chain(deployment.vars.iter().map(|var| var.name.as_str()))
        .chain(deployment.resources.iter().map(|resource| resource.symbol.as_str()))
        .collect();
    let mut free = name.clone();
    let mut turn = 2;
    while taken.contains(free.as_str()) {
        free = format!("{name}{turn}");
        turn += 1;
    }
    deployment.vars.push(Var { name: free, value, ty, origin });
    Expr::Var(VarId(deployment.vars.len() - 1))
}
