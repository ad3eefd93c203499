//! The first pass: every statement makes its symbols. What can only be declared once a condition, a sequence or a
//! module is known waits in its scope until the rest of the scope is declared, or until a name is not found.

use super::scopes::{Bound, Pending};
use super::{Place, Resolver, expects};
use crate::codes;
use crate::diag::nearest;
use crate::schema::{self, Kind};
use crate::source::Span;
use crate::syntax::ast::{Block, Else, For, If, Node, Stmt, StmtKind};
use crate::topology::{CondId, Output, ScopeId, Text, V, Value, Waiver};

impl<'a> Resolver<'a, '_> {
    /// The file that is built.
    pub(super) fn main_file(&mut self) {
        let scope = self.new_scope(None, 0, None);
        self.file_scopes.insert((0, false), scope);
        let place = Place { scope, cond: CondId::ALWAYS, node: None, instance: None, keys: Vec::new(), foreign: false };
        let files = self.files;
        self.declare_all(&files.files[0].1.stmts, &place);
        self.unused_sets();
    }

    /// Declares statements in order; pending ones wait.
    pub(super) fn declare_all(&mut self, stmts: &'a [Stmt], place: &Place) {
        for stmt in stmts {
            self.declare(stmt, place);
        }
    }

    fn declare(&mut self, stmt: &'a Stmt, place: &Place) {
        match &stmt.kind {
            StmtKind::Property(property) => match place.node {
                Some(node) => self.property(node, property, place),
                None => self.loose_property(property),
            },
            StmtKind::Node(node) => self.block(stmt, node, place),
            StmtKind::Param(param) => {
                if self.only_in_file("param", stmt.span, place) {
                    self.param(stmt, param, place);
                }
            }
            StmtKind::Let(written) => {
                let thunk = self.thunk(&written.name.text, written.name.span, place.scope, &written.value);
                self.bind(place.scope, &written.name.text, written.name.span, Bound::Let(thunk));
            }
            StmtKind::Output(written) => {
                let thunk = self.thunk(&written.name.text, written.name.span, place.scope, &written.value);
                self.output(stmt, written.name.text.clone(), written.name.span, thunk, place);
            }
            StmtKind::Use(used) => {
                if self.only_in_file("use", stmt.span, place) {
                    self.use_file(stmt, used, place);
                }
            }
            StmtKind::Module(module) => {
                if self.only_in_file("module", stmt.span, place) {
                    self.bind(place.scope, &module.name.text, module.name.span, Bound::Module(module, place.scope));
                }
            }
            StmtKind::For(turns) => {
                self.scopes[place.scope.index()].pending.push(Pending::For(turns, place.clone()));
            }
            StmtKind::If(branch) => {
                self.scopes[place.scope.index()].pending.push(Pending::If(branch, place.clone()));
            }
            StmtKind::Expect(expect) => {
                if place.node.is_some() {
                    self.report(
                        codes::MISPLACED
                            .at(stmt.span, "`expect` cannot stand in a block")
                            .help("it speaks of the whole topology: write it beside the blocks"),
                    );
                } else if !place.foreign {
                    self.expects.push(expects::Draft { expect, span: stmt.span, place: place.clone() });
                }
            }
            StmtKind::Waive(waive) => {
                let (rule, reason) = (waive.rule.text.clone(), waive.reason.text.clone());
                let waiver = Waiver { rule, span: waive.rule.span, whole: stmt.span, reason };
                if waiver.reason.trim().is_empty() {
                    let finding = codes::EMPTY_REASON.at(waive.reason.span, "a waiver needs a reason");
                    self.report(finding.offer("say why", waive.reason.span, "\"…\""));
                }
                match place.node {
                    Some(node) => self.topology.nodes[node.index()].waivers.push(waiver),
                    None if !place.foreign => self.topology.waivers.push(waiver),
                    None => {}
                }
            }
            StmtKind::Raw(raw) => match place.node {
                Some(node) => self.drafts[node.index()].raw.push((&raw.map, place.cond, place.scope)),
                None => self.report(
                    codes::MISPLACED
                        .at(stmt.span, "`raw` merges members into a block, so it stands in one")
                        .help("a whole resource verbatim is `resource NAME = \"TYPE@VERSION\" { … }`"),
                ),
            },
            StmtKind::Junk => {
                if let Some(node) = place.node {
                    self.drafts[node.index()].broken = true;
                }
            }
        }
    }

    /// `param`, `use` and `module` stand in the file itself.
    fn only_in_file(&mut self, word: &str, span: Span, place: &Place) -> bool {
        let fine = place.node.is_none() && place.cond == CondId::ALWAYS && self.scope(place.scope).parent.is_none();
        if !fine {
            self.report(codes::MISPLACED.at(span, format!("`{word}` stands in the file itself, not inside something")));
        }
        fine
    }

    fn output(&mut self, stmt: &'a Stmt, name: Text, span: Span, thunk: usize, place: &Place) {
        if place.node.is_some() {
            self.report(codes::MISPLACED.at(stmt.span, "`output` stands in the file or in a module"));
            return;
        }
        let mut scope = place.scope;
        while self.scope(scope).turn.is_some() {
            let Some(parent) = self.scope(scope).parent else { break };
            scope = parent;
        }
        let entry = &mut self.scopes[scope.index()];
        if let Some((_, first)) = entry.outputs.get(&name).copied() {
            let exclusive = place.cond != CondId::ALWAYS;
            if !exclusive {
                self.report(
                    codes::DUPLICATE_NAME
                        .at(span, format!("the output `{name}` is declared twice"))
                        .because(first, "first declared here"),
                );
                return;
            }
        }
        entry.outputs.insert(name.clone(), (thunk, span));
        if self.scope(scope).parent.is_none() && self.scope(scope).file == 0 && !place.foreign {
            self.topology.outputs.push(Output {
                name,
                value: Value::new(V::Int(thunk as i64), span), // evaluated by the second pass
                cond: place.cond,
                name_span: span,
                doc: stmt.doc.as_ref().map(|d| d.text.clone()),
            });
        }
    }

    /// Runs what waits in a scope. Whatever is declared on the way may wait in other scopes.
    pub(super) fn settle(&mut self, scope: ScopeId) {
        while !self.scope(scope).pending.is_empty() {
            match self.scopes[scope.index()].pending.remove(0) {
                Pending::For(turns, place) => self.turns(turns, &place),
                Pending::If(branch, place) => self.branch(branch, &place),
                Pending::Use(stmt, node, place) => self.foreign_word(stmt, node, &place),
            }
        }
    }

    fn branch(&mut self, branch: &'a If, place: &Place) {
        let condition = self.condition_value(&branch.condition, place.scope);
        let otherwise = |this: &mut Self, place: &Place| match &branch.otherwise {
            Some(Else::Block(block)) => this.declare_all(&block.stmts, place),
            Some(Else::If(next, _)) => this.branch(next, place),
            None => {}
        };
        match &condition.v {
            V::Bool(true) => self.declare_all(&branch.then.stmts, place),
            V::Bool(false) => otherwise(self, place),
            V::Late(_) => {
                let cond = self.condition(place.cond, &condition, true);
                self.declare_all(&branch.then.stmts, &Place { cond, ..place.clone() });
                if branch.otherwise.is_some() {
                    let cond = self.condition(place.cond, &condition, false);
                    otherwise(self, &Place { cond, ..place.clone() });
                }
            }
            // The condition is broken: what it guards is still declared, so that names are found.
            _ => {
                self.declare_all(&branch.then.stmts, place);
                if let Some(node) = place.node {
                    self.drafts[node.index()].broken = true;
                }
            }
        }
    }

    fn turns(&mut self, turns: &'a For, place: &Place) {
        let sequence = self.sequence(&turns.sequence, place.scope);
        let Some(items) = sequence else {
            if let Some(node) = place.node {
                self.drafts[node.index()].broken = true;
            }
            return;
        };
        let file = self.scope(place.scope).file;
        for (key, index, item) in items {
            let scope = self.new_scope(Some(place.scope), file, Some(key.clone()));
            if let Some(name) = &turns.key {
                self.bind(scope, &name.text, name.span, Bound::Value(index));
            }
            self.bind(scope, &turns.item.text, turns.item.span, Bound::Value(item));
            let mut keys = place.keys.clone();
            keys.push(key);
            self.declare_all(&turns.body.stmts, &Place { scope, keys, ..place.clone() });
        }
    }

    /// A block: a kind of the language, or a module, or a mistake.
    fn block(&mut self, stmt: &'a Stmt, node: &'a Node, place: &Place) {
        let word = &node.kind.head.text;
        let plain = node.kind.trailers.is_empty();
        match schema::by_word(word).filter(|_| plain) {
            Some(kind) => self.node(stmt, node, kind, place),
            None => self.scopes[place.scope.index()].pending.push(Pending::Use(stmt, node, place.clone())),
        }
    }

    /// A block whose word is no kind: a module's instance, or a mistake whose block is still read.
    fn foreign_word(&mut self, stmt: &'a Stmt, node: &'a Node, place: &Place) {
        if let Some((module, scope)) = self.find_module(&node.kind, place.scope) {
            self.instantiate(stmt, node, module, scope, place);
            return;
        }
        let word = node.kind.head.text.clone();
        if let Some(parent) = place.node {
            self.drafts[parent.index()].broken = true;
        }
        if !node.kind.trailers.is_empty() {
            self.report(
                codes::UNKNOWN_KIND.at(node.kind.span, format!("no module `{}`", self.sources.slice(node.kind.span))),
            );
            return;
        }
        let parent = place.node.map(|p| self.topology.node(p).kind);
        let defining = nearest(
            &word,
            schema::ALL.iter().filter(|r| r.form != schema::Form::Block).map(|r| r.word).chain(["deny"]),
        );
        let alone = node.heads.is_empty() && node.block.is_none();
        let property = parent.is_some_and(|p| schema::row(p).prop(&word).is_some());
        let hint = super::hints::kind(&word, parent);
        if node.broken && (defining.is_some() || alone || property || hint.is_some()) {
            let meant = hint.and_then(super::hints::KindHint::stands_for).or_else(|| schema::by_word(defining?));
            // What was meant is there all the same, so that its name is not missed elsewhere.
            let fits = |kind: &Kind| parent.is_some_and(|p| schema::row(*kind).parents.contains(&p));
            if let Some(kind) = meant.filter(fits).filter(|_| !alone) {
                self.node(stmt, node, kind, place);
            }
            return; // the parser has said what the line should be
        }
        if let Some(kind) = self.explain_unknown_kind(stmt, node, &word, parent, place) {
            self.node(stmt, node, kind, place);
        }
    }

    /// Says what an unknown kind word should be; the kind that was meant, if that is known.
    fn explain_unknown_kind(
        &mut self,
        stmt: &'a Stmt,
        node: &'a Node,
        word: &str,
        parent: Option<Kind>,
        place: &Place,
    ) -> Option<Kind> {
        let span = node.kind.span;
        if let Some(hint) = super::hints::kind(word, parent) {
            let (diagnostic, meant) = hint.apply(self.sources, stmt, node, span, place.node.is_some());
            self.report(diagnostic);
            return meant;
        }
        let inside = parent.map_or_else(String::new, |p| format!(" in a `{}`", schema::row(p).word));
        if let Some(row) = parent.and_then(|p| schema::row(p).prop(word)) {
            let title = match &node.heads[..] {
                [head, ..] if node.block.is_none() => {
                    let value = self.sources.slice(head.span().to(node.heads[node.heads.len() - 1].span())).to_owned();
                    let text = format!("{word}: {value}");
                    let whole = span.to(stmt.span);
                    self.report(codes::NOT_A_BLOCK.at(span, format!("`{word}` is a property: write `{text}`")).fix(
                        format!("write `{text}`"),
                        whole,
                        text,
                    ));
                    return None;
                }
                _ => format!("`{word}` is a property: write `{word}: …`"),
            };
            let said = codes::NOT_A_BLOCK.at(span, title);
            self.report(if row.note.is_empty() { said } else { said.note(row.note) });
            return None;
        }
        let words: Vec<&str> = match parent {
            Some(p) => schema::ALL.iter().filter(|r| r.parents.contains(&p)).map(|r| r.word).collect(),
            None => schema::ALL.iter().filter(|r| r.top).map(|r| r.word).collect(),
        };
        let known = schema::ALL.iter().map(|r| r.word);
        let modules = self.visible_modules(place.scope);
        let near = nearest(word, words.iter().copied().chain(modules.iter().map(String::as_str)))
            .or_else(|| nearest(word, known))
            .map(str::to_owned);
        let diagnostic = codes::UNKNOWN_KIND.at(span, format!("no kind `{word}`{inside}"));
        let meant = near.as_deref().and_then(schema::by_word);
        self.report(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near),
            None => diagnostic.help(format!("what can stand here: {}", list(&words))),
        });
        meant
    }

    /// A property where no block is.
    fn loose_property(&mut self, property: &crate::syntax::ast::Property) {
        let key = &property.key.text;
        let diagnostic =
            codes::MISPLACED.at(property.key.span, format!("`{key}` is a property, and a property stands in a block"));
        let deploy = schema::row(Kind::Deploy).prop(key).is_some();
        self.report(if deploy { diagnostic.help(format!("write `deploy {{ {key}: … }}`")) } else { diagnostic });
    }

    /// What a missing closing brace costs is said by the parser; whether a block is whole tells what may lack.
    pub(super) fn unclosed(block: Option<&Block>) -> bool {
        block.is_some_and(|b| b.close.is_none())
    }
}

/// `a`, `b` and `c`, at most a dozen.
pub(super) fn list(words: &[&str]) -> String {
    let shown: Vec<String> = words.iter().take(14).map(|w| format!("`{w}`")).collect();
    let more = if words.len() > 14 { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
