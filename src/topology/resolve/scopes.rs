//! Scopes of names: the file, a module body, one turn of a `for`, a block.

use std::collections::HashMap;

use super::{Place, Resolver, State};
use crate::source::Span;
use crate::syntax::ast::{Expr, For, If, Module, Node, Stmt};
use crate::topology::{NodeId, ScopeId, Text, Value};

/// A scope.
pub(super) struct Scope<'a> {
    pub(super) parent: Option<ScopeId>,
    /// Params, lets, loop variables, arguments, aliases, modules: one name space.
    pub(super) values: HashMap<Text, Binding<'a>>,
    /// Things by symbol; those of one symbol and kind are a family or the branches of an `if`.
    pub(super) things: HashMap<Text, Vec<Decl>>,
    /// The same by symbol, kind and keys: what clashes.
    exact: HashMap<(Text, crate::schema::Kind, Vec<Text>), Vec<NodeId>>,
    /// Read from outside alone.
    pub(super) outputs: HashMap<Text, (usize, Span)>,
    /// Which file it belongs to.
    pub(super) file: usize,
    /// What a path from outside may not leave: a file's or an instance's own scope.
    pub(super) pending: Vec<Pending<'a>>,
    /// One turn of a loop: the key under which the scope around it knows what is declared here.
    pub(super) turn: Option<Text>,
}

/// A value's name.
#[derive(Clone)]
pub(super) struct Binding<'a> {
    pub(super) to: Bound<'a>,
    pub(super) span: Span,
}

/// What a value's name is bound to.
#[derive(Clone)]
pub(super) enum Bound<'a> {
    /// Known already: a param, a loop variable, an argument, an alias.
    Value(Value),
    /// A `let`, evaluated when first needed.
    Let(usize),
    /// A module, with the scope it was written in.
    Module(&'a Module, ScopeId),
}

/// A `let` or `output`.
pub(super) struct Thunk<'a> {
    pub(super) name: Text,
    pub(super) span: Span,
    pub(super) scope: ScopeId,
    pub(super) state: State<'a>,
}

/// A thing's name.
#[derive(Clone, Debug)]
pub(super) struct Decl {
    pub(super) node: NodeId,
    pub(super) kind: crate::schema::Kind,
    /// What still has to be said to name this one: the keys of the loops between this scope and it.
    pub(super) keys: Vec<Text>,
}

/// What can only be declared once its condition, sequence or module is known.
pub(super) enum Pending<'a> {
    For(&'a For, Place),
    If(&'a If, Place),
    /// A block of a kind that is no word of the language: a module's instance, or a mistake.
    Use(&'a Stmt, &'a Node, Place),
}

impl<'a> Resolver<'a, '_> {
    pub(super) fn new_scope(&mut self, parent: Option<ScopeId>, file: usize, turn: Option<Text>) -> ScopeId {
        self.scopes.push(Scope {
            parent,
            values: HashMap::new(),
            things: HashMap::new(),
            exact: HashMap::new(),
            outputs: HashMap::new(),
            file,
            pending: Vec::new(),
            turn,
        });
        ScopeId(self.scopes.len() as u32 - 1)
    }

    pub(super) fn scope(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.index()]
    }

    /// Binds a value's name; a second one in the same scope is an error.
    pub(super) fn bind(&mut self, scope: ScopeId, name: &Text, span: Span, to: Bound<'a>) {
        let entry = &mut self.scopes[scope.index()];
        if let Some(first) = entry.values.get(name) {
            let first = first.span;
            self.report(
                crate::codes::DUPLICATE_NAME
                    .at(span, format!("`{name}` is declared twice"))
                    .because(first, "first declared here")
                    .help("params, lets, loop variables, arguments, aliases and modules share one name space"),
            );
            return;
        }
        if let Some(thing) = entry.things.get(name).and_then(|d| d.first()) {
            let first = self.topology.node(thing.node).name_span;
            self.report(value_and_thing(name, span, first));
            return;
        }
        entry.values.insert(name.clone(), Binding { to, span });
    }

    /// Declares a thing's symbol in its scope, and in the scopes around the turns of loops it stands in.
    pub(super) fn declare_thing(&mut self, scope: ScopeId, symbol: &Text, decl: Decl) {
        let mut at = scope;
        let mut decl = decl;
        loop {
            if decl.keys.is_empty()
                && let Some(binding) = self.scope(at).values.get(symbol)
            {
                let (first, span) = (binding.span, self.topology.node(decl.node).name_span);
                self.report(value_and_thing(symbol, span, first));
            }
            self.clash(at, symbol, &decl);
            self.scopes[at.index()].things.entry(symbol.clone()).or_default().push(decl.clone());
            let (Some(key), Some(parent)) = (self.scope(at).turn.clone(), self.scope(at).parent) else { return };
            decl.keys.insert(0, key);
            at = parent;
        }
    }

    /// Two things of one kind and symbol in one scope: allowed only in branches that exclude each other.
    fn clash(&mut self, scope: ScopeId, symbol: &Text, decl: &Decl) {
        let new = self.topology.node(decl.node);
        let cond = new.cond;
        let own = (symbol.clone(), decl.kind, decl.keys.clone());
        let plain = (symbol.clone(), decl.kind, Vec::new());
        let scope_ = self.scope(scope);
        let rivals = |key| scope_.exact.get(key).map_or(&[][..], Vec::as_slice).iter();
        let clash = rivals(&own)
            .chain(rivals(&plain).filter(|_| !decl.keys.is_empty()))
            .find(|o| !self.exclusive(self.topology.node(**o).cond, cond))
            .copied();
        let clash = clash.map(|node| (node, rivals(&own).any(|n| *n == node)));
        // A plain thing after a family of its symbol: one look at the family's first turn says it.
        let clash = clash.or_else(|| {
            let first = scope_.things.get(symbol)?.iter().find(|d| d.kind == decl.kind)?;
            let mixed = decl.keys.is_empty() && !first.keys.is_empty();
            (mixed && !self.exclusive(self.topology.node(first.node).cond, cond)).then_some((first.node, false))
        });
        self.scopes[scope.index()].exact.entry(own).or_default().push(decl.node);
        let Some((other, alike)) = clash else { return };
        let new = self.topology.node(decl.node);
        let (span, first) = (new.name_span, self.topology.node(other).name_span);
        if !alike {
            self.report(
                crate::codes::DUPLICATE_NAME
                    .at(span, format!("`{symbol}` is a thing and a family at once"))
                    .because(first, "the other one")
                    .help("give one of them another symbol"),
            );
            return;
        }
        if !decl.keys.is_empty() && self.scope(scope).turn.is_some() {
            return; // said in the inner scope
        }
        let word = crate::schema::row(decl.kind).word;
        let keys: String = decl.keys.iter().map(|k| format!("[{k}]")).collect();
        if span == first {
            self.report(
                crate::codes::DUPLICATE_NAME
                    .at(span, format!("two turns of the loop make the {word} `{symbol}{keys}`"))
                    .help("the items of a loop's sequence must differ"),
            );
            return;
        }
        self.report(
            crate::codes::DUPLICATE_NAME
                .at(span, format!("the {word} `{symbol}{keys}` is declared twice"))
                .because(first, "first declared here"),
        );
    }

    /// Whether two conditions can never hold together, as their `if … else` says.
    pub(super) fn exclusive(&self, a: super::CondId, b: super::CondId) -> bool {
        let (a, b) = (self.conjuncts(a), self.conjuncts(b));
        a.iter().any(|(v, holds)| b.iter().any(|(w, other)| holds != other && v == w))
    }

    /// The conjuncts of a condition.
    fn conjuncts(&self, mut at: super::CondId) -> Vec<(Value, bool)> {
        let mut out = Vec::new();
        while let super::Cond::And { outer, value, holds } = &self.topology.conds[at.index()] {
            out.push((value.clone(), *holds));
            at = *outer;
        }
        out
    }

    pub(super) fn thunk(&mut self, name: &Text, span: Span, scope: ScopeId, value: &'a Expr) -> usize {
        self.thunks.push(Thunk { name: name.clone(), span, scope, state: State::Written(value) });
        self.thunks.len() - 1
    }
}

fn value_and_thing(name: &str, span: Span, first: Span) -> crate::diag::Diagnostic {
    crate::codes::DUPLICATE_NAME
        .at(span, format!("`{name}` is a value and a thing at once"))
        .because(first, "the other one")
        .help("in one scope a value and a thing may not share a name; rename one of them")
}
