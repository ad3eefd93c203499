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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a text that is read in one piece, and of the same text in as many as can be.
    fn both(text: &str) -> [String; 2] {
        [true, false].map(|cut| {
            let mut scan = scan::scan(FileId(0), text);
            if !cut {
                scan.pieces.clear();
            }
            format!("{:#?}", parse::tree(FileId(0), text, scan))
        })
    }

    #[test]
    fn a_file_in_pieces_is_the_file() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).expect("examples").flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mut dice = 1u64;
        let mut roll = |below: usize| {
            dice = dice.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (dice >> 33) as usize % below.max(1)
        };
        // A bracket that does not fit: what follows is read with what stands before.
        let ragged = "lb a {\n  b { c: [d\"\"\"e] }\n  f: 1\n\"\"\" g {}\n  }\n}\n\nexpect udp Internet -> a.b:1 blocked\n\noutput c = 1\n";
        let [cut, whole] = both(ragged);
        assert_eq!(cut, whole);
        let mut pieces = 0;
        for path in files.iter().filter(|path| path.extension().is_some_and(|e| e == "lbx")) {
            let text = std::fs::read_to_string(path).expect("a file");
            pieces += scan::scan(FileId(0), &text).pieces.len();
            let [cut, whole] = both(&text);
            assert_eq!(cut, whole, "{path:?}");
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            for _ in 0..40 {
                // Some thirty lines from anywhere, and up to three marks taken away or put in.
                let first = roll(lines.len());
                let mut part: String = lines[first..lines.len().min(first + 30)].concat();
                for _ in 0..roll(4) {
                    let mut at = roll(part.len());
                    while !part.is_char_boundary(at) {
                        at -= 1;
                    }
                    match roll(3) {
                        0 => part.insert_str(
                            at,
                            ["{", "}", "[", "]", "(", ")", "\"", "\n", ",", "//", "${", "\"\"\"", "\nlb "][roll(13)],
                        ),
                        1 if at < part.len() => drop(part.remove(at)),
                        _ => {
                            if let Some(found) = part[at..].find(['{', '}', '[', ']', '"', '\n']) {
                                part.remove(at + found);
                            }
                        }
                    }
                }
                let scan = scan::scan(FileId(0), &part);
                if !scan.too_deep {
                    let [cut, whole] = both(&part);
                    assert!(
                        cut == whole,
                        "{part}\n{}",
                        cut.lines()
                            .zip(whole.lines())
                            .find(|(a, b)| a != b)
                            .map_or(String::new(), |(a, b)| format!("{a}\n{b}"))
                    );
                }
            }
        }
        assert!(pieces > 50, "the examples have {pieces}");
    }
}
