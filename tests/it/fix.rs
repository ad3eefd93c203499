//! `lbxc check --fix` and `--diff`, and what holds of every fixed text, whatever the source.

use std::collections::BTreeMap;

use lbxc::compile::{Compilation, Options, compile};
use lbxc::diag::Level;
use lbxc::fix::{Fixed, Job, ROUNDS, Take, fix};
use lbxc::source::{FileId, Memory};
use lbxc::syntax;
use pretty_assertions::assert_eq;

use super::cli::{Place, good};
use super::rules::{self, Failing};
use super::support::dice::Dice;
use super::total::{SEEDS, spoil};

/// Two mistakes whose way out is certain, a choice, and comments all around.
const WRONG: &str = "\
deploy { location: westeurope }

// the door
public_ip www {
  zones: [1, 2, 3] // all of them
  idle: 4min
}

lb edge { // the edge
  frontend www = www
  pool web
  probe alive = http :8080 /health // alive
  rule http = tcp www:80 -> web:8080 {
    probe: alive
    // quiet clients go
    idel: 4m
  }
}
";

/// What a source is compiled with.
#[derive(Clone, Debug, Default)]
struct Around {
    files: Memory,
    options: Options,
}

fn fixed_with(text: &str, around: &Around, take: Take) -> Fixed {
    let job = Job { name: "web.lbx".to_owned(), text: text.to_owned(), options: around.options.clone() };
    fix(&[job], &mut around.files.clone(), take)
}

fn fixed(text: &str, take: Take) -> Fixed {
    fixed_with(text, &Around::default(), take)
}

fn after(fixed: &Fixed, name: &str, before: &str) -> String {
    fixed.texts.get(name).map_or(before.to_owned(), |(_, after)| after.clone())
}

fn comments(text: &str) -> Vec<String> {
    let mut all: Vec<String> = syntax::parse(FileId(0), text)
        .ast
        .comments
        .iter()
        .map(|c| text[c.span.range()].trim_end().to_owned())
        .collect();
    all.sort();
    all
}

fn counts(compilation: &Compilation) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in compilation.diagnostics.iter().filter(|d| d.level <= Level::Warning) {
        *counts.entry(diagnostic.code.id).or_default() += 1;
    }
    counts
}

fn is_neat(text: &str) -> bool {
    syntax::format(text, &syntax::parse(FileId(0), text).ast) == text
}

#[test]
fn fixes_are_applied_in_place() {
    let place = Place::with(&[("web.lbx", WRONG.as_bytes())]);
    let ran = place.run(&["check", "--fix", "web.lbx"]);
    assert!(ran.stderr.contains("fixed 2 findings in 1 file ("), "{ran}");
    let want = WRONG.replace("4min", "4m").replace("idel", "idle");
    assert_eq!(place.text("web.lbx"), want);
    assert_eq!(place.names(), ["web.lbx"]);
    let again = place.run(&["check", "--fix", "web.lbx"]);
    assert!(again.stderr.contains("nothing to fix ("), "{again}");
    assert_eq!(place.text("web.lbx"), want);
}

#[test]
fn a_diff_changes_nothing() {
    let place = Place::with(&[("web.lbx", WRONG.as_bytes())]);
    let ran = place.run(&["check", "--diff", "web.lbx"]);
    insta::assert_snapshot!(ran.stdout, @r"
    --- web.lbx
    +++ web.lbx, fixed
    @@ -3,7 +3,7 @@
     // the door
     public_ip www {
       zones: [1, 2, 3] // all of them
    -  idle: 4min
    +  idle: 4m
     }
     
     lb edge { // the edge
    @@ -13,6 +13,6 @@
       rule http = tcp www:80 -> web:8080 {
         probe: alive
         // quiet clients go
    -    idel: 4m
    +    idle: 4m
       }
     }
    ");
    assert_eq!(ran.code, place.run(&["check", "web.lbx"]).code);
    assert!(ran.code == 1 && ran.stderr.contains("would fix 2 findings in 1 file ("), "{ran}");
    assert_eq!(place.run(&["check", "--fix", "--diff", "web.lbx"]).stdout, ran.stdout);
    assert_eq!(place.text("web.lbx"), WRONG);
}

#[test]
fn a_filter_prints_the_fixed_text() {
    let place = Place::with(&[]);
    let want = WRONG.replace("4min", "4m").replace("idel", "idle");
    let ran = place.run_with(&["check", "--fix", "-"], WRONG);
    assert_eq!(ran.stdout, want, "{ran}");
    assert_eq!(place.run_with(&["check", "--fix", "-"], want.as_str()).stdout, want);
    let diff = place.run_with(&["check", "--diff", "-"], WRONG);
    assert!(diff.stdout.starts_with("--- <stdin>\n+++ <stdin>, fixed\n"), "{diff}");
}

#[test]
fn two_documents_on_one_stream_are_refused() {
    let place = Place::with(&[("web.lbx", WRONG.as_bytes())]);
    let check = |arguments: &[&str]| {
        let ran = place.run_with(arguments, WRONG);
        assert!(ran.code == 2 && ran.stdout.is_empty(), "{arguments:?}: {ran}");
    };
    check(&["check", "--diff", "web.lbx", "--format", "json"]);
    check(&["check", "--fix", "-", "--format", "sarif"]);
    check(&["check", "--unsafe-fixes", "web.lbx"]);
    let ran = place.run(&["check", "--fix", "web.lbx", "--format", "json"]);
    assert!(ran.stdout.starts_with('{') && !place.text("web.lbx").contains("4min"), "{ran}");
}

#[test]
fn a_report_says_what_could_be_fixed() {
    let place = Place::with(&[("web.lbx", WRONG.as_bytes()), ("good.lbx", good().as_bytes())]);
    let ran = place.run(&["check", "web.lbx"]);
    assert!(ran.stderr.contains("2 of these can be fixed by `lbxc check --fix`"), "{ran}");
    assert!(!place.run(&["check", "good.lbx"]).stderr.contains("can be fixed"));
    assert!(!place.run(&["check", "-q", "web.lbx"]).stderr.contains("can be fixed"));
}

#[test]
fn files_that_cannot_be_written_leave_all_as_it_is() {
    let place = Place::with(&[("a.lbx", WRONG.as_bytes()), ("b.lbx", WRONG.as_bytes())]);
    let path = place.path().join("b.lbx");
    let mut permissions = std::fs::metadata(&path).expect("there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("permissions");
    let ran = place.run(&["check", "--fix", "a.lbx", "b.lbx", "none.lbx"]);
    assert!(ran.code == 2 && ran.stderr.contains("cannot write `b.lbx`: it is read-only"), "{ran}");
    assert_eq!((place.text("a.lbx").as_str(), place.text("b.lbx").as_str()), (WRONG, WRONG));
}

#[test]
fn a_module_is_fixed_once_for_all_who_use_it() {
    let module = "module door(size: vm_size) {\n  public_ip www { zones: [1, 2, 3], idle: 4min }\n}\n";
    let main = "use \"./parts/door.lbx\" as parts\ndeploy { location: westeurope }\nparts.door one { size: Standard_D2s_v5 }\n";
    let place = Place::with(&[
        ("a.lbx", main.as_bytes()),
        ("b.lbx", main.as_bytes()),
        ("parts/door.lbx", module.as_bytes()),
        ("outside.lbx", module.as_bytes()),
    ]);
    let ran = place.run(&["check", "--fix", "a.lbx", "b.lbx"]);
    assert!(ran.stderr.contains("fixed 1 finding in 1 file ("), "{ran}");
    assert_eq!(place.text("parts/door.lbx"), module.replace("4min", "4m"));
    assert_eq!(place.text("a.lbx"), main);
    // What lies elsewhere belongs to others.
    place.put("app/c.lbx", main.replace("./parts/door", "../outside").as_bytes());
    let ran = place.run(&["check", "--fix", "app/c.lbx"]);
    assert!(ran.code == 1 && ran.stderr.contains("nothing to fix (1 left)"), "{ran}");
    assert_eq!(place.text("outside.lbx"), module);
    // Named itself, it is fixed.
    assert!(place.run(&["check", "--fix", "outside.lbx"]).stderr.contains("fixed 1 finding"));
}

#[test]
fn what_is_allowed_or_waived_is_not_fixed() {
    let place = Place::with(&[("web.lbx", WRONG.as_bytes())]);
    let text = "deploy { location: westeurope }\nparam key: ssh_key\n\nparam idle: int = 3\n";
    place.put("unused.lbx", text.as_bytes());
    let ran = place.run(&["check", "--fix", "--unsafe-fixes", "-A", "unused-param", "unused.lbx"]);
    assert_eq!((ran.code, place.text("unused.lbx").as_str()), (0, text), "{ran}");
}

#[test]
fn only_a_file_that_was_laid_out_is_laid_out_again() {
    let ugly = WRONG.replace("public_ip www", "public_ip   www");
    let result = after(&fixed(&ugly, Take::Certain), "web.lbx", &ugly);
    assert_eq!(result, ugly.replace("4min", "4m").replace("idel", "idle"));
    let result = after(&fixed(WRONG, Take::Certain), "web.lbx", WRONG);
    assert!(is_neat(&result), "{result}");
}

#[test]
fn windows_lines_stay() {
    let text = WRONG.replace('\n', "\r\n");
    let result = after(&fixed(&text, Take::Certain), "web.lbx", &text);
    assert_eq!(result, text.replace("4min", "4m").replace("idel", "idle"));
}

/// Everything that holds of a fixed text, whatever the source was. Whether anything was fixed.
fn holds(text: &str, around: &Around, take: Take) -> bool {
    let first = fixed_with(text, around, take);
    let result = after(&first, "web.lbx", text);
    let run = |text: &str| compile("web.lbx", text.to_owned(), &mut around.files.clone(), &around.options);
    let (before, recheck) = (run(text), run(&result));
    assert_eq!(first.compilations[0].diagnostics, recheck.diagnostics, "what is reported is what is there");
    assert_eq!(first.kept.is_empty(), first.texts.is_empty(), "something is changed where something is fixed");
    for comment in comments(text) {
        assert!(comments(&result).contains(&comment), "`{comment}` is lost in\n{result}");
    }
    // Where nothing was hidden, nothing is worse and everything that was fixed is gone.
    let language = |c: &Compilation| c.diagnostics.iter().any(|d| d.code.id < "LBX0191");
    if !language(&before) {
        let (before, after) = (counts(&before), counts(&recheck));
        assert!(after.iter().all(|(id, n)| before.get(id).is_some_and(|b| n <= b)), "{before:?} {after:?}\n{result}");
    }
    let broken = |text: &str| syntax::parse(FileId(0), text).diagnostics.iter().any(|d| d.level == Level::Error);
    if is_neat(text) && !broken(&result) {
        assert!(is_neat(&result), "not laid out:\n{result}");
    }
    if first.rounds < ROUNDS {
        let second = fixed_with(&result, around, take);
        assert!(second.texts.is_empty(), "a second run changes\n{result}\ninto\n{}", after(&second, "web.lbx", ""));
    }
    assert_eq!(first.texts, fixed_with(text, around, take).texts, "the same again");
    !first.kept.is_empty()
}

#[test]
fn whatever_the_source_a_fixed_text_is_no_worse() {
    let runs: u64 = std::env::var("LBXC_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(120);
    let mut done = 0;
    for seed in 1..=runs {
        let mut dice = Dice::new(seed);
        let text = spoil(SEEDS[dice.roll(SEEDS.len())], &mut dice);
        let take = if seed.is_multiple_of(2) { Take::Offers } else { Take::Certain };
        match std::panic::catch_unwind(|| holds(&text, &Around::default(), take)) {
            Ok(something) => done += u64::from(something),
            Err(cause) => {
                let why = cause.downcast_ref::<String>().cloned().unwrap_or_default();
                panic!("seed {seed}: {why}\n{text}");
            }
        }
    }
    assert!(done > runs / 20, "only {done} of {runs} had something to fix");
}

#[test]
fn every_example_that_fails_is_no_worse_when_fixed() {
    let mut wrong = String::new();
    for Failing { at, text, files, options } in rules::failing() {
        let around = Around { files, options };
        for take in [Take::Certain, Take::Offers] {
            if let Err(cause) = std::panic::catch_unwind(|| holds(&text, &around, take)) {
                let why = cause.downcast_ref::<String>().cloned().unwrap_or_default();
                wrong.push_str(&format!("== {at}, {take:?}: {why}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
