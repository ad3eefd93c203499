//! Failures that people have reported, each as the smallest file that has it: `tests/data/cases/ID.lbx`.
//!
//! The file fails: carets say what is to be found and where, as in the pages of the rules, hints included where they are
//! marked. It says as well how it is mended: below a line, `//= TEXT` puts other lines in its place, or none, and `//+ TEXT`
//! adds one. So mended it yields no error and no warning.
//!
//! Above the first line may stand `// azure: CODE`, which one of the findings has to name; `// template: TEXT`,
//! `// template lacks: TEXT`, `// script: TEXT`: what is written from the (mended) file. A file without a mark is something
//! that a tool was wrong to refuse, or that lbxc writes so that it cannot happen.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use lbxc::compile::{Compilation, Options, compile};
use lbxc::diag::Level;
use lbxc::source::Memory;

use crate::rules::{Mark, announced};
use crate::support;

struct Case {
    id: String,
    text: String,
}

impl Case {
    /// What stands behind a word in the lines above the first one of lbx.
    fn said<'c>(&'c self, word: &'c str) -> impl Iterator<Item = &'c str> {
        let head = self.text.lines().take_while(|l| l.starts_with("//"));
        head.filter_map(move |l| l.strip_prefix("// ")?.strip_prefix(word)?.strip_prefix(": "))
    }

    fn marks(&self) -> Vec<Mark> {
        announced(&self.text)
    }

    /// The file as it is mended.
    fn mended(&self) -> String {
        let mut lines: Vec<Option<String>> = Vec::new();
        let mut above: Option<usize> = None;
        for line in self.text.lines() {
            let indent = &line[..line.len() - line.trim_start().len()];
            let written = line.trim_start();
            if let Some(text) = written.strip_prefix("//=") {
                if let Some(at) = above.take() {
                    lines[at] = None;
                }
                let text = text.trim();
                lines.push((!text.is_empty()).then(|| format!("{indent}{text}")));
            } else if let Some(text) = written.strip_prefix("//+") {
                lines.push(Some(format!("{indent}{}", text.trim())));
            } else {
                if !written.starts_with("//") {
                    above = Some(lines.len());
                }
                lines.push(Some(line.to_owned()));
            }
        }
        lines.into_iter().flatten().fold(String::new(), |all, line| all + &line + "\n")
    }
}

fn cases() -> Vec<Case> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cases");
    let mut files: Vec<_> = fs::read_dir(&directory).expect("cases").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let read = |path: std::path::PathBuf| Case {
        id: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        text: fs::read_to_string(&path).expect("a case"),
    };
    files.into_iter().map(read).collect()
}

fn run(id: &str, text: &str) -> Compilation {
    compile(&format!("{id}.lbx"), text.to_owned(), &mut Memory::default(), &Options::default())
}

/// What each mended case deploys.
pub(crate) fn deployments() -> Vec<(String, lbxc::deploy::Deployment)> {
    let all = cases().into_iter();
    all.filter_map(|case| Some((case.id.clone(), run(&case.id, &case.mended()).deployment?))).collect()
}

/// Errors and warnings, and hints of the codes that are marked.
fn found(compilation: &Compilation, hints: &BTreeSet<String>) -> Vec<Mark> {
    let sources = &compilation.sources;
    let mut all: Vec<Mark> = compilation
        .diagnostics
        .iter()
        .filter(|d| match d.level {
            Level::Error | Level::Warning => true,
            Level::Hint => hints.contains(d.code.name),
            Level::Note => false,
        })
        .map(|d| {
            let (start, end) = (sources.start(d.primary.span), sources.end(d.primary.span));
            (start.line, start.column, end.column, d.code.name.to_owned())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn reported_failures_are_found() {
    let mut wrong = String::new();
    for case in cases() {
        let marks = case.marks();
        let names: BTreeSet<String> = marks.iter().map(|m| m.3.clone()).collect();
        let compilation = run(&case.id, &case.text);
        let got = found(&compilation, &names);
        if got != marks {
            let _ = writeln!(wrong, "{}: wanted {marks:?}\n      found  {got:?}", case.id);
        }
        for azure in case.said("azure") {
            if !compilation.diagnostics.iter().any(|d| d.azure_error == Some(azure)) {
                let _ = writeln!(wrong, "{}: nothing names {azure}", case.id);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_mended_reported_failures_passes() {
    let mut wrong = String::new();
    for case in cases() {
        let mended = case.mended();
        if case.marks().is_empty() != (mended == case.text) {
            let _ = writeln!(wrong, "{}: what fails says how it is mended, and nothing else does", case.id);
        }
        let compilation = run(&case.id, &mended);
        for d in compilation.diagnostics.iter().filter(|d| matches!(d.level, Level::Error | Level::Warning)) {
            let _ = writeln!(wrong, "{}, mended: {}: {}", case.id, d.code.name, d.message);
        }
        let written = |word| case.said(word).next().is_some();
        if !written("template") && !written("template lacks") && !written("script") {
            continue;
        }
        let Some(outputs) = support::outputs(&case.id, &mended) else {
            let _ = writeln!(wrong, "{}: nothing is written", case.id);
            continue;
        };
        let mut look = |word: &str, text: &str, there: bool| {
            for wanted in case.said(word).filter(|wanted| text.contains(*wanted) != there) {
                let _ = writeln!(wrong, "{}: {word}: {wanted}", case.id);
            }
        };
        look("template", &outputs.0, true);
        look("template lacks", &outputs.0, false);
        look("script", &outputs.1, true);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_case_that_a_rule_rests_on_is_a_file() {
    let all: BTreeSet<String> = cases().into_iter().map(|c| c.id).collect();
    let is_case = |id: &str| id.len() == 4 && id.starts_with('F') && id[1..].bytes().all(|b| b.is_ascii_digit());
    let catalogue = lbxc::rules::catalogue::ALL.iter().find(|c| c.name == "cases").expect("the catalogue of cases");
    let missing: Vec<&str> = catalogue
        .entries()
        .iter()
        .filter(|e| e.needs == "static")
        .map(|e| e.id)
        .filter(|id| is_case(id) && !all.contains(*id))
        .collect();
    assert!(missing.is_empty(), "no file in tests/data/cases for {missing:?}");
}
