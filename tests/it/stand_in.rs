//! The stand-in for Azure Resource Manager has tests of its own, in Python; they are run here, with what lbxc emits for the
//! examples and prototypes, so that the stand-in's reading of them is held against Microsoft's own.

use std::fs;
use std::process::Command;

use lbxc::emit;

use crate::corpus::{files, is_built, outputs};
use crate::support::{root, say};
use crate::{cases, rules};

#[test]
fn its_own_tests_pass() {
    let python = "python3";
    let there = Command::new(python).args(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        say("stand_in: skipped: no python3 of at least 3.9 on PATH");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut count = 0;
    for name in ["examples", "tests/prototypes"].into_iter().flat_map(files).filter(|name| is_built(name)) {
        let (_, template) = outputs(&name).into_iter().find(|(backend, _)| *backend == "arm").expect("a template");
        let file = name.replace('/', "-").replace(".lbx", ".json");
        fs::write(folder.path().join(file), template).expect("the folder is ours");
        count += 1;
    }
    assert!(count >= 30, "only {count} templates");
    // What the rules let pass, and reported failures that are mended: nothing of it may be refused. A body that is given as it
    // is, by `resource`, is its author's affair.
    let as_it_is = |example: &rules::Example| example.text.lines().any(|line| line.starts_with("resource "));
    let mut accepted = cases::deployments();
    for code in rules::all() {
        for (at, example) in rules::examples(code).iter().enumerate().filter(|(_, it)| !it.fails && !as_it_is(it)) {
            accepted.extend(example.run().deployment.map(|it| (format!("{}-{}", code.name, at + 1), it)));
        }
    }
    assert!(accepted.len() >= 250, "only {} of pages and cases", accepted.len());
    for (name, deployment) in accepted {
        let file = folder.path().join(format!("accepted-{name}.json"));
        fs::write(file, emit::arm::template(&deployment)).expect("the folder is ours");
    }

    let output = Command::new(python)
        .args(["-m", "unittest", "discover", "-v", "-s", "tests/stand-in", "-t", "tests/stand-in"])
        .current_dir(root())
        .env("STAND_IN_TEMPLATES", folder.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("python3 runs");
    let said = String::from_utf8_lossy(&output.stderr);
    for line in said.lines().filter(|line| line.contains("... skipped")) {
        say(&format!("stand_in: {line}"));
    }
    let lines: Vec<&str> = said.lines().rev().take(120).collect();
    let tail: Vec<&str> = lines.into_iter().rev().collect();
    assert!(output.status.success(), "{}", tail.join("\n"));
    let ran = said.lines().find_map(|line| line.strip_prefix("Ran ")?.split(' ').next()?.parse::<usize>().ok());
    assert!(ran.is_some_and(|ran| ran >= 75), "{ran:?} tests of the stand-in ran");
}
