//! What a row says: a property goes to its path, in its unit, with its default. What a row cannot say is in the file of
//! its family.

use super::At;
use super::body::Body;
use super::cond::choice;
use super::expr::Convert;
use crate::deploy::{Element, Expr};
use crate::schema::{self, By, Default, Kind, Prop, Ty, Unit};
use crate::topology::{Node, V, Value, fold};

/// What `P` and `VMP` at the head of a path stand for, and what a path without them is relative to.
#[derive(Clone, Copy)]
pub(super) struct Base<'b> {
    /// The machine's profile.
    pub(super) machine: &'b str,
    /// A block's own place; empty for a resource or an element.
    pub(super) own: &'b str,
}

/// A resource or an element.
pub(super) const PLAIN: Base<'static> = Base { machine: "properties", own: "" };

impl Base<'_> {
    /// The path of a row, written out.
    pub(super) fn path(self, path: &str) -> String {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let head = match first {
            "P" => "properties",
            "VMP" => self.machine,
            _ if self.own.is_empty() => return path.to_owned(),
            _ => return format!("{}.{path}", self.own),
        };
        if rest.is_empty() { head.to_owned() } else { format!("{head}.{rest}") }
    }
}

/// The value that a row's default stands for.
fn default_value(default: Default) -> V {
    match default {
        Default::Bool(b) => V::Bool(b),
        Default::Int(i) => V::Int(i),
        Default::Word(w) => V::Word(w.into()),
        Default::Seconds(s) => V::Duration(s),
        Default::Percent(p) => V::Percent(p),
        Default::Nothing | Default::Required | Default::Derived(_) => V::None,
    }
}

impl<'l> At<'l> {
    /// A thing's property, null where it is not given and has no default.
    pub(super) fn prop(self, node: &'l Node, name: &str, convert: Convert<'_, 'l>) -> Expr {
        let default = match schema::row(node.kind).prop(name) {
            Some(row) => match default_value(row.default) {
                V::None => Expr::Null,
                v => convert(self, &Value::new(v, node.name_span)),
            },
            None => Expr::Null,
        };
        self.prop_or(node, name, convert, default)
    }

    /// A thing's property, or something else where it is not given.
    pub(super) fn prop_or(self, node: &'l Node, name: &str, convert: Convert<'_, 'l>, otherwise: Expr) -> Expr {
        let mut out = otherwise;
        for slot in node.slots.iter().filter(|s| s.row.name == name) {
            let there = self.holds(slot.cond);
            if there == Expr::Bool(false) {
                continue;
            }
            let within = At { cond: slot.cond, ..self };
            let value = within.choose(&slot.value, &out, convert);
            out = choice(there, value, out);
        }
        out
    }

    /// Whether a property is given.
    pub(super) fn is_given(self, node: &'l Node, name: &str) -> Expr {
        self.prop_or(node, name, &|_, _| Expr::Bool(true), Expr::Bool(false))
    }

    /// The property of whichever of several things of one kind is there.
    pub(super) fn pick(self, nodes: &[&'l Node], f: &dyn Fn(At<'l>, &'l Node) -> Expr) -> Expr {
        self.pick_or(nodes, f, Expr::Null)
    }

    /// The same, or something else where none is there or says nothing.
    pub(super) fn pick_or(self, nodes: &[&'l Node], f: &dyn Fn(At<'l>, &'l Node) -> Expr, otherwise: Expr) -> Expr {
        let mut out = otherwise;
        for node in nodes.iter().rev() {
            let there = self.holds(node.cond);
            if there != Expr::Bool(false) {
                out = choice(there, f(At { cond: node.cond, ..self }, node), out);
            }
        }
        out
    }

    /// Every plain row of a thing.
    pub(super) fn rows(self, node: &'l Node, body: &mut Body, base: Base<'_>) {
        self.rows_of(&[node], schema::row(node.kind).props(), body, base);
    }

    /// These rows of whichever of several things of one kind is there.
    pub(super) fn rows_of(
        self,
        nodes: &[&'l Node],
        rows: impl Iterator<Item = &'static Prop>,
        body: &mut Body,
        base: Base<'_>,
    ) {
        if nodes.is_empty() {
            return;
        }
        for row in rows.filter(|row| row.arm.by != By::Hand && !row.arm.path.is_empty()) {
            let value = self.pick(nodes, &|at, node| at.prop(node, row.name, &|at, v| at.by_row(row, v)));
            let (path, _) = row.arm.path.split_once("[]").unwrap_or((row.arm.path, ""));
            body.set(&base.path(path), value);
        }
    }

    /// A value as its row wants it.
    pub(super) fn by_row(self, row: &Prop, value: &Value) -> Expr {
        match row.arm.by {
            By::Inverse => return self.inverse(value),
            By::Base64 => return self.base64(value),
            By::Row | By::Hand => {}
        }
        if let Some((_, inner)) = row.arm.path.split_once("[]") {
            let wrap = inner.strip_prefix('.');
            return self.list(value, wrap, &At::expr);
        }
        match row.ty {
            Ty::Duration(unit, ..) => duration(self, value, unit),
            Ty::Zones => self.zones(value),
            _ if takes_list(&row.ty) => self.list(value, None, &At::expr),
            Ty::Str(..) | Ty::Secret | Ty::SshKey => self.text(value),
            _ => self.expr(value),
        }
    }

    /// The children of a kind, in source order.
    pub(super) fn children(self, node: &'l Node, kind: Kind) -> Vec<&'l Node> {
        let all = node.children.iter().map(|id| self.lower.topology.node(*id));
        all.filter(|child| child.kind == kind).collect()
    }

    /// What `raw` adds, where its conditions hold.
    pub(super) fn raw(self, node: &'l Node, body: &mut Body) {
        for (value, cond) in &node.raw {
            let there = self.holds(*cond);
            let at = At { cond: *cond, arm_body: true, ..self };
            if let Expr::Object(members) = at.expr(value) {
                body.merge(members.into_iter().map(|(n, v)| (n, guarded(&there, v))).collect());
            }
        }
    }
}

/// A value under a condition: objects stay objects, so that they can be merged.
fn guarded(there: &Expr, value: Expr) -> Expr {
    match value {
        Expr::Object(members) if *there != Expr::Bool(true) => {
            Expr::Object(members.into_iter().map(|(n, v)| (n, guarded(there, v))).collect())
        }
        value => choice(there.clone(), value, Expr::Null),
    }
}

/// Whether a property takes a list, perhaps beside a single value.
fn takes_list(ty: &Ty) -> bool {
    match ty {
        Ty::List(_) => true,
        Ty::OneOf(types) => types.iter().any(takes_list),
        _ => false,
    }
}

/// A time in the unit that ARM wants.
pub(super) fn duration(at: At<'_>, value: &Value, unit: Unit) -> Expr {
    let V::Duration(seconds) = value.v else { return at.expr(value) };
    match unit {
        Unit::Minutes => Expr::Int((seconds / 60) as i64),
        Unit::Seconds => Expr::Int(seconds as i64),
        Unit::Iso => Expr::Str(fold::iso(seconds)),
    }
}

/// The only element of a list, where it is always there.
pub(super) fn only(list: &Expr) -> Option<&Expr> {
    match list {
        Expr::List(items) => match &items[..] {
            [Element { value, condition: None }] => Some(value),
            _ => None,
        },
        _ => None,
    }
}
