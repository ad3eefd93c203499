//! Whole files: the examples, the library, and the prototypes, most of which say what a real template says. Each is
//! checked, formatted, and compiled to all three outputs, which are compared with the ones that were looked at.
//!
//! `LBXC_BLESS=1` writes files in the one layout, and docs/stdlib.md anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lbxc::compile::{Compilation, Options, compile};
use lbxc::diag::Level;
use lbxc::show::{Report, term};
use lbxc::source::{LoadError, Loader, Sources, beside};
use lbxc::syntax::ast::{Ast, Stmt, StmtKind, Use, UseTarget};
use lbxc::{emit, stdlib, syntax};
use sha2::{Digest, Sha256};

use crate::support::root;

/// Reads below the project's directory, so that every name in an output is relative.
struct Files;

impl Loader for Files {
    fn load(&mut self, name: &str) -> Result<String, LoadError> {
        fs::read_to_string(root().join(name)).map_err(|_| LoadError::Missing)
    }
}

/// The `.lbx` files below a directory, their names relative to the project.
pub(crate) fn files(directory: &str) -> Vec<String> {
    let mut open: Vec<PathBuf> = vec![root().join(directory)];
    let mut found = Vec::new();
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).expect("a directory of lbx files") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "lbx") {
                let inside = path.strip_prefix(root()).expect("below the project");
                found.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn tree(name: &str) -> Ast {
    let text = read(name);
    let mut sources = Sources::default();
    let file = sources.add(name, text.clone());
    syntax::parse(file, &text).ast
}

fn compiled(name: &str) -> Compilation {
    compile(name, read(name), &mut Files, &Options::default())
}

fn rendered(compilation: &Compilation) -> String {
    let report = Report { sources: &compilation.sources, diagnostics: &compilation.diagnostics };
    term::render(&[report], false)
}

fn is_deploy(stmt: &Stmt) -> bool {
    matches!(&stmt.kind, StmtKind::Node(node) if &*node.kind.head.text == "deploy")
}

/// Whether a file is built by itself; the others are taken in by `use`.
pub(crate) fn is_built(name: &str) -> bool {
    name.starts_with("tests/prototypes/") && !name.contains("/modules/") || tree(name).stmts.iter().any(is_deploy)
}

fn uses(ast: &Ast) -> impl Iterator<Item = &Use> {
    ast.stmts.iter().filter_map(|s| if let StmtKind::Use(used) = &s.kind { Some(used) } else { None })
}

/// A backend: its name and what it makes.
pub(crate) type Output = (&'static str, String);

pub(crate) fn outputs(name: &str) -> Vec<Output> {
    let compilation = compiled(name);
    let Some(deployment) = &compilation.deployment else { panic!("{name} has errors:\n{}", rendered(&compilation)) };
    vec![
        ("arm", emit::arm::template(deployment)),
        ("bicep", emit::bicep::file(deployment)),
        ("az", emit::az::script(deployment, name)),
    ]
}

/// What is wrong with files, from a level up.
fn wrong(names: &[String], level: Level) -> String {
    let mut wrong = String::new();
    for name in names {
        let mut compilation = compiled(name);
        compilation.diagnostics.retain(|d| d.level == Level::Error || d.level == level);
        if !compilation.diagnostics.is_empty() {
            let _ = writeln!(wrong, "== {name}\n{}", rendered(&compilation));
        }
    }
    wrong
}

#[test]
fn examples_have_neither_errors_nor_warnings() {
    let names = files("examples");
    assert!(names.iter().filter(|n| is_built(n)).count() >= 10, "too few examples");
    let wrong = wrong(&names, Level::Warning);
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every warning on a file that is shipped is justified, one by one, in `tests/data/warnings.tsv`; what is justified there
/// is found.
#[test]
fn every_warning_on_a_prototype_is_justified() {
    let mut found = Vec::new();
    for name in files("tests/prototypes").iter().filter(|name| is_built(name)) {
        let compilation = compiled(name);
        for diagnostic in compilation.diagnostics.iter().filter(|d| d.level == Level::Warning) {
            let line = compilation.sources.line(diagnostic.primary.span);
            found.push((name.clone(), line, diagnostic.code.name.to_owned()));
        }
    }
    let table = fs::read_to_string(root().join("tests/data/warnings.tsv")).expect("the table");
    let mut justified = Vec::new();
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let [name, line, code, reason] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four cells: {row}")
        };
        assert!(reason.len() > 15, "no reason: {row}");
        justified.push((name.to_owned(), line.parse::<usize>().expect("a line"), code.to_owned()));
    }
    found.sort();
    justified.sort();
    assert_eq!(justified, found);
}

#[test]
fn prototypes_have_no_errors() {
    let names = files("tests/prototypes");
    assert_eq!(names.iter().filter(|n| is_built(n)).count(), 29);
    let wrong = wrong(&names, Level::Error);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_file_is_in_the_one_layout() {
    let bless = std::env::var_os("LBXC_BLESS").is_some();
    let mut other = Vec::new();
    for name in ["examples", "stdlib", "tests/prototypes"].into_iter().flat_map(files) {
        let text = read(&name);
        let mut sources = Sources::default();
        let file = sources.add(name.clone(), text.clone());
        let formatted = syntax::format(&text, &syntax::parse(file, &text).ast);
        if formatted != text {
            if bless {
                fs::write(root().join(&name), formatted).expect("a file that can be written");
            } else {
                other.push(name);
            }
        }
    }
    assert!(other.is_empty(), "not in the one layout (LBXC_BLESS=1 writes it): {other:#?}");
}

#[test]
fn every_example_is_listed() {
    let list = read("examples/README.md");
    for name in files("examples") {
        let name = name.trim_start_matches("examples/");
        assert!(list.contains(&format!("({name})")), "examples/README.md does not list {name}");
    }
}

#[test]
fn every_module_of_the_library_is_embedded_and_used_by_an_example() {
    let names: Vec<String> = files("stdlib").iter().map(|f| stem(f).to_owned()).collect();
    assert_eq!(names, stdlib::NAMES, "files in stdlib/ beside `library! {{ }}`");
    let mut used = Vec::new();
    for example in files("examples") {
        for used_here in uses(&tree(&example)) {
            if let UseTarget::Library(path) = &used_here.target {
                used.extend(path.trailers.iter().filter_map(|t| match t {
                    syntax::ast::Trailer::Member(name) => Some(name.text.to_string()),
                    _ => None,
                }));
            }
        }
    }
    for name in names {
        assert_eq!(stdlib::text(&name), Some(&*read(&format!("stdlib/{name}.lbx"))), "{name}");
        assert!(used.contains(&name), "no example uses std.{name}");
    }
}

/// docs/stdlib.md: what the doc comments of the library say.
fn library_page() -> String {
    let mut page = "# The library\n\nModules that lbxc carries, made from their comments; do not edit. `use std.NAME` takes one in.\n".to_owned();
    for name in stdlib::NAMES {
        let file = format!("stdlib/{name}.lbx");
        let (text, ast) = (read(&file), tree(&file));
        let slice = |span: lbxc::source::Span| &text[span.range()];
        let found = ast.stmts.iter().find_map(|s| match &s.kind {
            StmtKind::Module(module) if *module.name.text == **name => Some((s, module)),
            _ => None,
        });
        let (stmt, module) = found.unwrap_or_else(|| panic!("{file} has no module {name}"));
        let doc = stmt.doc.as_ref().unwrap_or_else(|| panic!("{name} has no comment"));
        let _ = write!(page, "\n## {name}\n\n{}\n\n| argument | type | default | |\n|---|---|---|---|\n", doc.text);
        for (arg, doc) in &module.args {
            let doc = doc.as_ref().unwrap_or_else(|| panic!("{name}: {} has no comment", arg.name.text));
            let within = arg.within.as_ref().map(|w| format!(" in {}", slice(w.span))).unwrap_or_default();
            let default = arg.default.as_ref().map_or("required".to_owned(), |d| format!("`{}`", slice(d.span)));
            let (ty, says) = (slice(arg.ty.span), doc.text.replace('\n', " "));
            let _ = writeln!(page, "| `{}` | `{ty}{within}` | {default} | {says} |", arg.name.text);
        }
        let outputs: Vec<String> = module
            .body
            .stmts
            .iter()
            .filter_map(|s| if let StmtKind::Output(o) = &s.kind { Some(format!("`{}`", o.name.text)) } else { None })
            .collect();
        if !outputs.is_empty() {
            let _ = writeln!(page, "\nOutputs: {}.", outputs.join(", "));
        }
    }
    page
}

#[test]
fn the_page_of_the_library_is_fresh() {
    let (path, wanted) = (root().join("docs/stdlib.md"), library_page());
    if std::env::var_os("LBXC_BLESS").is_some() {
        fs::write(&path, &wanted).expect("a page that can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/stdlib.md is not what the modules say: run the tests with LBXC_BLESS=1");
}

/// Whole blocks of the language page have no errors; `lbx fragment` is only parsed.
#[test]
fn what_the_language_page_shows_compiles() {
    let page = read("docs/language.md");
    let mut wrong = String::new();
    for (i, rest) in page.split("```lbx\n").enumerate().skip(1) {
        let text = rest.split("\n```").next().unwrap_or_default();
        let compilation = compile("page.lbx", text.to_owned(), &mut Files, &Options::default());
        if compilation.deployment.is_none() {
            let _ = writeln!(wrong, "== block {i}\n{}", rendered(&compilation));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_a_file_uses_is_there() {
    for name in files("examples") {
        for used in uses(&tree(&name)) {
            if let UseTarget::File(path) = &used.target {
                assert!(root().join(beside(&name, &path.text)).exists(), "{name} uses {}", path.text);
            }
        }
    }
}

fn stem(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|s| s.to_str()).unwrap_or(name)
}

#[test]
fn examples_become_what_was_looked_at() {
    for name in files("examples").iter().filter(|n| is_built(n)) {
        let (first, second) = (outputs(name), outputs(name));
        assert_eq!(first, second, "{name} compiles to different bytes");
        for (backend, text) in first {
            let source = read(name);
            insta::with_settings!({
                omit_expression => true,
                prepend_module_to_snapshot => false,
                snapshot_path => "snapshots/examples",
            }, {
                let pair = format!("{}\n======== {backend} ========\n{}", source.trim_end(), text.trim_end());
                insta::assert_snapshot!(format!("{}.{backend}", stem(name)), pair);
            });
        }
    }
}

/// The prototypes' outputs by their digests, with what is said about each: a change in any shows here, and its
/// difference by building both.
#[test]
fn prototypes_become_what_they_did() {
    let mut all = String::new();
    for name in files("tests/prototypes").iter().filter(|n| is_built(n)) {
        let _ = writeln!(all, "{}", stem(name));
        let (first, second) = (outputs(name), outputs(name));
        assert_eq!(first, second, "{name} compiles to different bytes");
        for (backend, text) in first {
            let digest = Sha256::digest(text.as_bytes());
            let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            let _ = writeln!(all, "  {backend:5} {digest} {} lines", text.lines().count());
        }
        let compilation = compiled(name);
        for diagnostic in compilation.diagnostics.iter().filter(|d| d.level == Level::Warning) {
            let line = compilation.sources.line(diagnostic.primary.span);
            let _ = writeln!(all, "  {} at {line}: {}", diagnostic.code.name, diagnostic.message);
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("prototypes", all);
    });
}
