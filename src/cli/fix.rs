//! `lbxc check --fix` and `--diff`: the fixes of all files together, then what is left of the findings.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::FINE;
use super::args::Check;
use super::files::{self, Disk};
use super::input::{self, Input};
use super::levels::Asked;
use super::out::{Failure, Reporter};
use crate::compile::{Compilation, compile};
use crate::diag::{Diagnostic, Level};
use crate::fix::{self, Fixed, Job, Take};
use crate::source::Sources;

pub(super) fn run(args: &Check, asked: &[Asked], reporter: &Reporter) -> Result<u8, Failure> {
    let inputs = input::inputs(&args.compiling.files)?;
    let filter = inputs.iter().any(|i| i.path.is_none());
    if reporter.on_stdout() && (args.diff || filter) {
        let both = if args.diff { "`--diff`" } else { "the fixed text of `-`" };
        return Err(Failure::Usage(format!("{both} and this `--format` both want standard output")));
    }
    let mut jobs = Vec::new();
    let mut fixable = Vec::new();
    let mut unread = Vec::new();
    for (input, prepared) in input::prepare(&args.compiling, asked, reporter)? {
        match prepared {
            Ok((text, options)) => {
                jobs.push(Job { name: input.name.clone(), text, options });
                fixable.push(input);
            }
            Err(compilation) => unread.push((input, compilation)),
        }
    }
    let take = if args.unsafe_fixes { Take::Offers } else { Take::Certain };
    let fixed = fix::fix(&jobs, &mut Disk::default(), take);
    for kept in &fixed.kept {
        reporter.detail(&format!("{}: {}: {}", kept.file, kept.code.name, kept.title));
    }
    let done = summary(&fixed, args.diff);
    if args.diff {
        let mut diff = String::new();
        for (name, (before, after)) in &fixed.texts {
            let lines = TextDiff::from_lines(before.as_str(), after.as_str());
            diff.push_str(&lines.unified_diff().header(name, &format!("{name}, fixed")).to_string());
        }
        reporter.stdout(&diff, FINE)?;
        // Nothing was changed, so what is said is what `check` says.
        let as_they_are =
            jobs.iter().map(|job| compile(&job.name, job.text.clone(), &mut Disk::default(), &job.options));
        return finish(fixable.into_iter().zip(as_they_are), unread, &done, reporter);
    }
    let path_of = |name: &str| match fixable.iter().find(|input| input.name == name) {
        Some(input) => input.path.clone(),
        None => Some(PathBuf::from(name)),
    };
    let changed: Vec<(PathBuf, &str)> =
        fixed.texts.iter().filter_map(|(name, (_, after))| Some((path_of(name)?, after.as_str()))).collect();
    let changed: Vec<(&Path, &str)> = changed.iter().map(|(path, text)| (path.as_path(), *text)).collect();
    files::replace_all(&changed)?;
    for job in jobs.iter().zip(&fixable).filter(|(_, input)| input.path.is_none()).map(|(job, _)| job) {
        let text = fixed.texts.get(&job.name).map_or(&job.text, |(_, after)| after);
        reporter.stdout(text, FINE)?;
    }
    finish(fixable.into_iter().zip(fixed.compilations), unread, &done, reporter)
}

/// Reports what is left, and what was done.
fn finish(
    compiled: impl Iterator<Item = (Input, Compilation)>,
    unread: Vec<(Input, Compilation)>,
    done: &str,
    reporter: &Reporter,
) -> Result<u8, Failure> {
    let mut all: Vec<(Input, Compilation)> = compiled.chain(unread).collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    let code = reporter.report(&input::findings(&all))?;
    reporter.say(done);
    Ok(code)
}

/// `fixed 3 findings in 1 file (2 left)`
fn summary(fixed: &Fixed, dry: bool) -> String {
    let plural = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let done = fixed.kept.len();
    // Those of a file that several use count once, as they are fixed once.
    let mut left: Vec<_> = fixed
        .compilations
        .iter()
        .flat_map(|c| c.diagnostics.iter().filter(|d| d.level != Level::Note).map(move |d| place(&c.sources, d)))
        .collect();
    left.sort();
    left.dedup();
    let left = left.len();
    let verb = if dry { "would fix" } else { "fixed" };
    match done {
        0 => format!("nothing to fix ({left} left)"),
        _ => format!("{verb} {} in {} ({left} left)", plural(done, "finding"), plural(fixed.texts.len(), "file")),
    }
}

fn place<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> (&'a str, u32, u32, &'a str, &'a str) {
    let span = diagnostic.primary.span;
    (sources.name_of(span.file), span.start, span.end, diagnostic.code.id, &diagnostic.message)
}

/// Says how many of the findings `--fix` would fix.
pub(super) fn mention(all: &[(Input, Compilation)], reporter: &Reporter) {
    let count = |take: Take| {
        let findings = all.iter().flat_map(|(input, c)| c.diagnostics.iter().map(move |d| (input, c, d)));
        let mut places: Vec<_> = findings
            .filter(|(input, c, d)| fix::taken(d, &c.sources, &input.name, take).is_some())
            .map(|(_, c, d)| place(&c.sources, d))
            .collect();
        places.sort();
        places.dedup();
        places.len()
    };
    let certain = count(Take::Certain);
    let offered = count(Take::Offers) - certain;
    let by = "can be fixed by `lbxc check --fix";
    match (certain, offered) {
        (0, 0) => {}
        (_, 0) => reporter.say(&format!("{certain} of these {by}`")),
        (0, _) => reporter.say(&format!("{offered} of these {by} --unsafe-fixes`")),
        (_, _) => reporter.say(&format!("{certain} of these {by}`, {offered} more with `--unsafe-fixes`")),
    }
}
