//! What the user means: things with their properties, values, conditions. `resolve` makes it from trees and
//! cannot fail; rules and `flow` read it through a [`View`]; `deploy::lower` reads it whole, with its conditions.
//! Invariant: an error that was reported is `V::Missing` here and stays silent ever after.

pub mod fold;
mod numbers;
mod resolve;
mod things;
mod value;
mod variants;
mod view;

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

pub use numbers::{Judged, Num, Ports};
pub use resolve::{Files, Library, Resolved, TYPES, functions, load, resolve};
pub use things::*;
pub use value::{Attr, CompareOp, Fact, Func, Late, Step, Text, V, Value, mentions};
pub use variants::{MOST, Region, TooMany, Variant, variants};
pub use view::{Known, Thing, View};

use crate::schema::{Kind, Prop};
use crate::source::Span;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// As an index.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}

id! {
    /// A thing.
    NodeId
    /// A param.
    ParamId
    /// A late `let`.
    LetId
    /// A scope of names.
    ScopeId
    /// A presence condition.
    CondId
    /// A use of a module.
    InstanceId
}

impl CondId {
    /// Always there.
    pub const ALWAYS: CondId = CondId(0);
}

/// The whole of a file, with everything it uses.
#[derive(Debug, Default)]
pub struct Topology {
    /// Every thing, parents before their children, in source order.
    pub nodes: Vec<Node>,
    /// The params, in source order.
    pub params: Vec<Param>,
    /// The late `let`s.
    pub lets: Vec<Let>,
    /// Presence conditions; the first is "always".
    pub conds: Vec<Cond>,
    /// Every late condition that occurs, in `if` statements and values: what variants are made of.
    pub conditions: Vec<Value>,
    /// The outputs of the file that is built.
    pub outputs: Vec<Output>,
    /// The claims.
    pub expects: Vec<Expect>,
    /// Waivers of the whole file.
    pub waivers: Vec<Waiver>,
    /// Uses of modules.
    pub instances: Vec<Instance>,
    /// The `deploy` block.
    pub deploy: Option<NodeId>,
    /// The doc comment of `deploy`: what the whole template is.
    pub doc: Option<Text>,
    by_kind: HashMap<Kind, Vec<NodeId>>,
    /// Every symbol and the name of every param, gathered when the first fix needs a new one.
    names: OnceLock<HashSet<Text>>,
}

/// A thing: a resource, a child, or a block inside one.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its symbol; empty for blocks without a name.
    pub symbol: Text,
    /// Its index in each family it stands in, outermost first.
    pub keys: Vec<Text>,
    /// Its Azure name (language.md, 5); for a child its own segment.
    pub name: Value,
    /// From the kind word to the end of the head.
    pub span: Span,
    /// The symbol's span; the kind word's where there is none.
    pub name_span: Span,
    /// All of it, block included.
    pub full_span: Span,
    /// The `{` of its block.
    pub block_open: Option<Span>,
    /// What it stands in.
    pub parent: Option<NodeId>,
    /// What stands in it, in source order.
    pub children: Vec<NodeId>,
    /// When it is there, its parents' conditions included.
    pub cond: CondId,
    /// Existing: it or what it stands in is there already.
    pub existing: bool,
    /// The use of a module that made it.
    pub instance: Option<InstanceId>,
    /// Its properties as written, heads included.
    pub slots: Vec<Slot>,
    /// The members of a verbatim resource, as written.
    pub body: Vec<(Text, Value, CondId)>,
    /// `raw { … }`
    pub raw: Vec<(Value, CondId)>,
    /// Its own waivers.
    pub waivers: Vec<Waiver>,
    /// Its line could be read in part only (reported): rules say nothing of it.
    pub cut: bool,
    /// The doc comment above it.
    pub doc: Option<Text>,
}

/// A property that was written.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its row.
    pub row: &'static Prop,
    /// Its value.
    pub value: Value,
    /// The key; for a head part the value's own place.
    pub key_span: Span,
    /// All of the expression that was written, of which the value may be one branch.
    pub expr_span: Span,
    /// When it counts; its thing's own condition included.
    pub cond: CondId,
}

/// A presence condition: a chain of conjuncts.
#[derive(Clone, Debug)]
pub enum Cond {
    /// Always.
    Always,
    /// The outer condition, and this value being `holds`.
    And {
        /// What must hold as well.
        outer: CondId,
        /// A late boolean.
        value: Value,
        /// `false` in an `else`.
        holds: bool,
    },
}

/// A param.
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub name: Text,
    /// Its type.
    pub ty: ParamType,
    /// What `in` promises.
    pub allowed: Option<Allowed>,
    /// Where it does.
    pub allowed_span: Option<Span>,
    /// The default; `V::None` makes it optional.
    pub default: Option<Value>,
    /// The whole statement.
    pub span: Span,
    /// The name.
    pub name_span: Span,
    /// The type.
    pub ty_span: Span,
    /// Its description.
    pub doc: Option<Text>,
    /// A param of a file taken in by `use existing`: no param of this deployment, its value is unknown.
    pub foreign: bool,
    /// `--set` made it a constant of this run.
    pub set: bool,
}

impl Param {
    /// Whether it may be left out, so that its value may be `none`.
    pub fn optional(&self) -> bool {
        self.default.as_ref().is_some_and(Value::is_none)
    }
}

/// The type of a param or a module's argument.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is named after its type")]
pub enum ParamType {
    /// Text of that length.
    Str(Option<u32>, Option<u32>),
    Int,
    Number,
    Bool,
    Secret,
    SshKey,
    Port,
    Cidr,
    Address,
    Duration,
    Percent,
    Disk,
    VmSize,
    Region,
    Image,
    Zones,
    List(Box<ParamType>),
    Map,
    /// A thing of that kind, as its id. `Kind::Resource`: any.
    Ref(Kind),
}

/// What `in` promises.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    /// Both ends included.
    Range(i64, i64),
    /// One of these.
    Values(Vec<V>),
}

/// A late `let`.
#[derive(Debug)]
pub struct Let {
    /// Its name, unique in the deployment.
    pub name: Text,
    /// Its value.
    pub value: Value,
    /// The statement.
    pub span: Span,
}

/// An output.
#[derive(Debug)]
pub struct Output {
    /// Its name.
    pub name: Text,
    /// Its value.
    pub value: Value,
    /// When it is there.
    pub cond: CondId,
    /// The name's place.
    pub name_span: Span,
    /// Its description.
    pub doc: Option<Text>,
}

/// `waive RULE because "reason"`
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rule's name.
    pub rule: Text,
    /// Where the name stands.
    pub span: Span,
    /// The whole statement.
    pub whole: Span,
    /// Why.
    pub reason: Text,
}

/// A use of a module.
#[derive(Debug)]
pub struct Instance {
    /// Its symbol.
    pub symbol: Text,
    /// Where it is used: from the module's name to the instance's.
    pub span: Span,
    /// The module's name.
    pub module: Text,
    /// Where the module is declared: its name's place.
    pub module_span: Span,
    /// The use around it.
    pub outer: Option<InstanceId>,
}

/// A claim about flows; checking it is another matter.
#[derive(Debug)]
pub struct Expect {
    /// The protocol.
    pub protocol: Text,
    /// The senders.
    pub from: Value,
    /// Less these.
    pub except: Option<Value>,
    /// The destination.
    pub to: Value,
    /// Its port.
    pub port: Option<Value>,
    /// What must be so.
    pub outcome: Outcome,
    /// What every path passes.
    pub via: Option<Value>,
    /// `min_ports`
    pub min_ports: Option<Value>,
    /// When it is claimed.
    pub cond: CondId,
    /// The statement.
    pub span: Span,
}

/// What an `expect` claims.
#[derive(Debug)]
pub enum Outcome {
    /// `reaches TARGET:PORT`
    Reaches(Value, Option<Value>),
    /// `allowed`, or only `via`.
    Allowed,
    /// `blocked`
    Blocked,
}

impl Topology {
    /// Whether some thing or param has that name, wherever it stands.
    pub fn has_name(&self, name: &str) -> bool {
        let names = || {
            let things = self.nodes.iter().map(|n| n.symbol.clone());
            things.chain(self.params.iter().map(|p| p.name.clone())).collect()
        };
        self.names.get_or_init(names).contains(name)
    }

    /// The thing of an id.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// All things of a kind, in source order, whatever their condition.
    pub fn of_kind(&self, kind: Kind) -> &[NodeId] {
        self.by_kind.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The param of an id.
    pub fn param(&self, id: ParamId) -> &Param {
        &self.params[id.index()]
    }

    /// How a thing is called in messages: `edge.app`, `resolver[2]`.
    pub fn path(&self, id: NodeId) -> String {
        let node = self.node(id);
        let mut own = match &*node.symbol {
            "" => crate::schema::row(node.kind).word.to_owned(),
            symbol => symbol.to_owned(),
        };
        for key in &node.keys {
            own.push_str(&format!("[{key}]"));
        }
        match node.parent {
            Some(parent) if !self.node(parent).symbol.is_empty() => format!("{}.{own}", self.path(parent)),
            Some(_) => own,
            None => match node.instance {
                Some(instance) => format!("{}.{own}", self.instances[instance.index()].symbol),
                None => own,
            },
        }
    }

    /// Makes the index over kinds; the resolver calls it last.
    pub(crate) fn index_kinds(&mut self) {
        self.by_kind.clear();
        for (at, node) in self.nodes.iter().enumerate() {
            self.by_kind.entry(node.kind).or_default().push(NodeId(at as u32));
        }
    }
}
