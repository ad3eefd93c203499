//! `resource`: the body as it is written.

use super::At;
use super::body::Body;
use super::cond::choice;
use crate::deploy::Expr;
use crate::topology::Node;

/// `"TYPE@API-VERSION"` in two; the version may be left out of something existing.
pub(super) fn arm_type(node: &Node) -> (String, String) {
    let written = node.slots.iter().find(|s| s.row.name == "type").and_then(|s| s.value.as_str()).unwrap_or_default();
    let (ty, api) = written.split_once('@').unwrap_or((written, ""));
    (ty.to_owned(), api.to_owned())
}

impl<'l> At<'l> {
    /// The members in written order; one that is `none` is not written, in branches they become one.
    pub(super) fn verbatim(self, node: &'l Node, body: &mut Body) {
        let mut members: Vec<(&str, Expr)> = Vec::new();
        for (name, value, cond) in &node.body {
            let there = self.holds(*cond);
            let value = At { cond: *cond, arm_body: true, ..self }.expr(value);
            match members.iter_mut().find(|(n, _)| **n == **name) {
                Some((_, before)) => *before = choice(there, value, std::mem::replace(before, Expr::Null)),
                None => members.push((name, choice(there, value, Expr::Null))),
            }
        }
        for (name, value) in members {
            body.set_member(name, value);
        }
    }
}
