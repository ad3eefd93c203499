//! Parsing is total: whatever the text, there is a tree, at most a message for each mistake, and no end of the process.

use std::time::{Duration, Instant};

use lbxc::syntax::{self, MAX_BYTES, MAX_DEPTH, format};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::layout::{comments, meaning};
use super::{SHOP, TIERS, parse, render};

/// Pieces of text that are put in, on purpose those that open, close or mislead.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"\"\"",
    "${",
    "$${",
    "\\",
    "//",
    "///",
    "\n",
    "\r\n",
    "\r",
    "\t",
    ",",
    ":",
    "=",
    "==",
    "->",
    "=>",
    "..",
    ".",
    "*",
    "+",
    "-",
    "<",
    "<->",
    "/",
    "%",
    "@",
    "#",
    ";",
    "'",
    "\0",
    "\u{1}",
    "é",
    "“",
    "\u{A0}",
    "→",
    "日本",
    " 80",
    "15m",
    "08:00",
    "10.0.0.0/16",
    "::",
    "if ",
    "else ",
    "then ",
    "for i in ",
    "not ",
    "and ",
    "existing ",
    "param p: int",
    "\nvnet x 10.0.0.0/8 {\n",
    "\nlet a = 1\n",
    "allow ",
    "rule r = ",
    "expect ",
    "a: ",
    "true",
    "none",
];

/// One change of a text: where (as a share of its length), how much goes, what comes.
type Change = (u16, u8, Option<prop::sample::Index>);

fn change() -> impl Strategy<Value = Change> {
    (
        any::<u16>(),
        prop_oneof![Just(0u8), Just(0), 1..4u8, 1..60u8],
        prop::option::weighted(0.8, any::<prop::sample::Index>()),
    )
}

fn apply(text: &mut String, changes: &[Change]) {
    for (at, gone, piece) in changes {
        let floor = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(text.len() * usize::from(*at) / usize::from(u16::MAX));
        let end = floor((start + usize::from(*gone)).min(text.len())).max(start);
        let piece = piece.as_ref().map_or("", |index| PIECES[index.index(PIECES.len())]);
        text.replace_range(start..end, piece);
    }
}

/// Declarations of the sample texts, each with the comments above it.
fn declarations() -> Vec<&'static str> {
    [SHOP, TIERS].iter().flat_map(|text| text.split("\n\n")).collect()
}

/// Everything that must hold for any text.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let parsed = parse(text);
    for finding in &parsed.diagnostics {
        let spans = finding.labels.iter().map(|l| l.span).chain([finding.primary.span]);
        let edits = finding.fixes.iter().flat_map(|f| f.edits.iter().map(|e| e.span));
        for span in spans.chain(edits) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?} of {finding:?}");
        }
        let lost = ["too large or too deeply", "cannot be read"].iter().any(|m| finding.message.contains(m));
        prop_assert!(!lost, "{}\n{text}", finding.message);
    }
    let laid_out = format(text, &parsed.ast);
    if parsed.diagnostics.is_empty() {
        let again = parse(&laid_out);
        prop_assert!(again.diagnostics.is_empty(), "{laid_out}\n{}", render(&laid_out, &again.diagnostics));
        let (now, before) = (meaning(&again), meaning(&parsed));
        if now != before {
            let at = now.bytes().zip(before.bytes()).position(|(a, b)| a != b).unwrap_or(0);
            let around = |text: &str| text.chars().skip(at.saturating_sub(80)).take(200).collect::<String>();
            prop_assert!(false, "{}\nwas\n{}\n{text}\n{laid_out}", around(&now), around(&before));
        }
        prop_assert_eq!(comments(&laid_out, &again), comments(text, &parsed), "{}", laid_out);
        prop_assert_eq!(format(&laid_out, &again.ast), laid_out);
    } else {
        for span in &parsed.ast.junk {
            let line = text[span.range()].lines().next().unwrap_or_default().trim();
            prop_assert!(laid_out.contains(line), "`{line}` is gone from:\n{laid_out}");
        }
        // What looks like a comment in a broken line may be anything.
        let line = |at: u32| text[..at as usize].matches('\n').count();
        let broken: Vec<usize> = parsed.diagnostics.iter().map(|d| line(d.primary.span.start)).collect();
        let junk = |at: u32| parsed.ast.junk.iter().any(|j| j.start <= at && at < j.end);
        let sound = |at: u32| !broken.contains(&line(at)) && !junk(at);
        for comment in parsed.ast.comments.iter().filter(|c| sound(c.span.start)) {
            let comment = text[comment.span.range()].trim_end();
            prop_assert!(laid_out.contains(comment), "`{comment}` is gone from:\n{laid_out}");
        }
    }
    Ok(())
}

/// Runs so many changed texts, the same ones every time.
fn mutate(seed: u8, cases: u32) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let texts = declarations();
    let strategy = (0..texts.len(), 0..texts.len(), prop::collection::vec(change(), 1..4));
    let outcome = runner.run(&strategy, |(first, second, changes)| {
        let mut text = texts[first].to_string();
        if text.len() + texts[second].len() < 700 {
            text.push('\n');
            text.push_str(texts[second]);
        }
        apply(&mut text, &changes);
        holds(&text)
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn changed_texts_keep_every_promise_1() {
    mutate(1, 25_000);
}

#[test]
fn changed_texts_keep_every_promise_2() {
    mutate(2, 25_000);
}

#[test]
fn changed_texts_keep_every_promise_3() {
    mutate(3, 25_000);
}

#[test]
fn changed_texts_keep_every_promise_4() {
    mutate(4, 25_000);
}

#[test]
fn noise_has_a_tree() {
    let config = Config { cases: 2_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]));
    let noise = prop::collection::vec(any::<prop::sample::Index>(), 0..60);
    let outcome = runner.run(&noise, |pieces| {
        let text: String = pieces.iter().map(|p| PIECES[p.index(PIECES.len())]).collect();
        holds(&text)
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn depth_is_a_message_and_never_a_crash() {
    let most = MAX_DEPTH;
    let deep = |open: &str, close: &str, n: usize| format!("let x = {}{}", open.repeat(n), close.repeat(n));
    for (open, close) in [("[", "]"), ("(", ")"), ("f(", ")"), ("[{ a: ", " }]")] {
        let just = deep(open, close, 30);
        assert!(parse(&just).diagnostics.len() <= 1, "{open}");
        for n in [most + 1, 1_000, 100_000] {
            let found = parse(&deep(open, close, n)).diagnostics;
            assert_eq!(found.len(), 1, "{open} {n}");
            assert_eq!(found[0].code.name, "too-deep", "{open} {n}");
        }
    }
    let just = format!("let x = {}1{}", "[".repeat(most - 1), "]".repeat(most - 1));
    assert_eq!(render(&just, &parse(&just).diagnostics), "");
    let just = format!("{}{}", "a {\n".repeat(most), "}\n".repeat(most));
    assert_eq!(render(&just, &parse(&just).diagnostics), "");
    for text in [
        "a {\n".repeat(100_000),
        "if a {\n".repeat(100_000),
        format!("let x = {}", "if a then ".repeat(20_000)),
        format!("let x = {}1", "1 + ".repeat(20_000)),
        format!("if a {{\n}}{}", " else if a {\n}".repeat(5_000)),
        format!("let x = {}\"", "\"${".repeat(1_000)),
    ] {
        let found = parse(&text).diagnostics;
        assert!(found.iter().any(|d| d.code.name == "too-deep"), "{}", render(&text[..20], &[]));
    }
}

#[test]
fn hostile_nesting_of_mistakes_stays_cheap() {
    let begin = Instant::now();
    for text in [
        format!("{}x {}", "for k in { ".repeat(60), "} ? ".repeat(60)),
        format!("{}x {}", "a: { ".repeat(60), "} ? ".repeat(60)),
        format!("{}x {}", "a [{ ".repeat(30), "} ? ".repeat(30)),
        format!("{}x {}", "if a { ".repeat(60), "} else ? ".repeat(60)),
        format!("{}x {}", "let a = [{ b: ".repeat(30), "} ? ".repeat(30)),
        "{}".repeat(20_000),
        "x = [ \"${{\n".repeat(60),
        format!("x {{\n{}", "a: [b\n".repeat(60)),
    ] {
        parse(&text);
    }
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
}

#[test]
fn the_size_of_a_file_is_bounded_and_said() {
    let text = "\n".repeat(MAX_BYTES + 1);
    let found = syntax::parse(lbxc::source::FileId(0), &text).diagnostics;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.name, "file-too-large");
}
