//! `lbxc completions`: made from the same definition as the command line itself.

use clap::CommandFactory;

use super::args::{Args, Completions};
use super::out::{Failure, Reporter};

pub(super) fn run(args: &Completions, reporter: &Reporter) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "lbxc", &mut script);
    reporter.stdout(&String::from_utf8_lossy(&script), super::FINE)?;
    Ok(super::FINE)
}
