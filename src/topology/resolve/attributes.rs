//! What can be read of a thing: ids, names, addresses, the members of a verbatim resource.

use super::scopes::Decl;
use super::{CondId, Resolver};
use crate::codes;
use crate::diag::Diagnostic;
use crate::schema::{self, Kind};
use crate::source::Span;
use crate::syntax::ast::{Expr, Trailer};
use crate::topology::{Attr, Cond, Late, NodeId, Step, V, Value};

/// The members at the top of every ARM resource.
const MEMBERS: &[&str] = &[
    "properties",
    "sku",
    "kind",
    "identity",
    "location",
    "tags",
    "zones",
    "plan",
    "type",
    "apiVersion",
    "managedBy",
    "extendedLocation",
    "scale",
    "etag",
];

impl<'a> Resolver<'a, '_> {
    /// An attribute of a thing, or of whichever of several is there.
    pub(super) fn attribute(&mut self, kind: Kind, decls: &[Decl], name: &str, span: Span) -> Option<Value> {
        let known = name == "id" || name == "name" || schema::row(kind).attributes.iter().any(|a| a.name == name);
        if !known || !schema::row(kind).named {
            return None;
        }
        let target = self.target(decls, span);
        Some(match name {
            "id" => Value::late(Late::Attr(target, Attr::Id), span),
            "name" => self.each(decls, span, |this, id| {
                let name = this.azure_name(id);
                if this.topology.node(id).slots.iter().any(|s| s.row.name == "id") || this.by_id(id) {
                    Value::late(Late::Attr(Value::new(V::Thing(id), span), Attr::Name), span)
                } else {
                    name
                }
            }),
            "prefix" => self.each(decls, span, |this, id| match this.slot_value(id, "prefixes") {
                Some(value) => match value.items().first() {
                    Some(first) => first.clone(),
                    None => Value::new(V::Unknown, span),
                },
                None => Value::new(V::Unknown, span),
            }),
            "address" => self.each(decls, span, |this, id| this.address(kind, id, span)),
            "fqdn" => self.each(decls, span, |this, id| match (kind, this.slot_value(id, "source")) {
                (Kind::Frontend, Some(source)) if !source.is_missing() => {
                    Value::late(Late::Attr(source, Attr::Fqdn), span)
                }
                (Kind::Frontend, Some(_)) => Value::new(V::Missing, span),
                _ => Value::late(Late::Attr(Value::new(V::Thing(id), span), Attr::Fqdn), span),
            }),
            "principal_id" => Value::late(Late::Attr(target, Attr::PrincipalId), span),
            _ => return None,
        })
    }

    /// Whether an existing thing is known by its id alone.
    fn by_id(&self, id: NodeId) -> bool {
        self.drafts[id.index()]
            .slots
            .iter()
            .any(|s| s.row.name == "id" && self.topology.node(id).existing && s.row.place == schema::Place::Existing)
    }

    fn address(&mut self, kind: Kind, id: NodeId, span: Span) -> Value {
        let written = self.slot_value(id, "address");
        if let Some(value) = written
            && !value.is_none()
        {
            return value;
        }
        if kind == Kind::Frontend
            && let Some(source) = self.slot_value(id, "source")
        {
            match &source.v {
                V::Thing(s) if self.topology.node(*s).kind == Kind::PublicIp => {
                    return Value::late(Late::Attr(source, Attr::Address), span);
                }
                V::Missing => return source,
                _ => {}
            }
        }
        Value::late(Late::Attr(Value::new(V::Thing(id), span), Attr::Address), span)
    }

    fn target(&self, decls: &[Decl], span: Span) -> Value {
        match decls {
            [one] => Value::new(V::Thing(one.node), span),
            _ => Value::late(Late::Choice(decls.iter().map(|d| d.node).collect()), span),
        }
    }

    /// A value per thing, by which of them is there.
    fn each(&mut self, decls: &[Decl], span: Span, mut of: impl FnMut(&mut Self, NodeId) -> Value) -> Value {
        let Some((last, others)) = decls.split_last() else { return Value::new(V::Missing, span) };
        let mut out = of(self, last.node);
        for decl in others.iter().rev() {
            let value = of(self, decl.node);
            if value == out {
                continue;
            }
            let condition = self.condition_of(self.topology.node(decl.node).cond, span);
            out = Value::late(Late::If(condition, value, out), span);
        }
        Value { span, ..out }
    }

    /// A presence condition as a value.
    fn condition_of(&self, mut at: CondId, span: Span) -> Value {
        let mut out: Option<Value> = None;
        while let Cond::And { outer, value, holds } = &self.topology.conds[at.index()] {
            let one = if *holds { value.clone() } else { Value::late(Late::Not(value.clone()), span) };
            out = Some(match out {
                Some(rest) => Value::late(Late::And(one, rest), span),
                None => one,
            });
            at = *outer;
        }
        out.unwrap_or_else(|| Value::new(V::Bool(true), span))
    }

    /// A path into a verbatim resource: what the source itself writes, else run-time state. `None`: `.id` or `.name`.
    pub(super) fn verbatim(
        &mut self,
        decls: &[Decl],
        trailers: &'a [Trailer],
        so_far: Span,
    ) -> Option<Result<Value, Box<Diagnostic>>> {
        let Some(Trailer::Member(first)) = trailers.first() else { return None };
        if &*first.text == "id" || &*first.text == "name" {
            return None;
        }
        let [decl] = decls else { return Some(self.state(decls, trailers, so_far)) };
        let written: Option<(&'a Expr, super::ScopeId)> = {
            let draft = &self.drafts[decl.node.index()];
            draft.body.iter().find(|(k, ..)| *k == first.text).map(|(_, e, _, scope)| (*e, *scope))
        };
        let evaluated =
            self.topology.node(decl.node).body.iter().find(|(k, ..)| *k == first.text).map(|(_, v, _)| v.clone());
        let value = match (evaluated, written) {
            (Some(value), _) => Some(value),
            (None, Some((e, scope))) => {
                let what = format!("`{}.{}`", self.topology.path(decl.node), first.text);
                if self.evaluating.iter().any(|(w, _)| *w == what) {
                    None
                } else {
                    self.evaluating.push((what, e.span));
                    let value = self.free_form(e, scope);
                    self.evaluating.pop();
                    Some(value)
                }
            }
            (None, None) => None,
        };
        if let Some(mut at) = value {
            let mut whole = true;
            for trailer in &trailers[1..] {
                let next = match (trailer, &at.v) {
                    (Trailer::Member(name), V::Map(entries)) => {
                        entries.iter().find(|(k, _)| *k == name.text).map(|(_, v)| v.clone())
                    }
                    _ => None,
                };
                match next {
                    Some(next) => at = next,
                    None => {
                        whole = false;
                        break;
                    }
                }
            }
            if whole {
                return Some(Ok(at));
            }
        } else if !MEMBERS.contains(&&*first.text) {
            return Some(Err(self.skips_properties(first, so_far)));
        }
        Some(self.state(decls, trailers, so_far))
    }

    fn skips_properties(&self, first: &crate::syntax::ast::Name, so_far: Span) -> Box<Diagnostic> {
        let shown = self.sources.slice(so_far);
        Box::new(
            codes::UNKNOWN_NAME
                .at(
                    first.span,
                    format!("`{shown}` has no member `{}`; the path is the one it is written with", first.text),
                )
                .fix(
                    format!("write `{shown}.properties.{}`", first.text),
                    first.span,
                    format!("properties.{}", self.sources.slice(first.span)),
                ),
        )
    }

    fn state(&mut self, decls: &[Decl], trailers: &'a [Trailer], so_far: Span) -> Result<Value, Box<Diagnostic>> {
        let mut steps = Vec::new();
        let mut span = so_far;
        for trailer in trailers {
            span = span.to(trailer.span());
            match trailer {
                Trailer::Member(name) => steps.push(Step::Member(name.text.clone())),
                Trailer::Index(index, _) => {
                    let scope = self.index_scope();
                    let index = self.eval(index, scope, &super::paths::Want::value());
                    steps.push(Step::Index(index));
                }
                Trailer::All(at) => {
                    return Err(Box::new(codes::FAMILY_INDEX.at(*at, "run-time state is read one element at a time")));
                }
            }
        }
        if let Some(bare) = decls.iter().find(|d| self.unversioned(d.node)) {
            let at = self.topology.node(bare.node).span;
            return Err(Box::new(
                codes::MUST_BE_KNOWN
                    .at(span, "its run-time state is read, and that takes an API version")
                    .because(at, "write `\"TYPE@VERSION\"` here"),
            ));
        }
        let target = self.target(decls, so_far);
        Ok(Value::late(Late::Attr(target, Attr::Path(steps)), span))
    }

    fn unversioned(&mut self, id: NodeId) -> bool {
        self.slot_value(id, "type").is_some_and(|v| v.as_str().is_some_and(|s| !s.contains('@')))
    }
}
