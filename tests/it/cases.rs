//! Failures that people have reported, each as the smallest file that has it: `tests/data/cases/ID.lbx`. The first line
//! names the errors and warnings that are to be found, or `nothing` where a tool was wrong to refuse.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lbxc::compile::{Options, compile};
use lbxc::diag::Level;
use lbxc::source::Memory;

#[test]
fn reported_failures_are_found() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cases");
    let mut files: Vec<_> = fs::read_dir(&directory).expect("cases").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for path in &files {
        let text = fs::read_to_string(path).expect("a case");
        let first = text.lines().next().and_then(|l| l.strip_prefix("// ")).unwrap_or_default();
        let wanted: BTreeSet<&str> = match first.split(": ").next() {
            Some("nothing") | None => BTreeSet::new(),
            Some(names) => names.split(", ").collect(),
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let compilation = compile(&name, text.clone(), &mut Memory::default(), &Options::default());
        let heard = |level: Level| matches!(level, Level::Error | Level::Warning);
        let found: BTreeSet<&str> =
            compilation.diagnostics.iter().filter(|d| heard(d.level)).map(|d| d.code.name).collect();
        if found != wanted {
            let said: Vec<&str> = compilation.diagnostics.iter().map(|d| d.message.as_str()).collect();
            wrong.push(format!("{name}: wanted {wanted:?}, found {found:?}\n  {}", said.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!files.is_empty());
}
