//! Workflow commands of GitHub Actions: each finding becomes an annotation at its line.

use super::{Report, one_line};
use crate::diag::{Diagnostic, Level};
use crate::source::Sources;

/// Renders all reports.
pub fn render(reports: &[Report]) -> String {
    let mut out = String::new();
    for report in reports {
        for diagnostic in report.diagnostics {
            command(&mut out, report.sources, diagnostic);
        }
    }
    out
}

fn command(out: &mut String, sources: &Sources, diagnostic: &Diagnostic) {
    let word = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint | Level::Note => "notice",
    };
    let span = diagnostic.primary.span;
    let (start, end) = (sources.start(span), sources.end(span));
    let title = format!("{} {}", diagnostic.code.id, diagnostic.code.name);
    out.push_str(&format!(
        "::{word} file={},line={},endLine={}",
        property(sources.name_of(span.file)),
        start.line,
        end.line
    ));
    // GitHub ignores columns unless both ends are on one line. Its end column is inclusive.
    if start.line == end.line {
        let last = end.column.saturating_sub(1).max(start.column);
        out.push_str(&format!(",col={},endColumn={last}", start.column));
    }
    out.push_str(&format!(",title={}::{}\n", property(&title), data(&message(sources, diagnostic))));
}

fn message(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let mut lines = vec![one_line(&diagnostic.message)];
    if !diagnostic.primary.message.is_empty() {
        lines.push(one_line(&diagnostic.primary.message));
    }
    for label in &diagnostic.labels {
        let (name, line) = (sources.name_of(label.span.file), sources.line(label.span));
        lines.push(format!("{name}:{line}: {}", one_line(&label.message)));
    }
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {}", one_line(note))));
    lines.extend(diagnostic.helps.iter().map(|help| format!("help: {}", one_line(help))));
    lines.extend(diagnostic.azure_error.map(|code| format!("Azure: {code}")));
    lines.join("\n")
}

/// Escapes what stands after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
