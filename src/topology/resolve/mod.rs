//! Trees → topology. Total: an unknown name becomes `V::Missing`, is reported once, and stays silent ever after.
//!
//! Two passes. The first declares: every statement of every file, module instance and turn of a loop makes its
//! symbols. The second evaluates: every property of every thing, each against its row. Values are evaluated when
//! they are first needed, so the order of declarations means nothing; what needs itself is found on the way.

mod attributes;
mod calls;
mod coerce;
mod declare;
mod eval;
mod expects;
mod finish;
mod habits;
mod heads;
mod hints;
mod literals;
mod load;
mod modules;
mod nodes;
mod params;
mod paths;
mod scopes;

use std::collections::HashMap;

pub use calls::functions;
pub use load::{Files, Library, load};
pub use params::TYPES;

use self::scopes::{Scope, Thunk};
use super::{Cond, CondId, InstanceId, NodeId, ScopeId, Text, Topology, V, Value};
use crate::diag::Diagnostic;
use crate::schema::Prop;
use crate::source::{Loader, Sources, Span};
use crate::syntax::ast::Expr;

/// What resolving gives.
#[derive(Debug)]
pub struct Resolved {
    /// The topology, as complete as the source allows.
    pub topology: Topology,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves the first of `files` with everything it uses. `sets` are `NAME`, `VALUE` pairs that fix params.
pub fn resolve(files: &Files, sources: &mut Sources, loader: &mut dyn Loader, sets: &[(String, String)]) -> Resolved {
    let mut resolver = Resolver {
        files,
        sources,
        loader,
        sets,
        topology: Topology { conds: vec![Cond::Always], ..Topology::default() },
        scopes: Vec::new(),
        drafts: Vec::new(),
        thunks: Vec::new(),
        diagnostics: Vec::new(),
        file_scopes: HashMap::new(),
        texts: HashMap::new(),
        expects: Vec::new(),
        defaults: Vec::new(),
        instantiated: Vec::new(),
        evaluating: Vec::new(),
        path_scopes: Vec::new(),
    };
    resolver.main_file();
    resolver.settle_all();
    resolver.evaluate_defaults();
    resolver.evaluate_all();
    resolver.finish();
    resolver.unused_modules();
    let Resolver { mut topology, diagnostics, .. } = resolver;
    topology.index_kinds();
    Resolved { topology, diagnostics }
}

/// The state of resolving. `'a` is the life of the trees.
struct Resolver<'a, 'l> {
    files: &'a Files,
    sources: &'l mut Sources,
    loader: &'l mut dyn Loader,
    sets: &'l [(String, String)],
    topology: Topology,
    scopes: Vec<Scope<'a>>,
    /// What is not yet evaluated of each node; parallel to `topology.nodes`.
    drafts: Vec<Draft<'a>>,
    thunks: Vec<Thunk<'a>>,
    diagnostics: Vec<Diagnostic>,
    /// The scope of each file that has been declared; `true`: as `use existing`.
    file_scopes: HashMap<(usize, bool), ScopeId>,
    /// Texts read by `file(…)` and `json_file(…)`.
    texts: HashMap<String, Option<Text>>,
    expects: Vec<expects::Draft<'a>>,
    /// Defaults of params, evaluated when everything is declared.
    defaults: Vec<(super::ParamId, &'a Expr, ScopeId)>,
    /// Modules that have been instantiated, by the place of their name.
    instantiated: Vec<Span>,
    /// What is being evaluated, innermost last: for the circle in a message.
    evaluating: Vec<(String, Span)>,
    /// The scope of each path being followed, innermost last.
    path_scopes: Vec<ScopeId>,
}

/// What is not yet evaluated of a node.
struct Draft<'a> {
    /// The scope of its block.
    scope: ScopeId,
    slots: Vec<DraftSlot<'a>>,
    body: Vec<(Text, &'a Expr, CondId, ScopeId)>,
    raw: Vec<(&'a Expr, CondId, ScopeId)>,
    /// Something in its block could not be read, so nothing is said to be lacking.
    broken: bool,
    /// Its definition is missing, which has been said: what stands in its block in place of it is part of that.
    undefined: bool,
    /// The `name:` as written.
    named: State<'a>,
}

/// A property that was written.
struct DraftSlot<'a> {
    row: &'static Prop,
    key_span: Span,
    expr_span: Span,
    cond: CondId,
    scope: ScopeId,
    state: State<'a>,
}

/// How far a value is.
#[derive(Clone)]
enum State<'a> {
    /// Not written.
    Absent,
    Written(&'a Expr),
    Busy,
    Done(Value),
}

/// Where a statement stands.
#[derive(Clone)]
struct Place {
    scope: ScopeId,
    cond: CondId,
    /// The block it stands in.
    node: Option<NodeId>,
    instance: Option<InstanceId>,
    /// Keys of the loops between it and the block or body it stands in.
    keys: Vec<Text>,
    /// In a file taken in by `use existing`.
    foreign: bool,
}

impl Resolver<'_, '_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn missing(&mut self, span: Span, diagnostic: Diagnostic) -> Value {
        self.report(diagnostic);
        Value::new(V::Missing, span)
    }

    /// The presence condition "`outer`, and `value` being `holds`".
    fn condition(&mut self, outer: CondId, value: &Value, holds: bool) -> CondId {
        self.remember(value);
        self.topology.conds.push(Cond::And { outer, value: value.clone(), holds });
        CondId(self.topology.conds.len() as u32 - 1)
    }

    /// A late condition occurs: variants are split by it.
    fn remember(&mut self, value: &Value) {
        if value.as_late().is_some() && !self.topology.conditions.contains(value) {
            self.topology.conditions.push(value.clone());
        }
    }

    /// Declares and settles everything: all pending loops, conditions and module uses.
    fn settle_all(&mut self) {
        let mut at = 0;
        while at < self.scopes.len() {
            self.settle(ScopeId(at as u32));
            at += 1;
        }
    }
}
