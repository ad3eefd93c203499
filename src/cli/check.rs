//! `lbxc check`: findings only.

use super::args::Check;
use super::levels::Asked;
use super::out::{Failure, Reporter};
use super::{FINE, input};

pub(super) fn run(args: &Check, asked: Vec<Asked>, reporter: &Reporter) -> Result<u8, Failure> {
    let all = input::compile_all(&args.compiling, &asked, reporter)?;
    let findings = input::findings(&all);
    let code = reporter.report(&findings)?;
    if code == FINE && findings.iter().all(|(_, diagnostics)| diagnostics.is_empty()) {
        let files = if all.len() == 1 { "1 file" } else { &format!("{} files", all.len()) };
        reporter.say(&format!("checked {files}: nothing to report"));
    }
    Ok(code)
}
