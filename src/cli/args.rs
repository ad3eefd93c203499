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
  lbxc build shop.lbx --out out          writes out/shop.json, out/shop.bicep, out/shop.sh
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
    /// Check, then write ARM JSON, Bicep and an az script
    Build(Build),
    /// Check only
    Check(Check),
    /// Print the resolved topology: every default and where it comes from, ports, SNAT
    Show(Show),
    /// Print who can talk to whom, and the rule that decides it
    Reach(Reach),
    /// Lay sources out in the one layout
    Fmt(Fmt),
    /// Explain a code, or list all of them
    Explain(Explain),
    /// Write a first file that compiles
    Init(Init),
    /// Print a completion script for a shell
    Completions(Completions),
}

impl Verb {
    /// How its findings are printed.
    pub(super) fn format(&self) -> Format {
        match self {
            Verb::Build(build) => build.reporting.format,
            Verb::Check(check) => check.reporting.format,
            Verb::Fmt(fmt) => fmt.reporting.format,
            Verb::Show(_) | Verb::Reach(_) | Verb::Explain(_) | Verb::Init(_) | Verb::Completions(_) => Format::Human,
        }
    }
}

/// How a verb reports.
#[derive(Debug, ClapArgs)]
pub(super) struct Reporting {
    /// How findings are printed: human on standard error, all others on standard output
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
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
  lbxc build shop.lbx                       shop.json, shop.bicep and shop.sh in this directory
  lbxc build a.lbx b.lbx --out out          both, or neither if one has an error
  lbxc build shop.lbx --emit arm --stdout   the template alone, on standard output
  lbxc build shop.lbx --set env=test        `env` is no longer a parameter

A source with params also gives STEM.parameters.json and STEM.bicepparam, to fill in.
Nothing is written when there is an error, and no file that is already as it should be.")]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) compiling: Compiling,
    #[command(flatten)]
    pub(super) reporting: Reporting,
    /// What to write
    #[arg(long, value_enum, value_delimiter = ',', value_name = "arm,bicep,cli")]
    pub(super) emit: Vec<Emit>,
    /// The directory to write into; made if missing
    #[arg(short, long, value_name = "DIR", conflicts_with = "stdout")]
    pub(super) out: Option<PathBuf>,
    /// Print the one output instead of writing it
    #[arg(long)]
    pub(super) stdout: bool,
}

/// An output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum Emit {
    /// An ARM template
    Arm,
    /// A Bicep file
    Bicep,
    /// A script for the Azure CLI
    Cli,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  lbxc show shop.lbx                   the params; a tree: every property, its value, and where that comes from; the
                                       ledger: ports, addresses and limits at the largest scale, with their causes
  lbxc show shop.lbx --format json     the same for programs")]
pub(super) struct Show {
    #[command(flatten)]
    pub(super) compiling: Compiling,
    /// How the topology is printed
    #[arg(long, value_enum, default_value_t = ShowFormat::Tree, value_name = "FORMAT")]
    pub(super) format: ShowFormat,
}

/// How the topology is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowFormat {
    /// For people
    Tree,
    /// One JSON document
    Json,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  lbxc reach shop.lbx                                who can talk to whom
  lbxc reach shop.lbx --from web --to data.inner     what becomes of these packets
  lbxc reach shop.lbx --from 203.0.113.7 --to edge.www:50000
  lbxc reach shop.lbx --format json                  the same for programs, with every step

A row is packets with one fate: `-` means dropped, `?` that it hangs on what nobody stated.")]
pub(super) struct Reach {
    #[command(flatten)]
    pub(super) compiling: Compiling,
    /// Who sends: a name of the source, `Internet`, an address or a network
    #[arg(long, value_name = "WHO")]
    pub(super) from: Option<String>,
    /// To whom: a name, `Internet`, a service tag, an address or a network; with `:PORT` or without
    #[arg(long, value_name = "WHOM[:PORT]")]
    pub(super) to: Option<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = ReachFormat::Table, value_name = "FORMAT")]
    pub(super) format: ReachFormat,
}

/// How it is printed who reaches whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReachFormat {
    /// For people
    Table,
    /// One JSON document
    Json,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  lbxc check shop.lbx
  lbxc check *.lbx --format github -D warnings     in a pipeline
  lbxc check - < shop.lbx
  lbxc check --diff shop.lbx                       what `--fix` would change
  lbxc check --fix *.lbx                           changes it

`--fix` rewrites the files, and those they use in or below their directories; the exit code is about what is left.
`--diff` changes nothing; its exit code is that of `lbxc check`. With `-`, the fixed text goes to standard output.")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) compiling: Compiling,
    #[command(flatten)]
    pub(super) reporting: Reporting,
    /// Apply every fix of which it is certain what was meant, and report what is left
    #[arg(long, help_heading = "Fixes")]
    pub(super) fix: bool,
    /// Print what `--fix` would change, as a unified diff, and change nothing; with or without `--fix` beside it
    #[arg(long, help_heading = "Fixes")]
    pub(super) diff: bool,
    /// Take the first offer, too, where no fix is certain; read what it did
    #[arg(long, help_heading = "Fixes")]
    pub(super) unsafe_fixes: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  lbxc fmt shop.lbx              rewrites the file if its layout differs
  lbxc fmt --check *.lbx         prints the differences, exit code 1 if there are any
  lbxc fmt - < shop.lbx          from standard input to standard output")]
pub(super) struct Fmt {
    /// Sources; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reporting: Reporting,
    /// Change nothing; print what would change
    #[arg(long)]
    pub(super) check: bool,
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
