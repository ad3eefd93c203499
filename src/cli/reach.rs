//! `lbxc reach`: who can talk to whom, and what decides; also of a source with errors, as far as it goes.

use super::args::{Reach, ReachFormat};
use super::input;
use super::levels::Asked;
use super::out::{Failure, Reporter};
use crate::show::reach::{self, Problem, Query};

pub(super) fn run(args: &Reach, asked: Vec<Asked>, reporter: &Reporter) -> Result<u8, Failure> {
    let all = input::compile_all(&args.compiling, &asked, reporter)?;
    let code = reporter.report(&input::findings(&all))?;
    let query = Query { from: args.from.clone(), to: args.to.clone() };
    for (_, compilation) in &all {
        let Some(topology) = &compilation.meaning() else { continue };
        match reach::of(&compilation.sources, topology, &query) {
            Ok(reached) => {
                let text = match args.format {
                    ReachFormat::Table => reach::table(&reached),
                    ReachFormat::Json => reach::json(&reached),
                };
                reporter.stdout(&text, code)?;
            }
            // Said as an error of the source already.
            Err(Problem::TooMany(_)) => {}
            Err(Problem::Unknown(name, near)) => {
                let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err(Failure::Usage(format!("nothing here is called `{name}`{near}")));
            }
        }
    }
    Ok(code)
}
