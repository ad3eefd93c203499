//! Pairs of the grammar → tree. This directory is the only place that knows the parsing engine.
//!
//! Every function here returns `None` only where the grammar promised a part that is not there, which would be a
//! mistake in one of the two; the statement is then reported as unreadable.

mod commas;
mod explain;
mod expr;
mod grammar;
mod literal;
mod mistakes;
mod stmt;
mod tokens;

use std::collections::BTreeSet;

use crate::codes;
use crate::diag::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Ast, Comment, Doc, Name, Text};
use crate::syntax::scan::{BYTE_ORDER_MARK, Scan};
use crate::syntax::{Parsed, unread};
use grammar::{Pair, Rule};
pub(super) use literal::indentation;

/// What is built, and what is said on the way.
struct Builder<'t> {
    file: FileId,
    text: &'t str,
    comments: Vec<Comment>,
    diagnostics: Vec<Diagnostic>,
    /// Starts of what the first look has reported, in order.
    reported: Vec<usize>,
    junk: Vec<Span>,
    lost: BTreeSet<Text>,
    /// Where lines end; empty until a message asks.
    line_ends: Vec<usize>,
    /// How deep the expression at hand nests.
    depth: usize,
    /// The statement at hand has been reported, and its value is not the one that was meant.
    spoilt: bool,
    /// What begins before this offset, behind a comma, belongs to a mistake that has been reported.
    swallow: usize,
}

/// The tree of a text whose brackets are known not to nest too deep.
///
/// The engine keeps every token of what it reads until it is done, so the file is given to it piece by piece.
pub(super) fn tree(file: FileId, text: &str, scan: Scan) -> Parsed {
    let mut builder = Builder {
        file,
        text,
        reported: scan.diagnostics.iter().map(|d| d.primary.span.start as usize).collect(),
        comments: scan.comments,
        diagnostics: scan.diagnostics,
        junk: Vec::new(),
        lost: BTreeSet::new(),
        line_ends: Vec::new(),
        depth: 0,
        spoilt: false,
        swallow: 0,
    };
    let mut stmts = Vec::new();
    let mut start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    for end in scan.pieces.into_iter().chain([text.len()]) {
        let pairs = grammar::run(Rule::piece, &text[start..end], start);
        let Some(pair) = pairs.ok().and_then(|mut pairs| pairs.next()) else {
            // The grammar accepts every text; only the bound on the engine's work or stack can have ended it.
            let mut diagnostics = builder.diagnostics;
            let message = "this file is too large or too deeply nested to be read";
            diagnostics.push(codes::TOO_DEEP.at(Span::new(file, 0, 0), message).help("split it, or nest less"));
            return unread(file, text, builder.comments, diagnostics);
        };
        builder.stmts(pair, &mut stmts);
        start = end;
    }
    builder.junk.sort_unstable();
    let ast = Ast { file, stmts, comments: builder.comments, junk: builder.junk, lost: builder.lost };
    Parsed { ast, diagnostics: builder.diagnostics }
}

impl<'t> Builder<'t> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    /// Where a pair stands, without the blanks that an optional last part leaves behind it.
    fn of(&self, pair: &Pair<'_>) -> Span {
        let end = self.text[pair.start()..pair.end()].trim_end_matches([' ', '\t']).len();
        self.span(pair.start(), pair.start() + end)
    }

    fn slice(&self, span: Span) -> &'t str {
        &self.text[span.range()]
    }

    /// The line of an offset, from 1.
    fn line(&mut self, at: usize) -> usize {
        // Made when the first message asks: a file may have as many broken lines as lines.
        if self.line_ends.is_empty() {
            self.line_ends = self.text.match_indices('\n').map(|(at, _)| at).collect();
        }
        self.line_ends.partition_point(|end| *end < at) + 1
    }

    fn say(&mut self, finding: Diagnostic) {
        self.diagnostics.push(finding);
    }

    /// Whether the first look has reported something within a span.
    fn is_reported(&self, span: Span) -> bool {
        let first = self.reported.partition_point(|at| *at < span.start as usize);
        self.reported.get(first).is_some_and(|at| *at < span.end.max(span.start + 1) as usize)
    }

    /// A word as a name.
    fn word(&self, pair: &Pair<'_>) -> Name {
        Name { text: pair.as_str().into(), span: self.of(pair), quoted: false }
    }

    /// The doc lines directly above the statement or argument at `start`.
    fn doc_above(&self, start: usize) -> Option<Doc> {
        let bytes = self.text.as_bytes();
        // The offset of the line break before a line that has only blanks (and idle commas) before `at`.
        let line_break = |at: usize| {
            let begin = self.text[..at].trim_end_matches([' ', '\t', ',']).len();
            (begin > 0 && bytes[begin - 1] == b'\n').then(|| begin - 1)
        };
        let before = |at: usize| if at > 0 && bytes[at - 1] == b'\r' { at - 1 } else { at };
        let mut next = self.comments.partition_point(|c| (c.span.start as usize) < start);
        let mut above = start;
        let mut lines: Vec<Span> = Vec::new();
        while let Some(ends) = line_break(above) {
            let Some(comment) = next.checked_sub(1).map(|n| &self.comments[n]) else { break };
            let at = comment.span.start as usize;
            let starts_line = at == 0 || line_break(at).is_some() || self.text[..at].trim_matches(IDLE).is_empty();
            if !comment.doc || comment.span.end as usize != before(ends) || !starts_line {
                break;
            }
            lines.push(comment.span);
            next -= 1;
            above = at;
        }
        let (first, last) = (*lines.last()?, *lines.first()?);
        let text: Vec<&str> = lines
            .iter()
            .rev()
            .map(|span| {
                let line = self.slice(*span)[3..].trim_end();
                line.strip_prefix(' ').unwrap_or(line)
            })
            .collect();
        Some(Doc { text: text.join("\n").into(), span: first.to(last) })
    }
}

/// What means nothing at the beginning of a line.
const IDLE: [char; 4] = [' ', '\t', ',', BYTE_ORDER_MARK];
