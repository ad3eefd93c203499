//! `lbxc fmt`: the one layout. A file with a broken line is left as it is, for its layout cannot be known.

use similar::TextDiff;

use super::args::Fmt;
use super::out::{Failure, Reporter};
use super::{ERRORS, FINE, files, input};
use crate::diag::{Diagnostic, Level};
use crate::source::Sources;
use crate::syntax;

pub(super) fn run(args: &Fmt, reporter: &Reporter) -> Result<u8, Failure> {
    let inputs = input::inputs(&args.files)?;
    let mut reports: Vec<(Sources, Vec<Diagnostic>)> = Vec::new();
    let mut laid_out = Vec::new();
    for input in inputs {
        match input.read() {
            Ok(text) => {
                let mut sources = Sources::default();
                let file = sources.add(input.name.as_str(), text);
                let text = sources.text(file);
                let parsed = syntax::parse(file, text);
                let broken = parsed.diagnostics.iter().any(|d| d.level == Level::Error);
                if broken {
                    reports.push((sources, parsed.diagnostics));
                } else {
                    let new = syntax::format(text, &parsed.ast);
                    laid_out.push((input, text.to_owned(), new));
                }
            }
            Err(refusal) => {
                let (sources, diagnostic) = *refusal;
                reports.push((sources, vec![diagnostic]));
            }
        }
    }
    let mut code = FINE;
    let mut changed = Vec::new();
    for (input, old, new) in &laid_out {
        match &input.path {
            None if !args.check => reporter.stdout(new, FINE)?,
            Some(_) | None if old == new => {}
            Some(_) | None if args.check => {
                code = ERRORS;
                let diff = TextDiff::from_lines(old, new);
                let diff = diff.unified_diff().header(&input.name, &format!("{}, laid out", input.name)).to_string();
                reporter.stdout(&diff, ERRORS)?;
            }
            Some(path) => {
                files::replace(path, new)?;
                changed.push(input.name.as_str());
            }
            None => {}
        }
    }
    if !changed.is_empty() {
        reporter.say(&format!("laid out {}", changed.join(", ")));
    }
    if !reports.is_empty() {
        let reports: Vec<(&Sources, Vec<Diagnostic>)> = reports.iter().map(|(s, d)| (s, d.clone())).collect();
        code = code.max(reporter.report(&reports)?);
    }
    Ok(code)
}
