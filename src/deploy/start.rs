//! What ARM must know before a deployment starts. `reference` and `list*` ask resources that are there, so they may
//! stand in `properties` and in outputs alone: a name, a place or a tag made of them is refused.

use super::{Deployment, Expr, Resource, Scope};
use crate::codes;
use crate::diag::Diagnostic;

/// Members of a resource beside `properties` that must be known at the start.
const MEMBERS: &[&str] =
    &["location", "tags", "zones", "identity", "plan", "extendedLocation", "managedBy", "kind", "sku", "scale", "etag"];

/// Every place that reads run-time state too early.
pub(super) fn check(deployment: &Deployment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for resource in deployment.resources.iter().filter(|resource| !matches!(resource.scope, Scope::Id(_))) {
        for (place, expr) in places(resource) {
            if let Some(read) = run_time(deployment, expr) {
                found.push(
                    codes::NEEDED_AT_START
                        .at(
                            resource.origin.span,
                            format!(
                                "{place} of `{}` needs the state of `{read}`, and ARM must know it at the start",
                                resource.symbol
                            ),
                        )
                        .help("take a value that is known from the start: a name, an id, a static address"),
                );
            }
        }
    }
    found
}

fn places(resource: &Resource) -> impl Iterator<Item = (String, &Expr)> {
    let (group, subscription) = match &resource.scope {
        Scope::Other { group, subscription } => (Some(group), subscription.as_ref()),
        Scope::Group | Scope::On(_) | Scope::Id(_) => (None, None),
    };
    let named = [
        ("the name", Some(&resource.name)),
        ("the condition", resource.condition.as_ref()),
        ("the group", group),
        ("the subscription", subscription),
    ];
    let named = named.into_iter().filter_map(|(place, expr)| Some((place.to_owned(), expr?)));
    let members =
        resource.body.iter().filter(|(name, _)| MEMBERS.iter().any(|member| member.eq_ignore_ascii_case(name)));
    named.chain(members.map(|(name, value)| (format!("`{name}`"), value)))
}

/// The resource whose state an expression reads, if it reads any.
fn run_time<'d>(deployment: &'d Deployment, root: &Expr) -> Option<&'d str> {
    let mut found = None;
    root.each(&mut |expr| match expr {
        Expr::State(target, _) => found = Some(target.resource),
        Expr::ListCall(id, _, _) => found = Some(*id),
        _ => {}
    });
    found.map(|id| deployment.resources[id.0].symbol.as_str())
}
