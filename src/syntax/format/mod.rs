//! The one layout: two blanks per open bracket, a statement per line, no commas but between the properties of a block
//! that its author wrote on one line.
//!
//! What could not be read is kept as it is, and so are comments; the order never changes. A file with a block that is
//! never closed is returned as it came, for nobody knows what belongs inside it.

mod pieces;
mod values;

use crate::source::Span;
use crate::syntax::ast::*;
use pieces::{Group, Item, Piece, Sort, flat, push, width};

/// The longest line, unless nothing in it can be opened up.
const WIDTH: usize = 120;

/// Kinds whose first head is no name.
const NAMELESS: &[&str] = &[
    "deploy",
    "tunnel",
    "admin",
    "os_disk",
    "data_disk",
    "certificate",
    "spot",
    "windows",
    "linux",
    "health",
    "upgrade",
    "repairs",
    "scale_in",
    "autoscale",
    "notify",
];

struct Formatter<'a> {
    text: &'a str,
    ast: &'a Ast,
}

/// Something on a line of its own.
enum Thing<'a> {
    Stmt(&'a Stmt),
    Comment(&'a Comment),
}

impl Thing<'_> {
    fn span(&self) -> Span {
        match self {
            Thing::Stmt(stmt) => stmt.span,
            Thing::Comment(comment) => comment.span,
        }
    }
}

/// The text of a tree in the one layout; `ast` is what `parse` made of `text`.
pub fn format(text: &str, ast: &Ast) -> String {
    let whole =
        ast.stmts.first().is_some_and(|s| matches!(s.kind, StmtKind::Junk) && s.span.range() == (0..text.len()));
    if whole || ast.stmts.iter().any(is_open) {
        return text.to_string();
    }
    let formatter = Formatter { text, ast };
    let mut out = formatter.things(&ast.stmts, 0, text.len(), 0);
    if !out.is_empty() {
        out.push('\n');
    }
    // A file keeps its line ends.
    let first = text.find('\n').unwrap_or(0);
    if first > 0 && text.as_bytes()[first - 1] == b'\r' { out.replace('\n', "\r\n") } else { out }
}

/// Whether a block of it lacks its `}`.
fn is_open(stmt: &Stmt) -> bool {
    let block = |block: &Block| block.close.is_none() || block.stmts.iter().any(is_open);
    match &stmt.kind {
        StmtKind::Node(node) => node.block.as_ref().is_some_and(block),
        StmtKind::Module(module) => block(&module.body),
        StmtKind::For(each) => block(&each.body),
        StmtKind::Expect(expect) => expect.block.as_ref().is_some_and(block),
        StmtKind::If(branch) => {
            let mut branch = Some(branch);
            while let Some(one) = branch.take() {
                if block(&one.then) {
                    return true;
                }
                match &one.otherwise {
                    Some(Else::Block(last)) => return block(last),
                    Some(Else::If(next, _)) => branch = Some(next),
                    None => {}
                }
            }
            false
        }
        _ => false,
    }
}

/// Whether a text can stand without quotes where a name is expected.
fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let start = usize::from(bytes.first() == Some(&b'_'));
    bytes.get(start).is_some_and(u8::is_ascii_alphabetic)
        && bytes.iter().enumerate().all(|(at, b)| match b {
            b'-' => bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric),
            _ => b.is_ascii_alphanumeric() || *b == b'_',
        })
}

/// Whether a word means something of its own where a value is expected.
fn is_reserved(word: &str) -> bool {
    matches!(word, "true" | "false" | "none" | "if" | "then" | "else" | "and" | "or" | "not")
}

impl<'a> Formatter<'a> {
    fn slice(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    /// Comments that begin between two offsets.
    fn comments(&self, from: usize, to: usize) -> &'a [Comment] {
        let all = &self.ast.comments;
        let first = all.partition_point(|c| (c.span.start as usize) < from);
        let end = all.partition_point(|c| (c.span.start as usize) < to);
        &all[first..end.max(first)]
    }

    /// The comment behind what ends at an offset, on its line.
    fn comment_behind(&self, end: usize, limit: usize) -> Option<&'a Comment> {
        let comment = self.comments(end, limit).first()?;
        let between = &self.text[end..comment.span.start as usize];
        between.bytes().all(|b| matches!(b, b' ' | b'\t' | b',')).then_some(comment)
    }

    /// Statements and comments between two offsets, each on its line, without the last line break.
    fn things(&self, stmts: &'a [Stmt], from: usize, to: usize, indent: usize) -> String {
        // Comments that stand behind a statement go with it; the others are things of their own.
        let mut things: Vec<(Thing<'a>, Option<&'a Comment>)> = Vec::new();
        let mut last = from;
        let opening = if from > 0 { self.comment_behind(from, to) } else { None };
        let mut taken = opening;
        for stmt in stmts {
            let start = stmt.span.start as usize;
            let is_taken = |c: &&Comment| taken.is_none_or(|t| t.span != c.span);
            things.extend(self.comments(last, start).iter().filter(is_taken).map(|c| (Thing::Comment(c), None)));
            last = stmt.span.end as usize;
            taken = self.comment_behind(last, to);
            things.push((Thing::Stmt(stmt), taken));
        }
        let is_taken = |c: &&Comment| taken.is_none_or(|t| t.span != c.span);
        things.extend(self.comments(last, to).iter().filter(is_taken).map(|c| (Thing::Comment(c), None)));

        let blanks = " ".repeat(indent);
        let lines: Vec<String> = things
            .iter()
            .map(|(thing, _)| match thing {
                Thing::Stmt(stmt) => self.stmt(stmt, indent),
                Thing::Comment(comment) => self.slice(comment.span).trim_end().to_string(),
            })
            .collect();
        let apart = if indent == 0 { self.blocks_apart(&things, &lines) } else { Vec::new() };
        let mut out = String::new();
        let mut end = None;
        for (index, ((thing, behind), line)) in things.iter().zip(&lines).enumerate() {
            if let Some(end) = end {
                out.push('\n');
                let between = &self.text[end..thing.span().start as usize];
                if between.bytes().filter(|b| *b == b'\n').count() > 1 || apart.contains(&index) {
                    out.push('\n');
                }
            }
            out.push_str(&blanks);
            out.push_str(line);
            end = Some(thing.span().end as usize);
            if let Some(comment) = behind {
                out.push(' ');
                out.push_str(self.slice(comment.span).trim_end());
                end = Some(comment.span.end as usize);
            }
        }
        out
    }

    /// Before which things an empty line is due: between two blocks of several lines at top level, above the comments
    /// that belong to the second.
    fn blocks_apart(&self, things: &[(Thing<'a>, Option<&'a Comment>)], lines: &[String]) -> Vec<usize> {
        let is_tall = |index: usize| {
            let block = match &things[index].0 {
                Thing::Stmt(stmt) => {
                    matches!(stmt.kind, StmtKind::Node(_) | StmtKind::If(_) | StmtKind::For(_) | StmtKind::Module(_))
                }
                Thing::Comment(_) => false,
            };
            block && lines[index].contains('\n')
        };
        let mut due = Vec::new();
        let mut last_stmt: Option<usize> = None;
        for (index, (thing, _)) in things.iter().enumerate() {
            if matches!(thing, Thing::Comment(_)) {
                continue;
            }
            if last_stmt.is_some_and(|last| is_tall(last) && is_tall(index)) {
                // Above the comments that stand right on the block; an empty line among them will do as well.
                due.push(last_stmt.map_or(index, |last| last + 1));
            }
            last_stmt = Some(index);
        }
        due
    }

    /// Whether all of it is to be kept as it is.
    fn is_kept(&self, stmt: &Stmt) -> bool {
        let kept = match &stmt.kind {
            StmtKind::Junk => true,
            StmtKind::Node(node) if node.broken => match node.block.as_ref().and_then(|b| b.close) {
                Some(close) => close.end != stmt.span.end || !self.slice(stmt.span).contains('\n'),
                None => true,
            },
            _ => false,
        };
        kept || self.ast.junk.binary_search(&stmt.span).is_ok()
    }

    /// A statement, its first line without indentation.
    fn stmt(&self, stmt: &'a Stmt, indent: usize) -> String {
        if self.is_kept(stmt) {
            return self.slice(stmt.span).trim_end().to_string();
        }
        let mut line: Vec<Piece> = Vec::new();
        let mut block = None;
        match &stmt.kind {
            StmtKind::Junk => {}
            StmtKind::Property(property) => {
                push(&mut line, &format!("{}: ", self.name(&property.key)));
                self.expr(&property.value, &mut line);
            }
            StmtKind::Node(node) => {
                if node.broken {
                    let end = node.block.as_ref().map_or(stmt.span.end, |b| b.open.start);
                    push(&mut line, self.text[stmt.span.start as usize..end as usize].trim_end());
                } else {
                    self.node(node, &mut line);
                }
                block = node.block.as_ref().filter(|b| !self.is_empty(b));
            }
            StmtKind::Param(param) => {
                push(&mut line, "param ");
                self.param(param, &mut line);
            }
            StmtKind::Let(value) => {
                push(&mut line, &format!("let {} = ", self.name(&value.name)));
                self.expr(&value.value, &mut line);
            }
            StmtKind::Output(value) => {
                push(&mut line, &format!("output {} = ", self.name(&value.name)));
                self.expr(&value.value, &mut line);
            }
            StmtKind::Use(used) => {
                push(&mut line, if used.existing.is_some() { "use existing " } else { "use " });
                match &used.target {
                    UseTarget::File(name) => push(&mut line, self.slice(name.span)),
                    UseTarget::Library(path) => self.path(path, &mut line),
                }
                if let Some(alias) = &used.alias {
                    push(&mut line, &format!(" as {}", alias.text));
                }
            }
            StmtKind::Module(module) => {
                push(&mut line, &format!("module {}", module.name.text));
                line.push(Piece::Group(self.module_args(module)));
                block = Some(&module.body);
            }
            StmtKind::For(each) => {
                push(&mut line, "for ");
                if let Some(key) = &each.key {
                    push(&mut line, &format!("{}, ", key.text));
                }
                push(&mut line, &format!("{} in ", each.item.text));
                self.expr(&each.sequence, &mut line);
                block = Some(&each.body);
            }
            StmtKind::If(branch) => return self.if_stmt(branch, indent),
            StmtKind::Expect(expect) => {
                self.expect(expect, &mut line);
                block = expect.block.as_ref().filter(|b| !self.is_empty(b));
            }
            StmtKind::Waive(waive) => {
                push(&mut line, &format!("waive {} because {}", waive.rule.text, self.slice(waive.reason.span)));
            }
            StmtKind::Raw(raw) => {
                push(&mut line, "raw ");
                self.expr(&raw.map, &mut line);
            }
        }
        self.with_block(&line, block, indent, indent)
    }

    /// Whether nothing stands in a block, not even a comment.
    fn is_empty(&self, block: &Block) -> bool {
        let end = block.close.map_or(block.open.end, |c| c.start);
        block.stmts.is_empty() && self.comments(block.open.end as usize, end as usize).is_empty()
    }

    /// A first line, which begins in column `at`, and its block.
    fn with_block(&self, line: &[Piece], block: Option<&'a Block>, indent: usize, at: usize) -> String {
        let Some(block) = block else { return self.lay_out(line, indent, at, 0) };
        let (from, to) = (block.open.end as usize, block.close.map_or(block.open.end, |c| c.start) as usize);
        if self.is_empty(block) {
            return format!("{} {{}}", self.lay_out(line, indent, at, 3));
        }
        if let (Some(line), Some(inside)) = (flat(line), self.one_line(block)) {
            let whole = format!("{line} {{ {inside} }}");
            if at + width(&whole) <= WIDTH {
                return whole;
            }
        }
        let mut out = self.lay_out(line, indent, at, 2);
        out.push_str(" {");
        if let Some(comment) = self.comment_behind(from, to) {
            out.push(' ');
            out.push_str(self.slice(comment.span).trim_end());
        }
        let inside = self.things(&block.stmts, from, to, indent + 2);
        if !inside.is_empty() {
            out.push('\n');
            out.push_str(&inside);
        }
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        out.push('}');
        out
    }

    /// The properties of a block that its author wrote on one line, if it holds nothing else.
    fn one_line(&self, block: &Block) -> Option<String> {
        let close = block.close?;
        if self.text[block.open.range().start..close.range().start].contains('\n') {
            return None;
        }
        let mut parts = Vec::new();
        for stmt in &block.stmts {
            let StmtKind::Property(property) = &stmt.kind else { return None };
            let mut line = Vec::new();
            push(&mut line, &format!("{}: ", self.name(&property.key)));
            self.expr(&property.value, &mut line);
            parts.push(flat(&line)?);
        }
        Some(parts.join(", "))
    }

    fn if_stmt(&self, first: &'a If, indent: usize) -> String {
        let mut out = String::new();
        let mut branch = first;
        let mut lead = "if ";
        loop {
            let mut line = Vec::new();
            push(&mut line, lead);
            self.expr(&branch.condition, &mut line);
            let at = if out.is_empty() { indent } else { indent + 1 };
            out.push_str(&self.with_block(&line, Some(&branch.then), indent, at));
            match &branch.otherwise {
                None => return out,
                Some(Else::Block(block)) => {
                    let mut line = Vec::new();
                    push(&mut line, " else");
                    out.push_str(&self.with_block(&line, Some(block), indent, indent + 1));
                    return out;
                }
                Some(Else::If(next, _)) => {
                    branch = next;
                    lead = " else if ";
                }
            }
        }
    }

    fn module_args(&self, module: &'a Module) -> Group {
        let mut items = Vec::new();
        for (param, _) in &module.args {
            let mut pieces = Vec::new();
            self.param(param, &mut pieces);
            items.push(Item { pieces, span: (param.span.start as usize, param.span.end as usize) });
        }
        let open = module.name.span.end as usize;
        let open = open + self.text[open..].find('(').map_or(0, |at| at + 1);
        let body = module.body.open.start as usize;
        let close = self.text[..body].rfind(')').unwrap_or(body).max(open);
        let opened = !self.comments(open, close).is_empty();
        Group { sort: Sort::Items, open: "(", close: ")", items, opened, inside: (open, close) }
    }
}
