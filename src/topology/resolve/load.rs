//! Reads every file that a file uses, before anything is resolved. Trees live as long as resolving does.

use std::collections::HashMap;

use crate::codes;
use crate::diag::Diagnostic;
use crate::source::{FileId, LoadError, Loader, Sources, beside};
use crate::syntax;
use crate::syntax::ast::{Ast, Block, Else, If, Stmt, StmtKind, Use, UseTarget};

/// The library that is shipped inside the binary: a module's name → its text.
pub type Library = fn(&str) -> Option<&'static str>;

/// All trees of a compilation; the first is the file that is built.
#[derive(Debug)]
pub struct Files {
    /// Each file's name and tree.
    pub files: Vec<(String, Ast)>,
    by_name: HashMap<String, usize>,
}

impl Files {
    /// The file of that name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}

/// The name under which a `use` looks for its file.
pub(super) fn target_name(from: &str, target: &UseTarget) -> String {
    match target {
        UseTarget::File(name) => beside(from, &name.text),
        UseTarget::Library(path) => {
            let rest: Vec<&str> = path
                .trailers
                .iter()
                .filter_map(|t| if let syntax::ast::Trailer::Member(n) = t { Some(&*n.text) } else { None })
                .collect();
            format!("<{}/{}.lbx>", path.head.text, rest.join("/"))
        }
    }
}

/// Parses `file` and everything it uses.
pub fn load(
    file: FileId,
    sources: &mut Sources,
    loader: &mut dyn Loader,
    library: Library,
    diagnostics: &mut Vec<Diagnostic>,
) -> Files {
    let name = sources.name_of(file).to_owned();
    let parsed = syntax::parse(file, sources.text(file));
    diagnostics.extend(parsed.diagnostics);
    let mut files = Files { files: vec![(name.clone(), parsed.ast)], by_name: HashMap::from([(name, 0)]) };
    let mut at = 0;
    while at < files.files.len() {
        let mut uses = Vec::new();
        collect(&files.files[at].1.stmts, &mut uses);
        let uses: Vec<Use> = uses.into_iter().cloned().collect();
        let from = files.files[at].0.clone();
        for used in uses {
            let name = target_name(&from, &used.target);
            if files.by_name.contains_key(&name) {
                continue;
            }
            let text = match &used.target {
                UseTarget::Library(path) => match library_text(path, library) {
                    Ok(text) => text.to_owned(),
                    Err(diagnostic) => {
                        diagnostics.push(*diagnostic);
                        continue;
                    }
                },
                UseTarget::File(written) => match loader.load(&name) {
                    Ok(text) => text,
                    Err(error) => {
                        diagnostics.push(unreadable(written.span, &written.text, &error));
                        continue;
                    }
                },
            };
            let id = sources.add(name.clone(), text);
            let parsed = syntax::parse(id, sources.text(id));
            diagnostics.extend(parsed.diagnostics);
            files.by_name.insert(name.clone(), files.files.len());
            files.files.push((name, parsed.ast));
        }
        at += 1;
    }
    files
}

fn library_text(path: &syntax::ast::Ref, library: Library) -> Result<&'static str, Box<Diagnostic>> {
    let [syntax::ast::Trailer::Member(module)] = &path.trailers[..] else {
        return Err(Box::new(
            codes::MISSING_FILE
                .at(path.span, "a module of the library is called `std.NAME`")
                .help("a file stands in quotes: `use \"./network.lbx\" as net`"),
        ));
    };
    if &*path.head.text != "std" {
        return Err(Box::new(
            codes::MISSING_FILE
                .at(path.span, format!("no library `{}`; the one there is is `std`", path.head.text))
                .help("a file stands in quotes: `use \"./network.lbx\" as net`"),
        ));
    }
    library(&module.text).ok_or_else(|| {
        let names = crate::stdlib::NAMES;
        let missing = codes::MISSING_FILE.at(module.span, format!("the library has no module `{}`", module.text));
        Box::new(match crate::diag::nearest(&module.text, names.iter().copied()) {
            Some(near) => missing.fix(format!("write `{near}`"), module.span, near),
            None => missing.help(format!("it has {}", names.join(", "))),
        })
    })
}

/// The words for a file that cannot be had.
pub(super) fn unreadable(span: crate::source::Span, written: &str, error: &LoadError) -> Diagnostic {
    match error {
        LoadError::Missing => codes::MISSING_FILE
            .at(span, format!("there is no file `{written}`"))
            .help("the path is relative to this file"),
        other => codes::UNREADABLE.at(span, format!("`{written}` cannot be read: {other}")),
    }
}

/// Every `use`, wherever the grammar lets one stand.
fn collect<'a>(stmts: &'a [Stmt], out: &mut Vec<&'a Use>) {
    for stmt in stmts {
        match &stmt.kind {
            StmtKind::Use(used) => out.push(used),
            StmtKind::If(branch) => collect_if(branch, out),
            StmtKind::For(turn) => collect(&turn.body.stmts, out),
            StmtKind::Module(module) => collect(&module.body.stmts, out),
            StmtKind::Property(_)
            | StmtKind::Node(_)
            | StmtKind::Param(_)
            | StmtKind::Let(_)
            | StmtKind::Output(_)
            | StmtKind::Expect(_)
            | StmtKind::Waive(_)
            | StmtKind::Raw(_)
            | StmtKind::Junk => {}
        }
    }
}

fn collect_if<'a>(branch: &'a If, out: &mut Vec<&'a Use>) {
    collect(&branch.then.stmts, out);
    match &branch.otherwise {
        Some(Else::Block(Block { stmts, .. })) => collect(stmts, out),
        Some(Else::If(next, _)) => collect_if(next, out),
        None => {}
    }
}
