//! `lbxc build`: check, then write. All outputs of all files are made in memory first; an error in one file means
//! that nothing is written at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{Build, Emit};
use super::files::{self, Output};
use super::input::{self, Input};
use super::levels::Asked;
use super::out::{Failure, Reporter};
use super::{FINE, fix};
use crate::deploy::Deployment;
use crate::emit;

pub(super) fn run(args: &Build, asked: Vec<Asked>, reporter: &Reporter) -> Result<u8, Failure> {
    let mut emits = if args.emit.is_empty() { vec![Emit::Arm, Emit::Bicep, Emit::Cli] } else { args.emit.clone() };
    emits.sort();
    emits.dedup();
    let inputs = input::inputs(&args.compiling.files)?;
    if args.stdout {
        if reporter.on_stdout() {
            return Err(Failure::Usage("`--stdout` and this `--format` both want standard output".to_owned()));
        }
        if emits.len() != 1 || inputs.len() != 1 {
            return Err(Failure::Usage("`--stdout` prints one output: name one file and one `--emit`".to_owned()));
        }
    }
    let directory = args.out.clone().unwrap_or_default();
    distinct(&inputs, &emits, &directory)?;
    let all = input::compile_all(&args.compiling, &asked, reporter)?;
    let code = reporter.report(&input::findings(&all))?;
    fix::mention(&all, reporter);
    if code != FINE {
        return Ok(code);
    }
    let mut outputs = Vec::new();
    for (input, compilation) in &all {
        let Some(deployment) = &compilation.deployment else { continue };
        if args.stdout {
            reporter.stdout(&main_output(input, deployment, emits[0]), FINE)?;
            return Ok(FINE);
        }
        outputs.extend(rendered(input, deployment, &emits, &directory));
    }
    if !directory.as_os_str().is_empty() {
        files::directory(&directory)?;
    }
    let written = files::write(&outputs)?;
    let (word, which) = if written.is_empty() { ("unchanged:", outputs.iter().collect()) } else { ("wrote", written) };
    let names: Vec<String> = which.iter().map(|output| output.path.display().to_string()).collect();
    reporter.say(&format!("{word} {}", names.join(", ")));
    Ok(FINE)
}

fn main_output(input: &Input, deployment: &Deployment, emit: Emit) -> String {
    match emit {
        Emit::Arm => emit::arm::template(deployment),
        Emit::Bicep => emit::bicep::file(deployment),
        Emit::Cli => emit::az::script(deployment, &input.file_name()),
    }
}

/// What follows the stem in the name of a main output, and of the file for its parameters.
fn suffixes(emit: Emit) -> (&'static str, Option<&'static str>) {
    match emit {
        Emit::Arm => (".json", Some(".parameters.json")),
        Emit::Bicep => (".bicep", Some(".bicepparam")),
        Emit::Cli => (".sh", None),
    }
}

fn rendered(input: &Input, deployment: &Deployment, emits: &[Emit], directory: &Path) -> Vec<Output> {
    let stem = input.stem();
    let mut outputs = Vec::new();
    for emit in emits {
        let (suffix, parameters) = suffixes(*emit);
        let output = |suffix: &str, text| Output {
            path: directory.join(format!("{stem}{suffix}")),
            text,
            executable: *emit == Emit::Cli,
        };
        outputs.push(output(suffix, main_output(input, deployment, *emit)));
        let text = match emit {
            Emit::Arm => emit::arm::parameters(deployment),
            Emit::Bicep => emit::bicep::params(deployment, &stem),
            Emit::Cli => None,
        };
        outputs.extend(parameters.zip(text).map(|(suffix, text)| output(suffix, text)));
    }
    outputs
}

/// Two files must not write one output, and none may write over a source.
fn distinct(inputs: &[Input], emits: &[Emit], directory: &Path) -> Result<(), Failure> {
    let mut targets: BTreeMap<PathBuf, &str> = BTreeMap::new();
    for input in inputs {
        for emit in emits {
            let (suffix, parameters) = suffixes(*emit);
            for suffix in std::iter::once(suffix).chain(parameters) {
                let target = directory.join(format!("{}{suffix}", input.stem()));
                if let Some(other) = inputs.iter().find(|other| other.path.as_deref() == Some(&target)) {
                    return Err(Failure::Usage(format!(
                        "`{}` would write over the source `{}`",
                        input.name, other.name
                    )));
                }
                if let Some(other) = targets.insert(target.clone(), &input.name) {
                    return Err(Failure::Usage(format!(
                        "`{other}` and `{}` would both write `{}`; build them into different directories",
                        input.name,
                        target.display()
                    )));
                }
            }
        }
    }
    Ok(())
}
