//! `lbxc check`: findings only.

use super::args::Check;
use super::levels::Asked;
use super::out::{Failure, Reporter};
use super::{FINE, fix, input};

pub(super) fn run(args: &Check, asked: Vec<Asked>, reporter: &Reporter) -> Result<u8, Failure> {
    if args.fix || args.diff {
        return fix::run(args, &asked, reporter);
    }
    if args.unsafe_fixes {
        return Err(Failure::Usage("`--unsafe-fixes` goes with `--fix` or `--diff`".to_owned()));
    }
    let all = input::compile_all(&args.compiling, &asked, reporter)?;
    let findings = input::findings(&all);
    let code = reporter.report(&findings)?;
    if code == FINE && findings.iter().all(|(_, diagnostics)| diagnostics.is_empty()) {
        let files = if all.len() == 1 { "1 file" } else { &format!("{} files", all.len()) };
        reporter.say(&format!("checked {files}: nothing to report"));
    }
    fix::mention(&all, reporter);
    Ok(code)
}
