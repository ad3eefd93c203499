//! Every example and every prototype: what is emitted fits the published types, Bicep has nothing to say about it, and ARM JSON
//! and Bicep mean the same.

use std::fs;
use std::path::{Path, PathBuf};

use lbxc::compile::{Options, compile};
use lbxc::deploy::Deployment;
use lbxc::diag::Level;
use lbxc::emit::arm;
use lbxc::source::{LoadError, Loader};

use crate::support;

struct Folder;

impl Loader for Folder {
    fn load(&mut self, name: &str) -> Result<String, LoadError> {
        fs::read_to_string(name).map_err(|_| LoadError::Missing)
    }
}

/// The files that are built on their own: those in `modules` are taken in by others.
pub(crate) fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("examples"), root.join("tests/prototypes")];
    open.extend(std::env::var_os("LBXC_MORE_FILES").map(PathBuf::from));
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() && !path.ends_with("modules") {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "lbx") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 40, "{} files", found.len());
    found
}

pub(crate) fn deployment(path: &Path) -> Result<Deployment, Vec<String>> {
    let name = path.to_str().expect("names are UTF-8");
    let text = fs::read_to_string(path).expect("the file can be read");
    let compiled = compile(name, text, &mut Folder, &Options::default());
    let errors = compiled.diagnostics.iter().filter(|d| d.level == Level::Error);
    let errors = errors.map(|d| format!("{}: {}", d.code.name, d.message)).collect();
    compiled.deployment.ok_or(errors)
}

#[test]
fn every_file_fits_the_published_types() {
    let mut wrong = Vec::new();
    for path in files() {
        match deployment(&path) {
            Ok(deployment) => {
                let template = serde_json::from_str(&arm::template(&deployment)).expect("a template is JSON");
                wrong.extend(support::agree::wrong_bodies(&template).into_iter().map(|said| (path.clone(), said)));
            }
            Err(errors) => wrong.extend(errors.into_iter().map(|said| (path.clone(), said))),
        }
    }
    report(&wrong);
}

#[test]
fn every_file_means_the_same_in_arm_and_bicep() {
    let Some(mut server) = support::bicep::server("every_file_means_the_same_in_arm_and_bicep") else { return };
    let mut wrong = Vec::new();
    for path in files() {
        match deployment(&path) {
            Ok(deployment) => {
                let said = support::agree::complaints(&mut server, &deployment);
                wrong.extend(said.into_iter().map(|said| (path.clone(), said)));
            }
            Err(errors) => wrong.extend(errors.into_iter().map(|said| (path.clone(), said))),
        }
    }
    report(&wrong);
}

fn report(wrong: &[(PathBuf, String)]) {
    let lines: Vec<String> = wrong
        .iter()
        .map(|(path, said)| format!("{}: {said}", path.file_name().unwrap_or_default().display()))
        .collect();
    assert!(lines.is_empty(), "{} complaints\n{}", lines.len(), lines.join("\n"));
}
