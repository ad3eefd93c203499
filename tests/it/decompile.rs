//! `bicep decompile` takes the template of every example and prototype without an error, but for those that are named here.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::{env, thread};

use lbxc::emit::arm;

use crate::support::{bicep, say};
use crate::{emit_files, support};

/// A param called `subscription` whose default asks `subscription()`: the decompiler writes no `az.` before the function.
const SHADOW: &[&str] = &["BCP079", "BCP062"];

/// Where the decompiler fails, and how. What is named here and does not fail so fails the test as well.
const KNOWN: &[(&str, &[&str])] = &[("shared-lb-new-scale-set.lbx", SHADOW)];

/// The errors of one template.
fn complaints(bicep: &Path, template: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("web.json"), template).expect("the folder is ours");
    let mut command = Command::new(bicep);
    command.args(["decompile", "web.json", "--outfile", "web.bicep"]).current_dir(folder.path());
    support::bicep::with_home(&mut command);
    let output = command.output().expect("bicep starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    let mut found: Vec<String> = said.lines().filter(|line| line.contains(") : Error ")).map(str::to_owned).collect();
    if !output.status.success() && found.is_empty() {
        found.push(format!("it ends with {:?}: {said}", output.status.code()));
    }
    if found.is_empty() && !folder.path().join("web.bicep").is_file() {
        found.push("it writes nothing".to_owned());
    }
    found
}

#[test]
fn bicep_decompiles_every_template() {
    let Some(bicep) = bicep::path() else {
        say("bicep_decompiles_every_template: skipped: no bicep (set LBXC_BICEP, or put it on PATH)");
        return;
    };
    let only = env::var("LBXC_ONLY").unwrap_or_default();
    let mut templates = Vec::new();
    for path in emit_files::files() {
        // Files that are wrong are other tests' affair.
        let Ok(deployment) = emit_files::deployment(&path) else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.contains(&only) {
            templates.push((name, arm::template(&deployment)));
        }
    }
    let count = templates.len();
    assert!(!only.is_empty() || count >= 48, "{count} templates");
    let (open, found) = (Mutex::new(templates.into_iter()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = open.lock().expect("no test panics here").next();
                    let Some((name, template)) = next else { break };
                    let said = complaints(&bicep, &template);
                    let known = KNOWN.iter().find(|(file, _)| *file == name).map_or(&[][..], |(_, codes)| codes);
                    let (expected, mut said): (Vec<String>, Vec<String>) = said
                        .into_iter()
                        .partition(|said| known.iter().any(|code| said.contains(&format!("Error {code}:"))));
                    if known.is_empty() != expected.is_empty() {
                        said.push("it is in KNOWN and does not fail so".to_owned());
                    }
                    let said = said.into_iter().map(|said| format!("{name}: {said}"));
                    found.lock().expect("no test panics here").extend(said);
                }
            });
        }
    });
    let found = found.into_inner().expect("no test panicked");
    let known = KNOWN.len();
    say(&format!("bicep decompile: {count} templates, {} errors, {known} that fail as is known", found.len()));
    assert!(found.is_empty(), "{}", found.join("\n"));
}
