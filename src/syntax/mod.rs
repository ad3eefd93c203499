//! lbx text → tree, and tree → the one layout.
//!
//! Parsing never fails: a text that is not lbx becomes a tree with [`ast::StmtKind::Junk`] in it and a diagnostic for
//! each mistake. Deliberately absent: names are not resolved and kinds not known; that is for `topology` to say.

pub mod ast;
pub mod edit;
mod format;
mod parse;
mod scan;

use crate::codes;
use crate::diag::{self, Diagnostic};
use crate::source::{FileId, SIZE_LIMIT, Span};
pub use format::format;

use ast::{Ast, Stmt, StmtKind};

/// How deep brackets may nest.
pub const MAX_DEPTH: usize = 64;

/// How long a file may be, in bytes.
pub const MAX_BYTES: usize = SIZE_LIMIT as usize;

/// A tree, and what is wrong with the text it was made from.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree; as much of it as could be read.
    pub ast: Ast,
    /// One for each mistake, in order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file.
pub fn parse(file: FileId, text: &str) -> Parsed {
    if text.len() > MAX_BYTES {
        let message = format!("this file has {} bytes; the most is {MAX_BYTES}", text.len());
        let finding =
            codes::FILE_TOO_LARGE.at(Span::new(file, 0, 0), message).help("split it and join the parts with `use`");
        return unread(file, text, Vec::new(), vec![finding]);
    }
    let scan = scan::scan(file, text);
    let mut parsed =
        if scan.too_deep { unread(file, text, scan.comments, scan.diagnostics) } else { parse::tree(file, text, scan) };
    diag::sort(&mut parsed.diagnostics);
    parsed
}

/// The tree of a text that could not be read at all.
fn unread(file: FileId, text: &str, comments: Vec<ast::Comment>, diagnostics: Vec<Diagnostic>) -> Parsed {
    let span = Span::new(file, 0, text.len().min(u32::MAX as usize));
    let stmts = vec![Stmt { kind: StmtKind::Junk, span, doc: None }];
    Parsed { ast: Ast { file, stmts, comments, junk: vec![span], lost: Default::default() }, diagnostics }
}
