//! The pages are the tests: every fenced example of a rule or a language code is compiled and has to yield exactly
//! what its comments say.
//!
//! ````text
//! ```lbx fails net web        `net`, `web`: preludes that are put behind the example, from tests/data/preludes
//! public_ip www { idle: 90s }
//! //                    ^^^ wrong-unit
//! ```
//! ````
//!
//! Carets stand under exactly the columns of the finding's place, its code's name behind them; columns 1 and 2,
//! which carets cannot reach, are written `//<<< name`: from column 1, as long as the arrows. Several such lines
//! may follow a line. Hints are counted on the page of their own code, notes nowhere.
//!
//! A block `lbx file NAME` is a file that the examples behind it may use; `set:NAME=VALUE` beside the preludes is a
//! `--set`. What is found elsewhere than in the example itself is announced above its first line.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lbxc::compile::{Compilation, Options, compile};
use lbxc::diag::{Code, Diagnostic, Fix, Level};
use lbxc::show::{Report, term};
use lbxc::source::{FileId, Memory, Sources, Span};
use pretty_assertions::assert_eq;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A fenced example.
pub(crate) struct Example {
    /// Page and number, for messages.
    at: String,
    pub(crate) fails: bool,
    pub(crate) text: String,
    /// What is put behind it.
    prelude: String,
    /// The files that it may use.
    files: Memory,
    /// Params that are fixed.
    sets: Vec<(String, String)>,
}

impl Example {
    fn whole(&self) -> String {
        format!("{}\n{}", self.text, self.prelude)
    }

    pub(crate) fn run(&self) -> Compilation {
        self.run_text(self.whole())
    }

    /// Another text in its place, as a fix makes it.
    fn run_text(&self, text: String) -> Compilation {
        let options = Options { sets: self.sets.clone(), ..Options::default() };
        compile("example.lbx", text, &mut self.files.clone(), &options)
    }
}

fn prelude(name: &str) -> String {
    let path = root().join("tests/data/preludes").join(format!("{name}.lbx"));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("prelude `{name}`: {e}"))
}

/// What a line of a page belongs to.
enum Fence {
    None,
    Example,
    File(String),
}

/// The examples of a page.
pub(crate) fn examples(code: &Code) -> Vec<Example> {
    let mut out: Vec<Example> = Vec::new();
    let mut files = Memory::default();
    let mut fence = Fence::None;
    for line in code.page.lines() {
        match &fence {
            Fence::Example | Fence::File(_) if line.trim_end() == "```" => fence = Fence::None,
            Fence::Example => {
                let text = &mut out.last_mut().expect("an open example").text;
                text.push_str(line);
                text.push('\n');
            }
            Fence::File(name) => {
                let text = files.0.entry(name.clone()).or_default();
                text.push_str(line);
                text.push('\n');
            }
            Fence::None => {
                let Some(words) = line.strip_prefix("```lbx ") else { continue };
                let mut words = words.split_whitespace();
                let fails = match words.next() {
                    Some("fails") => true,
                    Some("passes") => false,
                    Some("file") => {
                        let name = words.next().expect("the file's name").to_owned();
                        files.0.remove(&name);
                        fence = Fence::File(name);
                        continue;
                    }
                    other => panic!("{}: an example either fails or passes, not {other:?}", code.name),
                };
                let (sets, preludes): (Vec<&str>, Vec<&str>) = words.partition(|w| w.starts_with("set:"));
                let sets = sets.iter().map(|w| {
                    let (name, value) = w["set:".len()..].split_once('=').expect("set:NAME=VALUE");
                    (name.to_owned(), value.to_owned())
                });
                out.push(Example {
                    at: format!("{} #{}", code.name, out.len() + 1),
                    fails,
                    text: String::new(),
                    prelude: preludes.into_iter().map(prelude).collect::<Vec<_>>().join("\n"),
                    files: files.clone(),
                    sets: sets.collect(),
                });
                fence = Fence::Example;
            }
        }
    }
    assert!(matches!(fence, Fence::None), "{}: a fence is not closed", code.name);
    out
}

/// Line, first column, column behind the last, name.
pub(crate) type Mark = (usize, usize, usize, String);

/// What the comments of an example announce.
pub(crate) fn announced(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut line_of = 0;
    for (at, line) in text.lines().enumerate() {
        match mark(line) {
            Some((from, to, name)) => marks.push((line_of, from, to, name)),
            None => line_of = at + 1,
        }
    }
    marks.sort();
    marks
}

fn mark(line: &str) -> Option<(usize, usize, String)> {
    let comment = line.trim_start().strip_prefix("//")?;
    let before = line.chars().count() - comment.chars().count();
    let (sign, from) = if comment.starts_with('<') {
        ('<', 1)
    } else {
        let blanks = comment.chars().take_while(|c| *c == ' ').count();
        ('^', before + blanks + 1)
    };
    let rest = comment.trim_start();
    let length = rest.chars().take_while(|c| *c == sign).count();
    (length > 0).then(|| (from, from + length, rest[length..].trim().to_owned()))
}

/// Errors and warnings count everywhere, hints on the page of their own code.
fn counts(diagnostic: &Diagnostic, own: &Code) -> bool {
    match diagnostic.level {
        Level::Error | Level::Warning => true,
        Level::Hint => diagnostic.code == own,
        Level::Note => false,
    }
}

/// What was found.
pub(crate) fn found(compilation: &Compilation, own: &Code) -> Vec<Mark> {
    let sources = &compilation.sources;
    let mut marks: Vec<Mark> = compilation
        .diagnostics
        .iter()
        .filter(|d| counts(d, own))
        .map(|d| {
            let (start, end) = (sources.start(d.primary.span), sources.end(d.primary.span));
            let line_end = |s: &Sources, span: Span, line: usize| {
                s.text(span.file).lines().nth(line - 1).map_or(1, |l| l.chars().count() + 1)
            };
            let to = if end.line == start.line { end.column } else { line_end(sources, d.primary.span, start.line) };
            let line = if d.primary.span.file == FileId(0) { start.line } else { 0 };
            let to = to.max(start.column + 1); // a place between two characters is shown under the second
            (line, start.column, to, d.code.name.to_owned())
        })
        .collect();
    marks.sort();
    marks
}

fn rendered(compilation: &Compilation) -> String {
    let report = Report { sources: &compilation.sources, diagnostics: &compilation.diagnostics };
    term::render(&[report], false)
}

/// Every code with a page: those of the language and those of the rules.
pub(crate) fn all() -> Vec<&'static Code> {
    let mut all: Vec<&Code> = lbxc::codes::ALL.to_vec();
    all.extend(lbxc::rules::ALL.iter().map(|r| r.code));
    all
}

/// An example that fails, for other tests.
pub(crate) struct Failing {
    /// Page and number.
    pub(crate) at: String,
    pub(crate) text: String,
    pub(crate) files: Memory,
    pub(crate) options: Options,
}

/// Every example that fails.
pub(crate) fn failing() -> Vec<Failing> {
    let failing = all().into_iter().flat_map(examples).filter(|e| e.fails);
    let failing = failing.map(|e| Failing {
        text: e.whole(),
        at: e.at,
        files: e.files,
        options: Options { sets: e.sets, ..Options::default() },
    });
    failing.collect()
}

#[test]
fn examples_yield_what_they_say() {
    let mut wrong = String::new();
    for code in all() {
        for example in examples(code) {
            let compilation = example.run();
            let (want, got) = (announced(&example.text), found(&compilation, code));
            if example.fails && want.is_empty() {
                let _ = writeln!(wrong, "== {}: announces nothing", example.at);
            }
            if want != got {
                let _ = writeln!(
                    wrong,
                    "== {}\nannounced: {want:?}\nfound:     {got:?}\n{}",
                    example.at,
                    rendered(&compilation)
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn an_example_that_fails_fails_by_its_own_rule() {
    for code in all() {
        for example in examples(code).iter().filter(|e| e.fails) {
            let named = announced(&example.text).iter().any(|(.., name)| name == code.name);
            assert!(named, "{} does not show `{}`", example.at, code.name);
        }
    }
}

#[test]
fn what_is_said_is_remembered() {
    for code in remembered() {
        let said = said(code);
        if !said.is_empty() {
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("rule-{}", code.name), said);
            });
        }
    }
}

/// The codes whose words are held: those of the rules, and of what an `expect` comes to.
pub(crate) fn remembered() -> Vec<&'static Code> {
    let mut codes = vec![&lbxc::codes::FAILED_EXPECT, &lbxc::codes::UNDECIDED_EXPECT];
    codes.extend(lbxc::rules::ALL.iter().map(|rule| rule.code));
    codes
}

/// What a code says of each example that fails, and what each of its fixes makes of the text.
pub(crate) fn said(code: &Code) -> String {
    let mut out = String::new();
    for example in examples(code).iter().filter(|e| e.fails) {
        let mut compilation = example.run();
        compilation.diagnostics.retain(|d| d.code == code);
        let _ = writeln!(out, "{}", rendered(&compilation).trim_end());
        let text = example.whole();
        for fix in compilation.diagnostics.iter().flat_map(|d| &d.fixes) {
            let certain = if fix.certain { "certain" } else { "offered" };
            let _ = writeln!(out, "\n{certain}: {}", fix.title);
            if fix.edits.iter().any(|edit| edit.span.file != FileId(0)) {
                continue; // in a file beside it
            }
            let after = applied(&text, fix);
            for change in similar::TextDiff::from_lines(&text, &after).iter_all_changes() {
                if change.tag() != similar::ChangeTag::Equal {
                    let _ = write!(out, "{}{}", change.tag(), change.to_string_lossy());
                }
            }
        }
        out.push('\n');
    }
    out
}

/// The text of the first file after a fix.
fn applied(text: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|e| (e.span.start, e.span.end));
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        assert!(at <= range.start, "the edits of `{}` overlap", fix.title);
        out.push_str(&text[at..range.start]);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// How a fix does what it says; `None` where it does.
pub(crate) fn complaint(example: &Example, before: &Compilation, code: &Code, fix: &Fix) -> Option<String> {
    let text = applied(&example.whole(), fix);
    let after = example.run_text(text.clone());
    let count = |c: &Compilation, code: &Code| c.diagnostics.iter().filter(|d| d.code == code).count();
    let say = |what: String| Some(format!("== {}: `{}` {what}\n{text}", example.at, fix.title));
    let language = code.id < "LBX0191";
    if let Some(error) = after.diagnostics.iter().find(|d| d.code.id.starts_with("LBX00")) {
        return say(format!("leaves {}", error.message));
    }
    let blank = fix.edits.iter().any(|e| e.text.contains('…'));
    if (fix.certain || !blank) && count(&after, code) >= count(before, code) {
        return say(format!("mends nothing: {}", rendered(&after)));
    }
    // What a mistake of the language hides was there before.
    let heard = |d: &&Diagnostic| d.level <= Level::Warning && !language;
    let new = after.diagnostics.iter().filter(heard).find(|d| count(&after, d.code) > count(before, d.code));
    match new {
        Some(new) if fix.certain => say(format!("brings {}: {}", new.code.name, new.message)),
        Some(new) if new.code.id < "LBX0190" && !blank => say(format!("brings {}: {}", new.code.name, new.message)),
        Some(_) | None => None,
    }
}

#[test]
fn certain_fixes_mend_and_offers_are_well_formed() {
    let mut wrong = String::new();
    for code in all() {
        for example in examples(code).iter().filter(|e| e.fails) {
            let before = example.run();
            for diagnostic in before.diagnostics.iter().filter(|d| d.code == code) {
                for fix in &diagnostic.fixes {
                    if let Some(complaint) = complaint(example, &before, code, fix) {
                        let _ = writeln!(wrong, "{complaint}");
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// How many of these codes offer a way out in an example that fails, in percent; and those that do not. A waiver is none.
fn share(codes: &[&'static Code]) -> (usize, Vec<&'static str>) {
    let mut without = Vec::new();
    let (mut certain, mut offered, mut all) = (0, 0, 0);
    for code in codes {
        let failing: Vec<Example> = examples(code).into_iter().filter(|e| e.fails).collect();
        if failing.is_empty() {
            continue;
        }
        all += 1;
        let mut found = (false, false);
        for compilation in failing.iter().map(Example::run) {
            for fix in compilation.diagnostics.iter().filter(|d| d.code == *code).flat_map(|d| &d.fixes) {
                let waiver = fix.edits.iter().any(|e| e.text.contains("waive "));
                found.0 |= fix.certain;
                found.1 |= !fix.certain && !waiver;
            }
        }
        certain += usize::from(found.0);
        offered += usize::from(found.1);
        if found == (false, false) {
            without.push(code.name);
        }
    }
    let with = all - without.len();
    // Past the harness, which would keep it to itself.
    let figures = format!("{with} of {all}: {certain} with a certain fix, {offered} with an offer");
    let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("ways out: {figures}\n"));
    (with * 100 / all.max(1), without)
}

#[test]
fn most_findings_come_with_a_way_out() {
    let rules: Vec<&Code> = lbxc::rules::ALL.iter().map(|r| r.code).collect();
    let (rules, without) = share(&rules);
    assert!(rules >= 60, "{rules} % of the rules offer a fix; without: {without:?}");
    let (language, without) = share(lbxc::codes::ALL);
    assert!(language >= 45, "{language} % of the codes of the language offer a fix; without: {without:?}");
}

#[test]
fn every_rule_has_its_page_and_every_page_its_rule() {
    let directory = root().join("src/rules");
    let stems = |extension: &str| -> BTreeSet<String> {
        fs::read_dir(&directory)
            .expect("src/rules")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path: &PathBuf| path.extension().is_some_and(|e| e == extension))
            .map(|path| path.file_stem().expect("a stem").to_string_lossy().into_owned())
            .collect()
    };
    let pages = stems("md");
    let names: BTreeSet<String> = lbxc::rules::ALL.iter().map(|r| r.code.name.replace('-', "_")).collect();
    assert_eq!(pages, names, "pages beside rules in `rules! {{ }}`");
    let mut rules = stems("rs");
    rules.remove("mod");
    assert_eq!(rules, names, "what is no rule stands in src/rules/shared");
}

#[test]
fn ids_are_unique_and_stand_in_their_groups() {
    let mut ids = BTreeSet::new();
    for rule in lbxc::rules::ALL {
        let code = rule.code;
        assert!(ids.insert(code.id), "{} is given twice", code.id);
        let number = code.id.strip_prefix("LBX").and_then(|n| n.parse::<u32>().ok());
        // A code of the language that needs a variant to be judged is a rule as well.
        let language = number.is_some_and(|n| (190..200).contains(&n));
        assert!(language || number.is_some_and(|n| (1000..10_000).contains(&n)), "{}: rules begin at LBX1000", code.id);
        if code.refused_by_azure {
            assert_eq!(code.level, Level::Error, "{}: what Azure refuses is an error", code.name);
        }
    }
}

#[test]
fn every_rule_shows_how_it_fails_and_how_it_passes() {
    for rule in lbxc::rules::ALL {
        let examples = examples(rule.code);
        let name = rule.code.name;
        let heard = rule.code.level != Level::Note;
        assert!(!heard || examples.iter().any(|e| e.fails), "{name}: no example that fails");
        assert!(examples.iter().any(|e| !e.fails), "{name}: no example that passes");
    }
}
