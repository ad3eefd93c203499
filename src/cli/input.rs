//! From the command line's files to compilations: named, sorted, read, compiled with the levels that hold there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::Compiling;
use super::files::{self, Disk};
use super::levels::{self, Asked};
use super::out::{Failure, Reporter};
use super::settings;
use crate::codes::{FILE_TOO_LARGE, NOT_UTF8, UNREADABLE};
use crate::compile::{Compilation, Options, compile};
use crate::diag::Diagnostic;
use crate::source::{LoadError, Sources, Span, normal};

/// A file of the command line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Input {
    /// What reports call it.
    pub(super) name: String,
    /// Where it is; `None` is standard input.
    pub(super) path: Option<PathBuf>,
}

impl Input {
    /// What its outputs are called.
    pub(super) fn stem(&self) -> String {
        match self.path.as_deref().and_then(Path::file_stem) {
            Some(stem) => stem.to_string_lossy().into_owned(),
            None => "stdin".to_owned(),
        }
    }

    /// Its name without its directory.
    pub(super) fn file_name(&self) -> String {
        match self.path.as_deref().and_then(Path::file_name) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => self.name.clone(),
        }
    }

    /// Its text, or what is wrong with it and the sources to show that in.
    pub(super) fn read(&self) -> Result<String, Box<(Sources, Diagnostic)>> {
        let text = match &self.path {
            Some(path) => files::read(path),
            None => files::decode(std::io::stdin().lock()),
        };
        text.map_err(|error| Box::new(self.refusal(error)))
    }

    fn refusal(&self, error: LoadError) -> (Sources, Diagnostic) {
        let mut sources = Sources::default();
        let message = format!("cannot read `{}`: {error}", self.name);
        let (code, text, at) = match &error {
            LoadError::NotUtf8 { lossy, at, .. } => (&NOT_UTF8, lossy.as_str(), *at),
            LoadError::TooLarge { .. } => (&FILE_TOO_LARGE, "", 0),
            LoadError::Missing | LoadError::Directory | LoadError::Refused(_) => (&UNREADABLE, "", 0),
        };
        let end = if text.is_empty() { 0 } else { at + char::REPLACEMENT_CHARACTER.len_utf8() };
        let file = sources.add(self.name.as_str(), text);
        let mut diagnostic = code.at(Span::new(file, at, end), message);
        if code == &NOT_UTF8 {
            diagnostic = diagnostic.here("no UTF-8 from here").help(match text.chars().next() {
                Some(char::REPLACEMENT_CHARACTER) if text.contains('\0') => {
                    "it looks like UTF-16: save the file as UTF-8"
                }
                Some(_) | None => "save the file as UTF-8",
            });
        }
        (sources, diagnostic)
    }
}

/// The command line's files, sorted by name so that their order there means nothing; a repeated one counts once.
pub(super) fn inputs(files: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let mut inputs = BTreeSet::new();
    for path in files {
        if path.as_os_str() == "-" {
            inputs.insert(Input { name: "<stdin>".to_owned(), path: None });
            continue;
        }
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        if ["json", "bicep"].contains(&extension.as_str()) {
            let name = path.display();
            return Err(Failure::Usage(format!("`{name}` is no lbx source; lbxc compiles `.lbx` files")));
        }
        let name = normal(&path.to_string_lossy());
        let name = if name.is_empty() { ".".to_owned() } else { name };
        inputs.insert(Input { name, path: Some(path.clone()) });
    }
    let mut inputs: Vec<Input> = inputs.into_iter().collect();
    inputs.dedup_by(|a, b| a.name == b.name);
    Ok(inputs)
}

/// A file of the command line, read: its text and how to compile it; or, where it cannot be read, that finding.
pub(super) type Prepared = (Input, Result<(String, Options), Compilation>);

/// Reads every file.
pub(super) fn prepare(compiling: &Compiling, asked: &[Asked], reporter: &Reporter) -> Result<Vec<Prepared>, Failure> {
    let inputs = inputs(&compiling.files)?;
    // A name that is unknown is a mistake of the command line, whatever the files say.
    levels::on_top(Default::default(), asked)?;
    let mut all = Vec::new();
    for input in inputs {
        reporter.detail(&format!("reading {}", input.name));
        let prepared = match (settings::of(&input, reporter), input.read()) {
            (Err((sources, diagnostics)), _) => Err(Compilation { sources, diagnostics, ..Compilation::default() }),
            (Ok(_), Err(refusal)) => {
                let (sources, diagnostic) = *refusal;
                Err(Compilation { sources, diagnostics: vec![diagnostic], ..Compilation::default() })
            }
            (Ok(settings), Ok(text)) => {
                Ok((text, Options { sets: compiling.sets.clone(), levels: levels::on_top(settings, asked)? }))
            }
        };
        all.push((input, prepared));
    }
    Ok(all)
}

/// Compiles every file. One that cannot be read is a compilation with that finding.
pub(super) fn compile_all(
    compiling: &Compiling,
    asked: &[Asked],
    reporter: &Reporter,
) -> Result<Vec<(Input, Compilation)>, Failure> {
    let compiled = |(input, prepared): Prepared| {
        let compilation = prepared.map(|(text, options)| {
            let mut disk = Disk::default();
            let compilation = compile(&input.name, text, &mut disk, &options);
            disk.read.iter().for_each(|name| reporter.detail(&format!("read {name}")));
            compilation
        });
        (input, compilation.unwrap_or_else(|unread| unread))
    };
    Ok(prepare(compiling, asked, reporter)?.into_iter().map(compiled).collect())
}

/// The findings of all compilations; what two of them say in the same words of a file that both use is said once.
pub(super) fn findings(all: &[(Input, Compilation)]) -> Vec<(&Sources, Vec<Diagnostic>)> {
    let mut seen = BTreeSet::new();
    let several = all.len() > 1;
    all.iter()
        .map(|(_, compilation)| {
            let sources = &compilation.sources;
            let fresh = compilation.diagnostics.iter().filter(|d| {
                let span = d.primary.span;
                let name = sources.name_of(span.file).to_owned();
                !several || seen.insert((name, span.start, span.end, d.code.id, d.message.clone(), d.labels.len()))
            });
            (sources, fresh.cloned().collect())
        })
        .collect()
}
