//! What a person reads: source lines with carets, by codespan.

use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic as Shown, Label, Severity};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::{Buffer, Color, ColorSpec, WriteColor};
use codespan_reporting::term::{self, Config, DisplayStyle};
use std::io::Write;

use super::{Counts, Report, one_line, steers};
use crate::diag::{Diagnostic, Fix, Level};
use crate::source::{FileId, Sources};

/// A line above this many bytes is not drawn: the message names its place instead.
const LONGEST_LINE: usize = 2000;

/// Renders all reports, and a last line that counts.
pub fn render(reports: &[Report], colour: bool) -> String {
    let mut out = if colour { Buffer::ansi() } else { Buffer::no_color() };
    for report in reports {
        let clean = Clean::of(report);
        for diagnostic in report.diagnostics {
            draw(&mut out, report.sources, &clean, diagnostic);
        }
    }
    let counts = Counts::of(reports);
    if counts != Counts::default() {
        let first = reports.iter().flat_map(|r| r.diagnostics).min_by_key(|d| d.level);
        let paint = match first.map(|d| d.level) {
            Some(Level::Error) => Color::Red,
            Some(Level::Warning) => Color::Yellow,
            Some(Level::Hint | Level::Note) | None => Color::Cyan,
        };
        // Writing into memory cannot fail.
        let _ = out.set_color(ColorSpec::new().set_bold(true).set_fg(Some(paint)));
        let _ = write!(out, "{counts}");
        let _ = out.reset();
        if let Some(first) = first {
            let _ = write!(out, "; `lbxc explain {}` says more", first.code.id);
        }
        let _ = writeln!(out);
    }
    String::from_utf8_lossy(out.as_slice()).into_owned()
}

fn draw(out: &mut Buffer, sources: &Sources, clean: &Clean, diagnostic: &Diagnostic) {
    let severity = match diagnostic.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Note => Severity::Note,
        Level::Hint => Severity::Help,
    };
    let mut config = Config { tab_width: 2, ..Config::default() };
    let mut labels = vec![
        Label::primary(diagnostic.primary.span.file, diagnostic.primary.span.range())
            .with_message(one_line(&diagnostic.primary.message)),
    ];
    labels.extend(
        diagnostic
            .labels
            .iter()
            .map(|l| Label::secondary(l.span.file, l.span.range()).with_message(one_line(&l.message))),
    );
    let mut message = one_line(&diagnostic.message);
    let name = sources.name_of(diagnostic.primary.span.file);
    if sources.text(diagnostic.primary.span.file).is_empty() {
        // There is no line to show; the file's name is the whole place.
        labels.clear();
        if !message.contains(name) {
            message = format!("{}: {message}", one_line(name));
        }
    } else if labels.iter().any(|l| clean.longest(l.file_id, &l.range) > LONGEST_LINE) {
        config.display_style = DisplayStyle::Medium;
    }
    let shown = Shown::new(severity)
        .with_code(diagnostic.code.id)
        .with_message(message)
        .with_labels(labels)
        .with_notes(bullets(diagnostic));
    if term::emit_to_write_style(out, &config, clean, &shown).is_err() {
        // Only a span outside its file gets here: a bug, which must not hide the finding.
        let _ = writeln!(out, "{}[{}]: {}", diagnostic.level.word(), diagnostic.code.id, shown.message);
    }
    if matches!(config.display_style, DisplayStyle::Medium) {
        let _ = writeln!(out);
    }
}

fn bullets(diagnostic: &Diagnostic) -> Vec<String> {
    let mut bullets: Vec<String> = Vec::new();
    bullets.extend(diagnostic.notes.iter().map(|note| bullet("note", note)));
    bullets.extend(diagnostic.helps.iter().map(|help| bullet("help", help)));
    bullets.extend(diagnostic.fixes.iter().map(fix));
    bullets.extend(diagnostic.azure_error.map(|code| format!("Azure: {code}")));
    bullets
}

fn fix(fix: &Fix) -> String {
    bullet(if fix.certain { "fix" } else { "offer" }, &fix.title)
}

/// `word: text`; further lines of the text stand under its first.
fn bullet(word: &str, text: &str) -> String {
    let indent = " ".repeat(word.len() + 2);
    let lines: Vec<String> = text.lines().map(one_line).collect();
    format!("{word}: {}", lines.join(&format!("\n{indent}")))
}

/// The sources, with what would steer the terminal replaced by something of the same length in bytes.
struct Clean<'a> {
    sources: &'a Sources,
    replaced: BTreeMap<FileId, String>,
    names: BTreeMap<FileId, String>,
}

impl<'a> Clean<'a> {
    fn of(report: &Report<'a>) -> Clean<'a> {
        let mut clean = Clean { sources: report.sources, replaced: BTreeMap::new(), names: BTreeMap::new() };
        let files = report
            .diagnostics
            .iter()
            .flat_map(|d| std::iter::once(&d.primary).chain(&d.labels))
            .map(|label| label.span.file);
        for file in files {
            if clean.names.contains_key(&file) {
                continue;
            }
            clean.names.insert(file, one_line(report.sources.name_of(file)));
            let text = report.sources.text(file);
            if text.chars().any(unwelcome) {
                clean.replaced.insert(file, text.chars().map(substitute).collect());
            }
        }
        clean
    }

    /// The length of the longest line that a range begins or ends on.
    fn longest(&self, file: FileId, range: &Range<usize>) -> usize {
        [range.start, range.end]
            .into_iter()
            .filter_map(|at| self.line_range(file, self.line_index(file, at).ok()?).ok())
            .map(|line| line.len())
            .max()
            .unwrap_or(0)
    }
}

fn unwelcome(c: char) -> bool {
    steers(c) && !matches!(c, '\n' | '\r' | '\t')
}

fn substitute(c: char) -> char {
    match (unwelcome(c), c.len_utf8()) {
        (false, _) => c,
        (true, 1) => '?',
        (true, 2) => '\u{B7}',
        (true, _) => '\u{FFFD}',
    }
}

impl<'a> Files<'a> for Clean<'_> {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.names.get(&id).map(String::as_str).ok_or(Error::FileMissing)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        match self.replaced.get(&id) {
            Some(text) => Ok(text),
            None => self.sources.source(id),
        }
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        self.sources.line_index(id, byte_index)
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        self.sources.line_range(id, line_index)
    }
}
