//! Judges the mutants that `all_at_once.py` has put behind switches: caught is what changes a verdict of the rules'
//! pages. `run` copies this file into the integration tests of a scratch tree; it is no part of the project's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lbxc::diag::Code;
use lbxc::mutant;

use super::rules::{all, announced, complaint, examples, found, remembered, said};

/// The page as it lies in `LBXC_MUTANTS_PAGES` now, so that examples can be tried without a build; else the one compiled in.
pub(super) fn page(code: &Code) -> String {
    let directory = std::env::var("LBXC_MUTANTS_PAGES").unwrap_or_default();
    let stem = code.name.replace('-', "_");
    let read = |room: &str, name: &str| fs::read_to_string(format!("{directory}/src/{room}/{name}.md")).ok();
    read("rules", &stem).or_else(|| read("codes", code.name)).unwrap_or_else(|| code.page.to_owned())
}

/// What the tests look at on the page of a code, bit by bit, as long as somebody wants more of it.
fn look(code: &'static Code, mut more: impl FnMut(String) -> bool) {
    let examples = examples(code);
    let compilations: Vec<_> = examples.iter().map(|example| (example, example.run())).collect();
    for (example, compilation) in &compilations {
        if !more((announced(&example.text) == found(compilation, code)).to_string()) {
            return;
        }
    }
    if remembered().contains(&code) && !more(said(code)) {
        return;
    }
    for (example, compilation) in compilations.iter().filter(|(example, _)| example.fails) {
        for diagnostic in compilation.diagnostics.iter().filter(|d| d.code == code) {
            for fix in &diagnostic.fixes {
                if !more(complaint(example, compilation, code, fix).is_none().to_string()) {
                    return;
                }
            }
        }
    }
}

fn verdict(code: &'static Code) -> Vec<String> {
    let mut all = Vec::new();
    look(code, |bit| {
        all.push(bit);
        true
    });
    all
}

/// Whether the page of a code looks as it did.
fn stands(code: &'static Code, normal: &[String]) -> bool {
    let mut at = 0;
    let mut same = true;
    look(code, |bit| {
        same = normal.get(at) == Some(&bit);
        at += 1;
        same
    });
    same && at == normal.len()
}

/// The pages that are asked about the packet model: of the rules and codes that rest on it.
const PACKETS: &[&str] = &[
    "closed-backend-port",
    "dropped-probe",
    "failed-expect",
    "idle-security-rule",
    "lost-answers",
    "no-way-out",
    "routed-network-tag",
    "shadowed-security-rule",
    "undecided-expect",
];

/// Pages asked so far.
static AT: AtomicUsize = AtomicUsize::new(0);

#[test]
fn mutants() {
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let index: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(variable("LBXC_MUTANTS")).expect("the index")).expect("JSON");
    let from: usize = variable("LBXC_MUTANTS_FROM").parse().expect("a number");
    let mut results = fs::OpenOptions::new().append(true).create(true).open(variable("LBXC_MUTANTS_OUT")).expect("a file");
    let codes = all();
    // A page that never comes by a mutant cannot tell it.
    mutant::set(0);
    let mut reaching: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut normal: Vec<Vec<String>> = Vec::new();
    for (at, code) in codes.iter().enumerate() {
        mutant::reached();
        normal.push(verdict(code));
        for number in mutant::reached() {
            reaching.entry(number).or_default().insert(at);
        }
    }
    // A mutant that does not end is caught: whoever starts this goes on behind it.
    std::thread::spawn(|| {
        let mut last = (0, 0);
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let at = AT.load(Ordering::Relaxed);
            last = if last.0 == at { (at, last.1 + 1) } else { (at, 0) };
            if last.1 > 40 {
                std::process::exit(3);
            }
        }
    });
    let nobody = BTreeSet::new();
    let mut all_pages: Vec<usize> = (0..codes.len()).collect();
    std::panic::set_hook(Box::new(|_| {}));
    for one in index["switched"].as_array().expect("mutants") {
        let number = one["number"].as_u64().expect("a number") as usize;
        if number < from {
            continue;
        }
        let file = one["file"].as_str().expect("a file");
        let stem = file.trim_start_matches("src/rules/").trim_end_matches(".rs").replace('_', "-");
        // A rule is judged by its own page, what rules share by all that come by it.
        let own = codes.iter().position(|code| code.name == stem);
        let reached = reaching.get(&number).unwrap_or(&nobody);
        let mut order: Vec<usize> = own.map_or_else(|| all_pages.clone(), |own| vec![own]);
        order.retain(|at| reached.contains(at));
        if file.starts_with("src/flow/") {
            order.retain(|at| PACKETS.contains(&codes[*at].name));
        }
        mutant::set(number);
        let caught = order.iter().find(|at| {
            AT.fetch_add(1, Ordering::Relaxed);
            let same = catch_unwind(AssertUnwindSafe(|| stands(codes[**at], &normal[**at])));
            !same.unwrap_or(false)
        });
        mutant::set(0);
        // Who has just caught one is asked first the next time.
        if let Some(at) = caught {
            let place = all_pages.iter().position(|page| page == at).expect("one of all");
            all_pages[..=place].rotate_right(1);
        }
        let by = caught.map_or("", |at| codes[*at].name);
        let name = one["name"].as_str().expect("a name");
        let _ = writeln!(results, "{number}\t{}\t{by}\t{name}", if caught.is_some() { "caught" } else { "missed" });
    }
}
