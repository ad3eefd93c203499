//! The command line: the only room with files, the environment and exit codes. One file per verb.

mod args;
mod build;
mod check;
mod completions;
mod explain;
mod files;
mod fix;
mod fmt;
mod init;
mod input;
mod levels;
mod out;
mod reach;
mod settings;
mod show;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use clap::{CommandFactory, FromArgMatches};

use args::{Args, Verb};
use out::{Failure, Reporter};

/// Nothing to complain about; warnings are allowed.
pub const FINE: u8 = 0;
/// The source has errors, or `fmt --check` found a difference.
pub const ERRORS: u8 = 1;
/// Wrong usage, a file that cannot be read or written, or a bug in lbxc.
pub const TROUBLE: u8 = 2;

/// Deeply nested sources recurse; this is room for more than the parser lets through.
const STACK: usize = 256 << 20;

/// Runs the program and returns its exit code. Never panics: a bug becomes the diagnostic `internal`.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let matches = match Args::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return usage(&error),
    };
    let args = match Args::from_arg_matches(&matches) {
        Ok(args) => args,
        Err(error) => return usage(&error),
    };
    let reporter = Reporter::new(&args.shared, args.verb.format());
    // Whoever reaches the limit of a file's size is killed unless he listens; then the write fails, and says so.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
    let panicked = Arc::new(Mutex::new(String::new()));
    let message = Arc::clone(&panicked);
    std::panic::set_hook(Box::new(move |info| {
        if let Ok(mut message) = message.lock() {
            *message = info.to_string();
        }
    }));
    let verb = || {
        std::thread::scope(|scope| {
            let work = || catch_unwind(AssertUnwindSafe(|| dispatch(&args, &matches, &reporter)));
            match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
                Ok(thread) => thread.join().and_then(|result| result),
                // No room for a second stack: this one will have to do.
                Err(_) => catch_unwind(AssertUnwindSafe(|| dispatch(&args, &matches, &reporter))),
            }
        })
    };
    match verb() {
        Ok(Ok(code)) => code,
        Ok(Err(Failure::Usage(message))) => {
            usage(&Args::command().error(clap::error::ErrorKind::ValueValidation, message))
        }
        Ok(Err(Failure::Closed(code))) => code,
        Ok(Err(Failure::Trouble(code, message))) => reporter.trouble(code, &message),
        Err(_) => {
            let message = panicked.lock().map(|m| m.clone()).unwrap_or_default();
            reporter.trouble(&crate::codes::INTERNAL, &internal(&message))
        }
    }
}

fn dispatch(args: &Args, matches: &clap::ArgMatches, reporter: &Reporter) -> Result<u8, Failure> {
    match &args.verb {
        Verb::Build(build) => build::run(build, levels::order(matches), reporter),
        Verb::Show(show) => show::run(show, levels::order(matches), reporter),
        Verb::Reach(reach) => reach::run(reach, levels::order(matches), reporter),
        Verb::Check(check) => check::run(check, levels::order(matches), reporter),
        Verb::Fmt(fmt) => fmt::run(fmt, reporter),
        Verb::Explain(explain) => explain::run(explain, reporter),
        Verb::Init(init) => init::run(init, reporter),
        Verb::Completions(completions) => completions::run(completions, reporter),
    }
}

fn usage(error: &clap::Error) -> u8 {
    // A closed pipe while printing help is no reason to fail differently.
    let _ = error.print();
    u8::try_from(error.exit_code()).unwrap_or(TROUBLE)
}

fn internal(panic: &str) -> String {
    let panic = panic.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("a bug in lbxc {}, not in your source: {panic}; please report it", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_bug_asks_for_a_report() {
        let message = internal("panicked at src/x.rs:1:2:\nindex out of bounds");
        assert!(message.contains("src/x.rs:1:2: index out of bounds") && message.ends_with("please report it"));
    }
}
