//! How often each construct of the language stands in the programs. The lists come from the language's own tables, so a new
//! kind, property, function or type fails the test until programs have it.

use std::collections::BTreeMap;

use lbxc::compile::Compilation;
use lbxc::schema::{self, COMMON_CHILD, COMMON_RESOURCE, EXISTING, IP_ROWS, MACHINE, Prop};
use lbxc::source::FileId;
use lbxc::stdlib;
use lbxc::syntax::ast::{
    BinaryOp, Block, CompareOp, Definition, Else, Endpoint, Expr, ExprKind, Head, Host, Outcome, Param, Port, Stmt,
    StmtKind, StrPart, Trailer, Type, TypeArg, UseTarget,
};
use lbxc::syntax::{ast, parse};
use lbxc::topology::{TYPES, functions};

/// Constructs, and how often each was seen.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<String, usize>);

/// Statements and forms that no table lists.
const STATEMENTS: &[&str] = &[
    "param",
    "param in",
    "param default",
    "param none",
    "let",
    "output",
    "use file",
    "use existing",
    "use std",
    "module",
    "instance",
    "for",
    "for key",
    "if",
    "else",
    "expect",
    "expect reaches",
    "expect allowed",
    "expect blocked",
    "expect except",
    "expect via",
    "expect min_ports",
    "waive",
    "raw",
    "existing",
    "doc",
    "family index",
    "family all",
    "in list",
];

const OPERATORS: &[&str] = &["if-then", "if-then-else", "or", "and", "not", "==", "!=", "+", "-", "*", "..", "hole"];

impl Counts {
    /// Everything that there is, at nothing.
    pub(super) fn new() -> Counts {
        let mut counts = Counts::default();
        let mut put = |name: String| {
            counts.0.insert(name, 0);
        };
        for row in schema::ALL {
            put(format!("kind {}", row.word));
            for prop in row.own {
                put(property(row.word, prop));
            }
        }
        let shared = [&COMMON_RESOURCE[..], &COMMON_CHILD, &EXISTING, &MACHINE, &IP_ROWS];
        shared.iter().flat_map(|rows| rows.iter()).for_each(|prop| put(property("", prop)));
        functions().for_each(|name| put(format!("function {name}")));
        TYPES.iter().for_each(|name| put(format!("type {name}")));
        stdlib::NAMES.iter().for_each(|name| put(format!("std.{name}")));
        STATEMENTS.iter().for_each(|name| put(format!("statement {name}")));
        OPERATORS.iter().for_each(|name| put(format!("operator {name}")));
        counts
    }

    fn see(&mut self, name: String) {
        *self.0.entry(name).or_default() += 1;
    }

    /// Every construct with its number, the rarest first.
    pub(super) fn rarest(&self) -> Vec<(usize, &str)> {
        let mut all: Vec<(usize, &str)> = self.0.iter().map(|(name, number)| (*number, name.as_str())).collect();
        all.sort();
        all
    }

    pub(super) fn add(&mut self, other: Counts) {
        for (name, number) in other.0 {
            *self.0.entry(name).or_default() += number;
        }
    }

    /// A program: its text, and what became of it.
    pub(super) fn program(&mut self, text: &str, compiled: &Compilation) {
        let main = compiled.sources.ids().next().unwrap_or(FileId(0));
        if let Some(topology) = compiled.meaning() {
            for node in topology.nodes.iter().filter(|node| node.name_span.file == main) {
                let row = schema::row(node.kind);
                self.see(format!("kind {}", row.word));
                for slot in &node.slots {
                    let own = row.own.iter().any(|prop| prop.name == slot.row.name);
                    self.see(property(if own { row.word } else { "" }, slot.row));
                }
                if node.existing {
                    self.see("statement existing".into());
                }
            }
        }
        let tree = parse(main, text).ast;
        self.stmts(&tree.stmts);
    }

    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            if stmt.doc.is_some() {
                self.see("statement doc".into());
            }
            self.stmt(stmt);
        }
    }

    fn block(&mut self, block: &Block) {
        self.stmts(&block.stmts);
    }

    fn statement(&mut self, name: &str) {
        self.see(format!("statement {name}"));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Property(property) => self.expr(&property.value),
            StmtKind::Node(node) => {
                if schema::by_word(&node.kind.head.text).is_none() || !node.kind.trailers.is_empty() {
                    self.statement("instance");
                }
                for head in &node.heads {
                    match head {
                        Head::Value(e) | Head::Port(e, _) => self.expr(e),
                        Head::Path(_) => {}
                    }
                }
                self.definition(node.definition.as_ref());
                node.block.iter().for_each(|block| self.block(block));
            }
            StmtKind::Param(param) => {
                self.statement("param");
                self.param(param);
            }
            StmtKind::Let(written) => {
                self.statement("let");
                self.expr(&written.value);
            }
            StmtKind::Output(written) => {
                self.statement("output");
                self.expr(&written.value);
            }
            StmtKind::Use(written) => match (&written.target, &written.existing) {
                (_, Some(_)) => self.statement("use existing"),
                (UseTarget::File(_), None) => self.statement("use file"),
                (UseTarget::Library(path), None) => {
                    self.statement("use std");
                    if let Some(Trailer::Member(name)) = path.trailers.first() {
                        self.see(format!("std.{}", name.text));
                    }
                }
            },
            StmtKind::Module(module) => {
                self.statement("module");
                module.args.iter().for_each(|(param, _)| self.param(param));
                self.block(&module.body);
            }
            StmtKind::For(written) => {
                self.statement("for");
                if written.key.is_some() {
                    self.statement("for key");
                }
                self.expr(&written.sequence);
                self.block(&written.body);
            }
            StmtKind::If(written) => self.choice(written),
            StmtKind::Expect(written) => {
                self.statement("expect");
                match &written.outcome {
                    Some(Outcome::Reaches(_)) => self.statement("expect reaches"),
                    Some(Outcome::Allowed(_)) => self.statement("expect allowed"),
                    Some(Outcome::Blocked(_)) => self.statement("expect blocked"),
                    None => {}
                }
                for (name, there) in [
                    ("expect except", written.except.is_some()),
                    ("expect via", written.via.is_some()),
                    ("expect min_ports", written.block.is_some()),
                ] {
                    if there {
                        self.statement(name);
                    }
                }
            }
            StmtKind::Waive(_) => self.statement("waive"),
            StmtKind::Raw(raw) => {
                self.statement("raw");
                self.expr(&raw.map);
            }
            StmtKind::Junk => {}
        }
    }

    fn choice(&mut self, written: &ast::If) {
        self.statement("if");
        self.expr(&written.condition);
        self.block(&written.then);
        match &written.otherwise {
            Some(Else::Block(block)) => {
                self.statement("else");
                self.block(block);
            }
            Some(Else::If(inner, _)) => self.choice(inner),
            None => {}
        }
    }

    fn param(&mut self, param: &Param) {
        self.ty(&param.ty);
        if let Some(within) = &param.within {
            self.statement("param in");
            if matches!(within.kind, ExprKind::List(_)) {
                self.statement("in list");
            }
        }
        if let Some(default) = &param.default {
            self.statement(if matches!(default.kind, ExprKind::None) { "param none" } else { "param default" });
            self.expr(default);
        }
    }

    fn ty(&mut self, ty: &Type) {
        self.see(format!("type {}", ty.name.text));
        if let Some(TypeArg::Of(inner)) = &ty.arg {
            self.ty(inner);
        }
    }

    fn definition(&mut self, definition: Option<&Definition>) {
        match definition {
            Some(Definition::Value(e)) => self.expr(e),
            Some(Definition::Probe(probe)) => self.expr(&probe.port),
            Some(Definition::Flow(flow) | Definition::NsgRule { flow, .. }) => {
                self.end(&flow.from);
                self.end(&flow.to);
            }
            Some(Definition::Route { from, to }) => {
                self.end(from);
                self.end(to);
            }
            Some(Definition::Scale(_)) | None => {}
        }
    }

    fn end(&mut self, end: &Endpoint) {
        if let Some(Host::Value(e)) = &end.host {
            self.expr(e);
        }
        if let Some(Port::Value(e)) = &end.port {
            self.expr(e);
        }
    }

    fn trailers(&mut self, trailers: &[Trailer]) {
        for trailer in trailers {
            match trailer {
                Trailer::Member(_) => {}
                Trailer::Index(index, _) => {
                    self.statement("family index");
                    self.expr(index);
                }
                Trailer::All(_) => self.statement("family all"),
            }
        }
    }

    fn expr(&mut self, e: &Expr) {
        let mut operator = |name: &str| self.see(format!("operator {name}"));
        match &e.kind {
            ExprKind::Str(parts) => {
                for part in parts {
                    if let StrPart::Expr(inner) = part {
                        self.see("operator hole".into());
                        self.expr(inner);
                    }
                }
            }
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(item)),
            ExprKind::Map(members) => members.iter().for_each(|(_, value)| self.expr(value)),
            ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Call(call) => {
                self.see(format!("function {}", call.name.text));
                call.args.iter().for_each(|arg| self.expr(arg));
                self.trailers(&call.trailers);
            }
            ExprKind::Ref(path) => self.trailers(&path.trailers),
            ExprKind::If(parts) => {
                operator(if parts.2.is_some() { "if-then-else" } else { "if-then" });
                self.expr(&parts.0);
                self.expr(&parts.1);
                parts.2.iter().for_each(|otherwise| self.expr(otherwise));
            }
            ExprKind::Not(inner) => {
                operator("not");
                self.expr(inner);
            }
            ExprKind::Binary(op, sides) => {
                operator(match op {
                    BinaryOp::Or => "or",
                    BinaryOp::And => "and",
                    BinaryOp::Compare(CompareOp::Eq) => "==",
                    BinaryOp::Compare(CompareOp::Ne) => "!=",
                    BinaryOp::Compare(_) => "<",
                    BinaryOp::Add => "+",
                    BinaryOp::Sub => "-",
                    BinaryOp::Mul => "*",
                });
                self.expr(&sides.0);
                self.expr(&sides.1);
            }
            ExprKind::Range(ends) => {
                operator("..");
                self.expr(&ends.0);
                self.expr(&ends.1);
            }
            ExprKind::None
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Number(_)
            | ExprKind::Duration(_)
            | ExprKind::Percent(_)
            | ExprKind::Disk(_)
            | ExprKind::Time(_)
            | ExprKind::Ip(_) => {}
        }
    }
}

fn property(word: &str, prop: &Prop) -> String {
    if word.is_empty() { format!("property {}", prop.name) } else { format!("property {word}.{}", prop.name) }
}
