//! All phases in a row: text in, findings and a deployment out. Whoever embeds lbxc starts here.
//! Deliberately absent: files. A [`Loader`] gives the text of what a source names.

use crate::codes;
use crate::deploy::{self, Deployment};
use crate::diag::{self, Code, Diagnostic, Levels};
use crate::rules::{self, Valid};
use crate::source::{Loader, Sources};
use crate::stdlib;
use crate::syntax::edit;
use crate::topology::{self, Topology};

/// What a caller decides.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Params that are fixed at compile time.
    pub sets: Vec<(String, String)>,
    /// What the findings' levels become.
    pub levels: Levels,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Compilation {
    /// Every file that was read.
    pub sources: Sources,
    /// The findings, sorted, at the levels that were asked for.
    pub diagnostics: Vec<Diagnostic>,
    /// The topology, if nothing is wrong with it: what `deploy::lower` takes.
    pub valid: Option<Valid>,
    /// The topology otherwise.
    pub topology: Option<Topology>,
    /// What will exist in Azure, if nothing is wrong and a template can hold it.
    pub deployment: Option<Deployment>,
}

impl Compilation {
    /// What the source means, as far as it goes.
    pub fn meaning(&self) -> Option<&Topology> {
        self.valid.as_ref().map(Valid::topology).or(self.topology.as_ref())
    }
}

/// Compiles a source called `name`.
pub fn compile(name: &str, text: String, loader: &mut dyn Loader, options: &Options) -> Compilation {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let mut diagnostics = Vec::new();
    let files = topology::load(file, &mut sources, loader, stdlib::text, &mut diagnostics);
    let resolved = topology::resolve(&files, &mut sources, loader, &options.sets);
    diagnostics.extend(resolved.diagnostics);
    let check = rules::check(resolved.topology, diagnostics, &options.levels);
    let mut diagnostics = check.diagnostics;
    let mut deployment = check.valid.as_ref().map(|valid| deploy::lower(valid, &sources));
    let mut limits = deployment.as_ref().map(deploy::limits::check).unwrap_or_default();
    if !limits.is_empty() {
        deployment = None;
        options.levels.apply(&mut limits);
        diagnostics.extend(limits);
        diag::sort(&mut diagnostics);
    }
    for fix in diagnostics.iter_mut().flat_map(|d| &mut d.fixes) {
        edit::fit(fix, |file| sources.text(file));
    }
    Compilation { sources, diagnostics, valid: check.valid, topology: check.topology, deployment }
}

/// Every code there is, by id.
pub fn codes() -> Vec<&'static Code> {
    let mut all: Vec<&Code> = codes::ALL.iter().copied().chain(rules::ALL.iter().map(|rule| rule.code)).collect();
    all.sort_by_key(|code| code.id);
    all
}

/// The code of that id or name.
pub fn code(id_or_name: &str) -> Option<&'static Code> {
    codes().into_iter().find(|code| code.name == id_or_name || code.id.eq_ignore_ascii_case(id_or_name))
}
