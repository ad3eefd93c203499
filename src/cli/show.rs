//! `lbxc show`: the resolved topology, also of a source with errors, as far as it goes.

use super::args::{Show, ShowFormat};
use super::input;
use super::levels::Asked;
use super::out::{Failure, Reporter};
use crate::show::topology;

pub(super) fn run(args: &Show, asked: Vec<Asked>, reporter: &Reporter) -> Result<u8, Failure> {
    let all = input::compile_all(&args.compiling, &asked, reporter)?;
    let code = reporter.report(&input::findings(&all))?;
    for (_, compilation) in &all {
        let Some(topology) = &compilation.meaning() else { continue };
        if let Ok(shown) = topology::of(&compilation.sources, topology) {
            let text = match args.format {
                ShowFormat::Tree => topology::tree(&shown),
                ShowFormat::Json => topology::json(&shown),
            };
            reporter.stdout(&text, code)?;
        }
    }
    Ok(code)
}
