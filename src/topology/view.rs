//! A view: the topology as one variant sees it. What is absent there is hidden, conditions are decided, params
//! are narrowed. Rules and `flow` only ever see a view and know nothing of conditions.

use super::{Cond, CondId, Late, NodeId, ParamId, ParamType, Region, Slot, Text, Topology, V, Value, Variant, fold};
use crate::schema::{self, Default, Kind};
use crate::source::Span;

/// A topology in one variant.
#[derive(Debug)]
pub struct View<'t> {
    /// The whole.
    pub topology: &'t Topology,
    /// Which variant.
    pub variant: Variant,
    /// A param without `in` that is judged over its whole type instead of by its default.
    pub widened: Option<ParamId>,
    holds: Vec<bool>,
    pub(super) users: super::things::Users,
}

/// A thing in a view.
#[derive(Clone, Copy, Debug)]
pub struct Thing<'v> {
    /// The view.
    pub view: &'v View<'v>,
    /// Which thing.
    pub id: NodeId,
}

impl PartialEq for Thing<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Thing<'_> {}

impl<'t> View<'t> {
    /// The topology in that variant.
    pub fn new(topology: &'t Topology, variant: Variant) -> View<'t> {
        View::widened(topology, variant, None)
    }

    /// The same, with one param judged over its whole type.
    pub fn widened(topology: &'t Topology, variant: Variant, widened: Option<ParamId>) -> View<'t> {
        let mut view = View { topology, variant, widened, holds: Vec::new(), users: super::things::Users::default() };
        for cond in &topology.conds {
            let holds = match cond {
                Cond::Always => true,
                Cond::And { outer, value, holds } => {
                    view.holds[outer.index()] && view.truth(value).is_none_or(|truth| truth == *holds)
                }
            };
            view.holds.push(holds);
        }
        view.users = super::things::Users::of(&view);
        view
    }

    /// Whether a condition holds here.
    pub fn holds(&self, cond: CondId) -> bool {
        self.holds.get(cond.index()).copied().unwrap_or(true)
    }

    /// Whether a thing is there.
    pub fn present(&self, id: NodeId) -> bool {
        self.holds(self.topology.node(id).cond)
    }

    /// A thing.
    pub fn thing(&self, id: NodeId) -> Thing<'_> {
        Thing { view: self, id }
    }

    /// All things of a kind that are there, existing ones included, in source order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Thing<'_>> {
        self.topology.of_kind(kind).iter().filter(|id| self.present(**id)).map(|id| self.thing(*id))
    }

    /// The piece of a param that this variant is about.
    pub fn region(&self, id: ParamId) -> Option<&Region> {
        self.variant.regions.iter().find(|(p, _)| *p == id).map(|(_, r)| r)
    }

    /// Whether a condition holds, as far as it is decided.
    pub fn truth(&self, value: &Value) -> Option<bool> {
        match &value.v {
            V::Bool(b) => return Some(*b),
            V::Late(_) => {}
            _ => return None,
        }
        if let Some((_, holds)) = self.variant.opaque.iter().find(|(v, _)| v == value) {
            return Some(*holds);
        }
        match value.as_late()? {
            Late::Not(a) => self.truth(a).map(|t| !t),
            Late::And(a, b) => match (self.truth(a), self.truth(b)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Late::Or(a, b) => match (self.truth(a), self.truth(b)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Late::Let(id) => self.truth(&self.topology.lets[id.index()].value),
            Late::If(c, a, b) => self.truth(if self.truth(c)? { a } else { b }),
            Late::Param(p) => match self.region(*p) {
                Some(Region::Is(V::Bool(b))) => Some(*b),
                _ => None,
            },
            Late::Compare(op, a, b) => self.compared(*op, a, b),
            _ => None,
        }
    }

    fn compared(&self, op: super::CompareOp, a: &Value, b: &Value) -> Option<bool> {
        use super::CompareOp as Op;
        if let Some((param, op, constant, _)) = super::variants::comparison(self.topology, op, a, b) {
            return match (self.region(param)?, &constant) {
                (Region::Is(v), c) => fold::compare(op, v, c),
                (Region::Other(without), c) => match op {
                    Op::Eq if without.contains(c) || matches!(c, V::None) => Some(false),
                    Op::Ne if without.contains(c) || matches!(c, V::None) => Some(true),
                    _ => None,
                },
                (Region::Between(..), V::None) => Some(op == Op::Ne),
                (Region::Between(lo, hi), V::Int(c)) => match op {
                    Op::Lt => decided(*hi < *c, *lo >= *c),
                    Op::Le => decided(*hi <= *c, *lo > *c),
                    Op::Gt => decided(*lo > *c, *hi <= *c),
                    Op::Ge => decided(*lo >= *c, *hi < *c),
                    Op::Eq => decided(lo == c && hi == c, c < lo || hi < c),
                    Op::Ne => decided(c < lo || hi < c, lo == c && hi == c),
                },
                (Region::Between(..), _) => None,
            };
        }
        fold::compare(op, &self.reduce(a).v, &self.reduce(b).v)
    }

    /// A value with everything decided that this variant decides: branches chosen, what is absent left out of
    /// lists, `let`s looked through, params that can only be one value replaced by it.
    pub fn reduce(&self, value: &Value) -> Value {
        let span = value.span;
        let late = match &value.v {
            V::Late(late) => late,
            V::List(items) => {
                let items = items.iter().flat_map(|i| match self.reduce(i) {
                    Value { v: V::None, .. } => Vec::new(),
                    Value { v: V::Family(things), span } => {
                        things.iter().map(|id| Value::new(V::Thing(*id), span)).collect()
                    }
                    other => vec![other],
                });
                return Value::new(V::List(items.collect()), span);
            }
            V::Family(things) => {
                return Value::new(V::Family(things.iter().filter(|id| self.present(**id)).copied().collect()), span);
            }
            V::Thing(id) if !self.present(*id) => return Value::new(V::Missing, span),
            _ => return value.clone(),
        };
        let known = |v: Option<V>| v.map_or_else(|| value.clone(), |v| Value::new(v, span));
        match &**late {
            Late::If(c, a, b) => match self.truth(c) {
                Some(holds) => self.reduce(if holds { a } else { b }),
                None => value.clone(),
            },
            Late::Let(id) => Value { span, ..self.reduce(&self.topology.lets[id.index()].value) },
            Late::Param(p) => match self.region(*p) {
                Some(Region::Is(v)) => Value::new(v.clone(), span),
                _ if self.topology.param(*p).foreign => self.foreign(*p, span),
                _ => value.clone(),
            },
            Late::Choice(things) => match things.iter().find(|id| self.present(**id)) {
                Some(id) => Value::new(V::Thing(*id), span),
                None => Value::new(V::Missing, span),
            },
            Late::Join(parts) => {
                let parts: Option<Vec<String>> = parts.iter().map(|p| fold::display(&self.reduce(p))).collect();
                known(parts.map(|p| V::Str(p.concat().into())))
            }
            Late::Call(func, args) => {
                let args: Vec<Value> = args.iter().map(|a| self.reduce(a)).collect();
                known(fold::call(*func, &args))
            }
            Late::Not(_) | Late::And(..) | Late::Or(..) | Late::Compare(..) => known(self.truth(value).map(V::Bool)),
            Late::Index(list, index) => {
                let (list, index) = (self.reduce(list), self.reduce(index));
                known(element(&list.v, &index.v))
            }
            Late::Member(map, key) => known(member(&self.reduce(map).v, key)),
            Late::Attr(..) | Late::Fact(_) | Late::Arm(_) => value.clone(),
        }
    }

    /// What is known of a param of another deployment: its default may have been overridden.
    fn foreign(&self, id: ParamId, span: Span) -> Value {
        match &self.topology.param(id).default {
            Some(default) if !matches!(default.v, V::Late(_)) => Value::new(default.v.clone(), span),
            _ => Value::new(V::Unknown, span),
        }
    }
}

fn decided(yes: bool, no: bool) -> Option<bool> {
    if yes {
        Some(true)
    } else if no {
        Some(false)
    } else {
        None
    }
}

/// A known list's element, or a known map's value under a known key.
pub(super) fn element(list: &V, index: &V) -> Option<V> {
    match (list, index) {
        (V::List(items), V::Int(at)) => items.get(usize::try_from(*at).ok()?).map(|v| v.v.clone()),
        (V::Map(_), V::Str(key) | V::Word(key)) => member(list, key),
        _ => None,
    }
}

/// A known map's value.
pub(super) fn member(map: &V, key: &str) -> Option<V> {
    match map {
        V::Map(entries) => entries.iter().find(|(k, _)| &**k == key).map(|(_, v)| v.v.clone()),
        _ => None,
    }
}

impl<'v> Thing<'v> {
    /// Its node.
    pub fn node(self) -> &'v super::Node {
        self.view.topology.node(self.id)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Its header: kind word to the end of the head.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// Its symbol's place, or its kind word's.
    pub fn name_span(self) -> Span {
        self.node().name_span
    }

    /// How messages call it: `edge.app`.
    pub fn path(self) -> String {
        self.view.topology.path(self.id)
    }

    /// Whether it is there already.
    pub fn existing(self) -> bool {
        self.node().existing
    }

    /// Its Azure name, where it is known now.
    pub fn azure_name(self) -> Option<Text> {
        match self.view.reduce(&self.node().name).v {
            V::Str(s) => Some(s),
            _ => None,
        }
    }

    /// What it stands in.
    pub fn parent(self) -> Option<Thing<'v>> {
        self.node().parent.map(|id| self.view.thing(id))
    }

    /// The children of a kind that are there.
    pub fn children(self, kind: Kind) -> impl Iterator<Item = Thing<'v>> {
        let view = self.view;
        self.node()
            .children
            .iter()
            .filter(move |id| view.topology.node(**id).kind == kind && view.present(**id))
            .map(move |id| view.thing(*id))
    }

    /// The only child of a kind.
    pub fn child(self, kind: Kind) -> Option<Thing<'v>> {
        self.children(kind).next()
    }

    /// The property as written, if it is written and counts here.
    pub fn slot(self, name: &str) -> Option<&'v Slot> {
        self.node().slots.iter().find(|s| s.row.name == name && self.view.holds(s.cond))
    }

    /// Where the property's value is written; else where the thing is.
    pub fn span_of(self, name: &str) -> Span {
        self.slot(name).map_or(self.node().name_span, |s| s.value.span)
    }

    /// The property's value here, with its default. `V::None`: not given. `V::Unknown`: of something existing, and
    /// not stated. `V::Missing`: an error has been reported.
    pub fn get(self, name: &str) -> Value {
        let written = self.slot(name).map(|s| self.view.reduce(&s.value));
        match written {
            Some(value) if !value.is_none() || self.existing() => self.absent_is_unknown(value),
            _ if self.existing() => Value::new(V::Unknown, self.name_span()),
            _ => {
                let default = schema::row(self.kind()).prop(name).map_or(V::None, |row| default(row.default));
                Value::new(default, self.span_of(name))
            }
        }
    }

    /// A late value of a thing that is there already says nothing about it.
    fn absent_is_unknown(self, value: Value) -> Value {
        match value.as_late() {
            Some(Late::Param(p)) if self.existing() && self.view.topology.param(*p).default.is_none() => {
                match self.view.topology.param(*p).ty {
                    ParamType::Ref(_) => value,
                    _ if self.view.num(&value).is_some() => value,
                    _ => Value::new(V::Unknown, value.span),
                }
            }
            _ => value,
        }
    }

    /// A whole number, or all it may be; `None` where not given or nothing is known.
    pub fn num(self, name: &str) -> Option<super::Num> {
        self.view.num(&self.get(name))
    }

    /// The ports of a flow's end.
    pub fn ports(self, name: &str) -> Option<super::Ports> {
        self.view.ports(&self.get(name))
    }

    /// A word or text that is known.
    pub fn text(self, name: &str) -> Option<Text> {
        match self.get(name).v {
            V::Str(s) | V::Word(s) => Some(s),
            _ => None,
        }
    }

    /// A boolean that is known, its default included.
    pub fn flag(self, name: &str) -> Option<bool> {
        let value = self.get(name);
        value.as_bool().or_else(|| self.view.truth(&value))
    }

    /// A duration in seconds, its default included.
    pub fn seconds(self, name: &str) -> Option<u64> {
        match self.get(name).v {
            V::Duration(s) => Some(s),
            _ => None,
        }
    }

    /// The things that a property names, each with the place where it does; ids from outside are left out.
    pub fn things(self, name: &str) -> Vec<(Thing<'v>, Span)> {
        let value = self.get(name);
        let mut out = Vec::new();
        for item in value.items() {
            let item = self.view.reduce(item);
            match &item.v {
                V::Thing(id) => out.push((self.view.thing(*id), item.span)),
                V::Family(ids) => out.extend(ids.iter().map(|id| (self.view.thing(*id), item.span))),
                _ => {}
            }
        }
        out
    }

    /// The one thing that a property names.
    pub fn one(self, name: &str) -> Known<Thing<'v>> {
        let value = self.get(name);
        match value.v {
            V::Thing(id) => Known::Is(self.view.thing(id)),
            V::None => Known::No,
            _ => Known::Unknown,
        }
    }
}

/// What is known of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// This.
    Is(T),
    /// There is none.
    No,
    /// Nobody said, or only a deployment knows.
    Unknown,
}

impl<T> Known<T> {
    /// What it is, if known.
    pub fn is(self) -> Option<T> {
        match self {
            Known::Is(t) => Some(t),
            Known::No | Known::Unknown => None,
        }
    }

    /// Another shape of the same fact.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Known::Is(t) => Known::Is(f(t)),
            Known::No => Known::No,
            Known::Unknown => Known::Unknown,
        }
    }
}

/// A row's default as a value.
fn default(default: Default) -> V {
    match default {
        Default::Bool(b) => V::Bool(b),
        Default::Int(i) => V::Int(i),
        Default::Word(w) => V::Word(w.into()),
        Default::Seconds(s) => V::Duration(s),
        Default::Percent(p) => V::Percent(p),
        Default::Nothing | Default::Required | Default::Derived(_) => V::None,
    }
}
