//! The machine format: one document whose shape is a contract (version 1). Adding members is free.

use serde::Serialize;

use super::{Counts, Report, url};
use crate::diag::Diagnostic;
use crate::source::{Position, Sources, Span};

#[derive(Serialize)]
struct Document {
    version: u32,
    diagnostics: Vec<Finding>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    hints: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Finding {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: String,
    url: String,
    file: String,
    range: Range,
    labels: Vec<LabelShape>,
    notes: Vec<String>,
    helps: Vec<String>,
    azure_error: Option<&'static str>,
    fixes: Vec<FixShape>,
}

#[derive(Serialize)]
struct LabelShape {
    file: String,
    range: Range,
    message: String,
    primary: bool,
}

#[derive(Serialize)]
struct FixShape {
    title: String,
    certain: bool,
    edits: Vec<EditShape>,
}

#[derive(Serialize)]
struct EditShape {
    file: String,
    range: Range,
    text: String,
}

/// Two positions, in every machine format of ours.
#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    offset: usize,
}

impl From<Position> for Point {
    fn from(p: Position) -> Point {
        Point { line: p.line, column: p.column, offset: p.offset }
    }
}

/// Renders all reports as one document.
pub fn render(reports: &[Report]) -> String {
    let counts = Counts::of(reports);
    let document = Document {
        version: 1,
        diagnostics: reports.iter().flat_map(|r| r.diagnostics.iter().map(|d| finding(r.sources, d))).collect(),
        summary: Summary { errors: counts.errors, warnings: counts.warnings, hints: counts.hints, notes: counts.notes },
    };
    pretty(&document)
}

/// JSON with two blanks per level and a last newline.
pub(super) fn pretty(value: &impl Serialize) -> String {
    // Our shapes have string keys and no failing `Serialize`, so there is nothing to fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_else(|e| unreachable!("own shapes serialize: {e}"));
    text.push('\n');
    text
}

fn range(sources: &Sources, span: Span) -> Range {
    Range { start: sources.start(span).into(), end: sources.end(span).into() }
}

fn finding(sources: &Sources, diagnostic: &Diagnostic) -> Finding {
    let label = |label: &crate::diag::Label, primary| LabelShape {
        file: sources.name_of(label.span.file).to_owned(),
        range: range(sources, label.span),
        message: label.message.clone(),
        primary,
    };
    let fix = |fix: &crate::diag::Fix| FixShape {
        title: fix.title.clone(),
        certain: fix.certain,
        edits: fix
            .edits
            .iter()
            .map(|edit| EditShape {
                file: sources.name_of(edit.span.file).to_owned(),
                range: range(sources, edit.span),
                text: edit.text.clone(),
            })
            .collect(),
    };
    Finding {
        code: diagnostic.code.id,
        name: diagnostic.code.name,
        severity: diagnostic.level.word(),
        message: diagnostic.message.clone(),
        url: url(diagnostic.code),
        file: sources.name_of(diagnostic.primary.span.file).to_owned(),
        range: range(sources, diagnostic.primary.span),
        labels: std::iter::once(label(&diagnostic.primary, true))
            .chain(diagnostic.labels.iter().map(|l| label(l, false)))
            .collect(),
        notes: diagnostic.notes.clone(),
        helps: diagnostic.helps.clone(),
        azure_error: diagnostic.azure_error,
        fixes: diagnostic.fixes.iter().map(fix).collect(),
    }
}
