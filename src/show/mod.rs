//! Renderers of diagnostics: pure functions from reports to text. Whatever a renderer needs to decide
//! (colour, format) is a parameter; none of them reads the environment.

pub mod book;
mod catalogue;
pub mod github;
pub mod json;
mod ledger;
pub mod page;
mod params;
pub mod reach;
pub mod sarif;
pub mod short;
pub mod term;
pub mod topology;
mod value;

#[cfg(test)]
mod tests;

use crate::diag::{Code, Diagnostic, Level};
use crate::source::Sources;

/// What one compilation found.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The files that the spans speak of.
    pub sources: &'a Sources,
    /// The findings, sorted.
    pub diagnostics: &'a [Diagnostic],
}

/// How many of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Hints.
    pub hints: usize,
    /// Notes.
    pub notes: usize,
}

impl Counts {
    /// Counts the findings of all reports.
    pub fn of(reports: &[Report]) -> Counts {
        let mut counts = Counts::default();
        for diagnostic in reports.iter().flat_map(|r| r.diagnostics) {
            match diagnostic.level {
                Level::Error => counts.errors += 1,
                Level::Warning => counts.warnings += 1,
                Level::Hint => counts.hints += 1,
                Level::Note => counts.notes += 1,
            }
        }
        counts
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = [(self.errors, "error"), (self.warnings, "warning"), (self.hints, "hint"), (self.notes, "note")];
        let parts: Vec<String> = words
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
            .collect();
        f.write_str(&parts.join(", "))
    }
}

/// Where a code is explained on the web, or in the repository where none is published.
pub fn url(code: &Code) -> String {
    let home = env!("CARGO_PKG_REPOSITORY");
    let page = format!("{}/{}", book::HOME, book::place(code));
    if home.is_empty() { page } else { format!("{home}/blob/main/{page}") }
}

/// One line: line breaks become blanks, and what steers a terminal becomes visible.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if steers(c) => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// Whether a character can move the cursor, ring, or turn the direction of writing.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
