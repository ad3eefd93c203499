//! `lbxc explain`: the page of a code, or the table of all.

use super::FINE;
use super::args::Explain;
use super::levels::unknown;
use super::out::{Failure, Reporter};
use crate::compile::{code, codes};
use crate::show::page;

pub(super) fn run(args: &Explain, reporter: &Reporter) -> Result<u8, Failure> {
    let colour = reporter.colours(&std::io::stdout());
    let text = match &args.code {
        None => page::table(&codes()),
        Some(name) => {
            let code = code(name).ok_or_else(|| Failure::Usage(unknown(name)))?;
            page::render(code, colour)
        }
    };
    reporter.stdout(&text, FINE)?;
    Ok(FINE)
}
