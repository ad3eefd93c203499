//! Standard output and standard error: where findings go, in which format and colour, and what a full disk or a
//! closed pipe behind them means.

use std::io::{ErrorKind, IsTerminal, Write};

use super::args::{Colour, Format, Shared};
use super::{ERRORS, FINE, TROUBLE};
use crate::diag::{Code, Diagnostic, Level};
use crate::show::{Counts, Report, github, json, sarif, short, term};
use crate::source::{Sources, Span};

/// Why a verb ends early.
#[derive(Debug)]
pub(super) enum Failure {
    /// The command line asks for what cannot be.
    Usage(String),
    /// A file or stream refuses; the message says which and why.
    Trouble(&'static Code, String),
    /// Whoever read our output has closed it: nothing is left to say.
    Closed(u8),
}

/// Prints findings as the command line asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reporter {
    format: Format,
    colour: Colour,
    /// Errors only.
    quiet: bool,
    verbose: bool,
}

impl Reporter {
    pub(super) fn new(shared: &Shared, format: Format) -> Reporter {
        Reporter { format, colour: shared.color, quiet: shared.quiet, verbose: shared.verbose }
    }

    /// Whether findings go to standard output.
    pub(super) fn on_stdout(&self) -> bool {
        self.format != Format::Human
    }

    /// Prints all findings, even none where the format is a document. The exit code that they mean.
    pub(super) fn report(&self, reports: &[(&Sources, Vec<Diagnostic>)]) -> Result<u8, Failure> {
        let quiet: Vec<Vec<Diagnostic>> = reports
            .iter()
            .map(|(_, all)| all.iter().filter(|d| !self.quiet || d.level == Level::Error).cloned().collect())
            .collect();
        let reports: Vec<Report> =
            reports.iter().zip(&quiet).map(|((sources, _), diagnostics)| Report { sources, diagnostics }).collect();
        let code = exit_code(&reports);
        match self.format {
            Format::Human => stderr(&term::render(&reports, self.colours(&std::io::stderr()))),
            Format::Short => self.stdout(&short::render(&reports), code)?,
            Format::Json => self.stdout(&json::render(&reports), code)?,
            Format::Sarif => self.stdout(&sarif::render(&reports), code)?,
            Format::Github => self.stdout(&github::render(&reports), code)?,
        }
        Ok(code)
    }

    /// Reports what stands in no source: a stream, an output, ourselves.
    pub(super) fn trouble(&self, code: &'static Code, message: &str) -> u8 {
        let mut sources = Sources::default();
        let file = sources.add("lbxc", "");
        let diagnostic = code.at(Span::new(file, 0, 0), message);
        // Standard output may be the very thing that is broken.
        if self.report(&[(&sources, vec![diagnostic])]).is_err() {
            stderr(&format!("error[{}]: {message}\n", code.id));
        }
        TROUBLE
    }

    /// Says what was done, on standard error.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet && self.format == Format::Human {
            stderr(&format!("{text}\n"));
        }
    }

    /// Says what is being done, where that is asked for.
    pub(super) fn detail(&self, text: &str) {
        if self.verbose {
            stderr(&format!("{text}\n"));
        }
    }

    /// Prints to standard output; `code` is what the program returns if nobody listens any more.
    pub(super) fn stdout(&self, text: &str, code: u8) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::Closed(code)),
            Err(error) => Err(Failure::Trouble(
                &crate::codes::UNWRITABLE,
                format!("cannot write to standard output: {}", super::files::words(&error)),
            )),
        }
    }

    /// Whether to colour what goes to `stream`.
    pub(super) fn colours(&self, stream: &impl IsTerminal) -> bool {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                stream.is_terminal() && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// Findings about files that could not be read mean trouble, other errors that the source is wrong.
fn exit_code(reports: &[Report]) -> u8 {
    let unread = [crate::codes::UNREADABLE.id, crate::codes::FILE_TOO_LARGE.id, crate::codes::INTERNAL.id];
    let mut errors = reports.iter().flat_map(|r| r.diagnostics).filter(|d| d.level == Level::Error);
    if errors.any(|d| unread.contains(&d.code.id)) {
        TROUBLE
    } else if Counts::of(reports).errors > 0 {
        ERRORS
    } else {
        FINE
    }
}

fn stderr(text: &str) {
    // Where standard error is closed, nobody can be told.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
