//! Values: what an expression means, evaluated as far as the compiler can.
//! Two times: a `V` that is not `Late` is known now; a `Late` one is known at deployment.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

pub use crate::syntax::ast::{CompareOp, Text};

use super::{LetId, NodeId, ParamId, ScopeId};
use crate::source::Span;

/// A value and the expression it came from. Equality ignores spans.
#[derive(Clone, Debug)]
pub struct Value {
    /// What.
    pub v: V,
    /// Where it was written.
    pub span: Span,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum V {
    /// An error that has been reported: everything that meets it stays silent.
    Missing,
    /// A fact about something existing that nobody stated.
    Unknown,
    /// Not given.
    None,
    /// `true`, `false`
    Bool(bool),
    /// A whole number; also a port.
    Int(i64),
    /// A number with a fraction.
    Number(f64),
    /// Text.
    Str(Text),
    /// A word that names nothing: one of Azure's, such as `Premium_LRS`.
    Word(Text),
    /// A network.
    Cidr(IpNet),
    /// An address.
    Address(IpAddr),
    /// Seconds.
    Duration(u64),
    /// Percent.
    Percent(i64),
    /// GiB.
    Disk(i64),
    /// Minutes since midnight.
    Time(u16),
    /// `a..b`, both ends included.
    Range(Arc<(Value, Value)>),
    /// `*` as a port or as anyone.
    Any,
    /// A list; elements that are `None` have been left out, a late one may still turn out to be none.
    List(Arc<[Value]>),
    /// A map in written order.
    Map(Arc<[(Text, Value)]>),
    /// A thing.
    Thing(NodeId),
    /// All turns of a family.
    Family(Arc<[NodeId]>),
    /// A module instance or an alias: something with names inside.
    Scope(ScopeId),
    /// Known at deployment.
    Late(Arc<Late>),
}

/// A value that only a deployment knows.
#[derive(Clone, Debug, PartialEq)]
pub enum Late {
    /// A param.
    Param(ParamId),
    /// A `let` that is late.
    Let(LetId),
    /// `deploy.group` and its kin.
    Fact(Fact),
    /// One thing or another, by which of their conditions holds: `net` of both branches of an `if`.
    Choice(Vec<NodeId>),
    /// A run-time attribute of a thing, a choice, or an id from outside.
    Attr(Value, Attr),
    /// A string put together.
    Join(Vec<Value>),
    /// A function of the language.
    Call(Func, Vec<Value>),
    /// `not`
    Not(Value),
    /// `and`
    And(Value, Value),
    /// `or`
    Or(Value, Value),
    /// A comparison; a side may be `None`.
    Compare(CompareOp, Value, Value),
    /// `if c then a else b`; a missing `else` is `None`.
    If(Value, Value, Value),
    /// `list[index]`, `map[key]`
    Index(Value, Value),
    /// `map.member`
    Member(Value, Text),
    /// `arm("…")`: word for word.
    Arm(Text),
}

/// What ARM knows about the deployment itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// `deploy.group`
    GroupName,
    /// `deploy.group_id`
    GroupId,
    /// `deploy.group_location`
    GroupLocation,
    /// `deploy.subscription`
    Subscription,
    /// `deploy.tenant`
    Tenant,
    /// `deploy.name`
    DeploymentName,
}

/// A run-time attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Attr {
    /// `.id`
    Id,
    /// `.name` of something from outside.
    Name,
    /// `.address`
    Address,
    /// `.fqdn`
    Fqdn,
    /// `.principal_id`
    PrincipalId,
    /// A path into a verbatim resource: `properties.primaryEndpoints.blob`, `sku.name`.
    Path(Vec<Step>),
}

/// One step of a path into run-time state.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `.name`
    Member(Text),
    /// `[0]`
    Index(Value),
}

/// Functions of the language that may be late, and arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is named after its function")]
pub enum Func {
    Lower,
    Upper,
    Take,
    Replace,
    Split,
    /// `join(list, separator)`
    JoinList,
    Length,
    Min,
    Max,
    Mod,
    Div,
    Add,
    Sub,
    Mul,
    Base64,
    CidrSubnet,
    CidrHost,
    /// `unique(…)`: the group's id is added.
    Unique,
    /// `unique_string(…)`: exactly these.
    UniqueString,
    /// `guid(…)`: the group's id is added.
    Guid,
    NewGuid,
    /// `json(v)`: a value as JSON text.
    Json,
    /// `child(r, "type", "name")`: the id of a sub-resource.
    Child,
    /// `call(r, "listKeys")`
    ListCall,
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.v == other.v
    }
}

impl Value {
    /// A value at a place.
    pub fn new(v: V, span: Span) -> Value {
        Value { v, span }
    }

    /// A late value at a place.
    pub fn late(late: Late, span: Span) -> Value {
        Value { v: V::Late(Arc::new(late)), span }
    }

    /// Text at a place.
    pub fn text(text: impl Into<Text>, span: Span) -> Value {
        Value { v: V::Str(text.into()), span }
    }

    /// The late part, if it is late.
    pub fn as_late(&self) -> Option<&Late> {
        match &self.v {
            V::Late(late) => Some(late),
            _ => None,
        }
    }

    /// Text or word, if known.
    pub fn as_str(&self) -> Option<&str> {
        match &self.v {
            V::Str(s) | V::Word(s) => Some(s),
            _ => None,
        }
    }

    /// A whole number, if known.
    pub fn as_int(&self) -> Option<i64> {
        match self.v {
            V::Int(i) => Some(i),
            _ => None,
        }
    }

    /// A boolean, if known.
    pub fn as_bool(&self) -> Option<bool> {
        match self.v {
            V::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// The elements of a list; a single value counts as a list of itself, `None` as empty.
    pub fn items(&self) -> &[Value] {
        match &self.v {
            V::List(items) => items,
            V::None => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether an error was reported for it.
    pub fn is_missing(&self) -> bool {
        matches!(self.v, V::Missing)
    }

    /// Whether it says "not given".
    pub fn is_none(&self) -> bool {
        matches!(self.v, V::None)
    }
}

/// Tells of every param that a value depends on, through `let`s. `texts`: those inside strings too.
pub fn mentions(topology: &super::Topology, value: &Value, texts: bool, tell: &mut dyn FnMut(ParamId)) {
    match &value.v {
        V::List(items) => items.iter().for_each(|v| mentions(topology, v, texts, tell)),
        V::Map(entries) => entries.iter().for_each(|(_, v)| mentions(topology, v, texts, tell)),
        V::Range(ends) => {
            mentions(topology, &ends.0, texts, tell);
            mentions(topology, &ends.1, texts, tell);
        }
        V::Late(late) => match &**late {
            Late::Param(id) => tell(*id),
            Late::Let(id) => mentions(topology, &topology.lets[id.index()].value, texts, tell),
            Late::Join(parts) if texts => parts.iter().for_each(|v| mentions(topology, v, texts, tell)),
            Late::Join(_) | Late::Fact(_) | Late::Choice(_) | Late::Arm(_) => {}
            Late::Attr(a, _) | Late::Not(a) | Late::Member(a, _) => mentions(topology, a, texts, tell),
            Late::Call(_, args) => args.iter().for_each(|v| mentions(topology, v, texts, tell)),
            Late::And(a, b) | Late::Or(a, b) | Late::Compare(_, a, b) | Late::Index(a, b) => {
                mentions(topology, a, texts, tell);
                mentions(topology, b, texts, tell);
            }
            Late::If(a, b, c) => [a, b, c].into_iter().for_each(|v| mentions(topology, v, texts, tell)),
        },
        _ => {}
    }
}
