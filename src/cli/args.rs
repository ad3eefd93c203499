//! What may be written on the command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// A compiler for lbx, a language for Azure load balancing.
#[derive(Debug, Parser)]
#[command(
    name = "lbxc",
    version,
    about = "Compiles .lbx, a language for Azure load balancing, to ARM JSON, Bicep and an az script",
    after_help = "\
Examples:
  lbxc init shop                         start with a file that compiles
  lbxc check shop.lbx                    what is wrong, and the way out
  lbxc explain LBX0101                   the long form of a message

Exit codes: 0 fine (warnings allowed); 1 the source has errors; 2 wrong usage, or a file that cannot be
read or written."
)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) shared: Shared,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// Flags of every verb.
#[derive(Debug, ClapArgs)]
pub(super) struct Shared {
    /// How findings are printed: human on standard error, all others on standard output
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Colour; `auto` looks at the terminal and at NO_COLOR
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(super) color: Colour,
    /// Print errors only: no warnings, hints or notes, and not what was done
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Say what is read and written
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Source lines with carets
    Human,
    /// One line per finding
    Short,
    /// One JSON document
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations in GitHub Actions
    Github,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Check only
    Check(Check),
    /// Explain a code, or list all of them
    Explain(Explain),
    /// Write a first file that compiles
    Init(Init),
    /// Print a completion script for a shell
    Completions(Completions),
}

/// What all verbs take that compile.
#[derive(Debug, ClapArgs)]
pub(super) struct Compiling {
    /// Sources; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Make findings of this name (or code) errors; `warnings` is all warnings
    #[arg(short = 'D', long = "deny", value_name = "NAME", help_heading = "Levels")]
    pub(super) deny: Vec<String>,
    /// Make findings of this name warnings, also under `-D warnings`
    #[arg(short = 'W', long = "warn", value_name = "NAME", help_heading = "Levels")]
    pub(super) warn: Vec<String>,
    /// Say nothing of findings of this name; what Azure itself refuses cannot be lowered
    #[arg(short = 'A', long = "allow", value_name = "NAME", help_heading = "Levels")]
    pub(super) allow: Vec<String>,
    /// Fix a param at compile time
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    pub(super) sets: Vec<(String, String)>,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        Some(_) | None => Err("expected NAME=VALUE, as in `--set env=prod`".to_owned()),
    }
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  lbxc check shop.lbx
  lbxc check *.lbx --format github -D warnings     in a pipeline
  lbxc check - < shop.lbx")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) compiling: Compiling,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  lbxc explain LBX0101
  lbxc explain unknown-name
  lbxc explain --list")]
pub(super) struct Explain {
    /// A code or its name
    #[arg(required_unless_present = "list", value_name = "CODE")]
    pub(super) code: Option<String>,
    /// All codes, with level and summary
    #[arg(long, conflicts_with = "code")]
    pub(super) list: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Init {
    /// The file to write, with or without `.lbx`
    #[arg(default_value = "main", value_name = "NAME")]
    pub(super) name: PathBuf,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  source <(lbxc completions bash)
  lbxc completions fish > ~/.config/fish/completions/lbxc.fish")]
pub(super) struct Completions {
    /// Which shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}
