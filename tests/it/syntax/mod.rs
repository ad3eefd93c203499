//! The reading of text: what is lbx, what is said of the rest, and how it is laid out.

mod grammar;
mod layout;
mod messages;
mod total;

use lbxc::diag::Diagnostic;
use lbxc::source::{FileId, Sources};
use lbxc::syntax::{self, Parsed};

/// Texts that hold every construct of the language.
const SHOP: &str = include_str!("../../data/syntax/shop.lbx");
const TIERS: &str = include_str!("../../data/syntax/tiers.lbx");

fn parse(text: &str) -> Parsed {
    syntax::parse(FileId(0), text)
}

/// `line:column code message`, and below it what else is said.
fn render(text: &str, found: &[Diagnostic]) -> String {
    let mut sources = Sources::default();
    sources.add("test.lbx", text);
    let mut out = String::new();
    for finding in found {
        let (start, end) = (sources.start(finding.primary.span), sources.end(finding.primary.span));
        let length = if start.line == end.line { format!("+{}", end.column - start.column) } else { "…".to_string() };
        out.push_str(&format!("{}:{}{length} {} {}\n", start.line, start.column, finding.code.name, finding.message));
        for label in &finding.labels {
            let at = sources.start(label.span);
            out.push_str(&format!("  {}:{} {}\n", at.line, at.column, label.message));
        }
        for note in &finding.notes {
            out.push_str(&format!("  note: {note}\n"));
        }
        for help in &finding.helps {
            out.push_str(&format!("  help: {help}\n"));
        }
        for fix in &finding.fixes {
            out.push_str(&format!("  {}: {}\n", if fix.certain { "fix" } else { "offer" }, fix.title));
        }
    }
    out
}

/// A text after the first fix of each finding.
fn mend(text: &str, found: &[Diagnostic]) -> String {
    let mut edits: Vec<_> = found.iter().filter_map(|d| d.fixes.first()).flat_map(|f| f.edits.clone()).collect();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    let mut mended = text.to_string();
    for edit in edits {
        mended.replace_range(edit.span.range(), &edit.text);
    }
    mended
}
