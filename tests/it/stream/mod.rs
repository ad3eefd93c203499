//! The stream: random programs, valid by construction, and what the judges say about their three outputs.
//!
//! | variable | what it says |
//! |---|---|
//! | `LBXC_STREAM` | how many programs the quick judges see |
//! | `LBXC_STREAM_REAL` | how many the official tools see as well |
//! | `LBXC_SEED` | the first program's number; what failed prints its own |
//!
//! A program that lbxc refuses is a failure like any other: of the programs' maker, or of lbxc. A failing program is made
//! smaller, statement by statement, as long as it fails in the same way.

mod autoscale;
mod choice;
mod count;
mod machine;
mod network;
mod special;
mod tree;
mod write;

use std::cell::{Cell, RefCell};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use lbxc::compile::{Compilation, Options, compile};
use lbxc::diag::Level;
use lbxc::source::{FileId, Memory};
use lbxc::syntax;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::judges::{self, Emitted, Judge};
use crate::{emit_files, real_az, support};
use count::Counts;
use tree::{Program, Programs};

/// How many programs the quick judges see unless told otherwise.
const QUICK: u64 = 2500;
/// How many the official tools see.
const REAL: u64 = 25;
/// How often each construct stands in the programs of such a run, at the least.
const LEAST: usize = 50;

/// The quick judges against examples and prototypes, which the official tools judge elsewhere: a judge that errs shows here.
#[test]
fn every_file_pleases_the_quick_judges() {
    let mut said = Vec::new();
    for path in emit_files::files() {
        let Ok(deployment) = emit_files::deployment(&path) else { continue };
        let emitted = Emitted::of(&deployment);
        let found = (0..3).flat_map(|turn| judges::quick(&emitted, turn));
        said.extend(found.map(|found| format!("{}: {found:?}", path.display())));
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// What is wrong, in short, so that a smaller program can be seen to fail in the same way; and in full.
#[derive(Debug)]
struct Wrong {
    sort: String,
    said: String,
}

/// Which tools judge as well.
#[derive(Clone, Copy, Debug, Default)]
struct Tools {
    /// Any at all.
    real: bool,
    bicep: bool,
    az: bool,
}

fn compiled(text: &str) -> Compilation {
    let mut memory = Memory::default();
    for (name, text) in choice::FILES {
        memory.0.insert((*name).to_owned(), (*text).to_owned());
    }
    compile("main.lbx", text.to_owned(), &mut memory, &Options::default())
}

/// The judges on one program, or the one that is asked for; the turn chooses the params' values.
fn judged(text: &str, turn: usize, tools: Tools, only: Option<&str>, counts: Option<&mut Counts>) -> Result<(), Wrong> {
    let wrong = |sort: &str, said: String| Err(Wrong { sort: sort.to_owned(), said });
    let first = compiled(text);
    if let Some(counts) = counts {
        counts.program(text, &first);
    }
    let mut errors = first.diagnostics.iter().filter(|d| d.level == Level::Error);
    if let Some(error) = errors.next() {
        let line = first.sources.line(error.primary.span);
        return wrong(&format!("refused: {}", error.code.name), format!("line {line}: {}", error.message));
    }
    let Some(deployment) = &first.deployment else { return wrong("refused", "there is no deployment".into()) };
    let emitted = Emitted::of(deployment);

    // Determinism, of the source as it is and as `fmt` writes it.
    let again = compiled(text).deployment.map(|deployment| Emitted::of(&deployment));
    if again.as_ref() != Some(&emitted) {
        return wrong("determinism", "a second compilation writes something else".into());
    }
    let laid_out = syntax::format(text, &syntax::parse(FileId(0), text).ast);
    if syntax::format(&laid_out, &syntax::parse(FileId(0), &laid_out).ast) != laid_out {
        return wrong("fmt", format!("a second `fmt` changes something\n{laid_out}"));
    }
    match compiled(&laid_out).deployment.map(|deployment| Emitted::of(&deployment)) {
        // The script names lines.
        Some(same) if same.template == emitted.template && same.bicep == emitted.bicep => {}
        _ => return wrong("fmt", format!("`fmt` changes the meaning\n{laid_out}")),
    }

    let judge = only.and_then(|only| judges::ALL.iter().copied().find(|judge| format!("{judge:?}") == only));
    let asks = |judges: &[Judge]| judge.is_none_or(|judge| judges.contains(&judge));
    let mut found = Vec::new();
    if !asks(&[Judge::Lint, Judge::Refusals, Judge::Bicep, Judge::Engine, Judge::Az]) || judge.is_none() {
        found.extend(judges::quick(&emitted, turn));
    }
    if tools.real {
        if asks(&[Judge::Lint]) {
            found.extend(judges::linted(&emitted));
        }
        if asks(&[Judge::Refusals]) {
            found.extend(judges::refused(&emitted));
        }
        if tools.bicep
            && let Some(mut server) = support::bicep::server("stream")
        {
            // A difference of order may be in what Bicep makes.
            if asks(&[Judge::Bicep, Judge::Order]) {
                found.extend(judges::compiled(&mut server, &emitted, turn));
            }
            if asks(&[Judge::Engine]) {
                found.extend(judges::engine(&mut server, &emitted, turn));
            }
        }
        if tools.az && asks(&[Judge::Az]) {
            let said = real_az::complaints(deployment, turn).unwrap_or_default();
            found.extend(said.into_iter().map(|said| (Judge::Az, said)));
        }
    }
    match found.first() {
        None => Ok(()),
        Some((judge, _)) => {
            let said: Vec<String> = found.iter().map(|(judge, said)| format!("{judge:?}: {said}")).collect();
            wrong(&format!("{judge:?}"), said.join("\n"))
        }
    }
}

/// One program, made smaller if it fails.
fn case(seed: u64, tools: Tools, counts: &mut Counts) -> Result<(), String> {
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: if tools.real { 600 } else { 3000 },
        max_shrink_time: Duration::from_secs(60).as_millis() as u32,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let tree = Programs { seed: Some(seed) }.new_tree(&mut runner).map_err(|reason| reason.to_string())?;
    // The sort of the first failure: a smaller program that fails otherwise is no smaller one of this.
    let sort: RefCell<Option<String>> = RefCell::new(None);
    let first = Cell::new(Some(counts));
    let outcome = runner.run_one(tree, |program: Program| {
        let mut sort = sort.borrow_mut();
        match judged(&program.to_string(), (seed % 3) as usize, tools, sort.as_deref(), first.take()) {
            Ok(()) => Ok(()),
            Err(wrong) => {
                if sort.is_none() {
                    let said = wrong.said.lines().next().unwrap_or_default();
                    support::say(&format!("program {seed} fails and gets smaller: {}: {said}", wrong.sort));
                }
                if sort.get_or_insert_with(|| wrong.sort.clone()) == &wrong.sort {
                    Err(TestCaseError::fail(format!("{}: {}", wrong.sort, wrong.said)))
                } else {
                    Ok(())
                }
            }
        }
    });
    match outcome {
        Ok(_) => Ok(()),
        Err(TestError::Fail(why, program)) => {
            Err(format!("program {seed} (LBXC_SEED={seed} LBXC_STREAM=1): {why}\n\n{program}"))
        }
        Err(TestError::Abort(why)) => Err(format!("program {seed}: {why}")),
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Programs of a range of numbers, on all cores; the failures, and what the programs had in them.
fn run(from: u64, count: u64, tools: Tools) -> (Vec<String>, Counts) {
    let next = AtomicU64::new(from);
    let failed = Mutex::new(Vec::new());
    let all = Mutex::new(Counts::new());
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let mut counts = Counts::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    // A few failures are enough to look at.
                    if seed >= from + count || failed.lock().is_ok_and(|failed| failed.len() >= 5) {
                        break;
                    }
                    if let Err(failure) = case(seed, tools, &mut counts)
                        && let Ok(mut failed) = failed.lock()
                    {
                        failed.push(failure);
                    }
                }
                if let Ok(mut all) = all.lock() {
                    all.add(counts);
                }
            });
        }
    });
    (failed.into_inner().unwrap_or_default(), all.into_inner().unwrap_or_default())
}

#[test]
fn the_outputs_of_programs_agree() {
    let (from, count) = (number("LBXC_SEED").unwrap_or(1), number("LBXC_STREAM").unwrap_or(QUICK));
    let start = Instant::now();
    let (failed, counts) = run(from, count, Tools::default());
    let seen = counts.rarest();
    let few: Vec<String> = seen.iter().take(12).map(|(number, name)| format!("{name} {number}")).collect();
    support::say(&format!(
        "stream: programs {from} to {}, {} constructs, {:?}; the rarest: {}",
        from + count - 1,
        seen.len(),
        start.elapsed(),
        few.join(", ")
    ));
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n\n"));
    if count >= QUICK {
        let rare: Vec<String> = seen
            .iter()
            .filter(|(number, _)| *number < LEAST)
            .map(|(number, name)| format!("{name} {number}"))
            .collect();
        assert!(rare.is_empty(), "too rare: {}", rare.join(", "));
    }
}

#[test]
fn the_official_tools_agree_about_programs() {
    let tools = Tools {
        real: true,
        bicep: support::bicep::server("the_official_tools_agree_about_programs").is_some(),
        az: real_az::is_there(),
    };
    let (from, count) = (number("LBXC_SEED").unwrap_or(1), number("LBXC_STREAM_REAL").unwrap_or(REAL));
    let start = Instant::now();
    let (failed, _) = run(from, count, tools);
    support::say(&format!(
        "stream: programs {from} to {} by shellcheck{}{}, {:?}",
        from + count - 1,
        if tools.bicep { ", Bicep and Microsoft's engine" } else { "" },
        if tools.az { ", the real az" } else { "" },
        start.elapsed()
    ));
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n\n"));
}

/// A failing program shrinks to the statements that make it fail.
#[test]
fn a_failing_program_gets_small() {
    let mut runner = TestRunner::new(Config { failure_persistence: None, max_shrink_iters: 5000, ..Config::default() });
    let seed = (1..).find(|seed| write::program(*seed).to_string().contains("nat_pool")).unwrap_or_default();
    let tree = Programs { seed: Some(seed) }.new_tree(&mut runner).expect("a program");
    let outcome = runner.run_one(tree, |program: Program| {
        let text = program.to_string();
        let fails = text.contains("nat_pool ssh") && syntax::parse(FileId(0), &text).diagnostics.is_empty();
        if fails { Err(TestCaseError::fail("it has a NAT pool")) } else { Ok(()) }
    });
    let Err(TestError::Fail(_, program)) = outcome else { panic!("{outcome:?}") };
    let text = program.to_string();
    assert!(text.lines().count() <= 5 && text.contains("lb "), "{text}");
}
