//! `-D`, `-W` and `-A`: names to codes, in the order of the command line, where the last word counts.

use clap::ArgMatches;

use super::out::Failure;
use crate::compile::{code, codes};
use crate::diag::{Levels, Setting, nearest};

/// One of the flags, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    at: usize,
    setting: Setting,
    name: String,
}

/// The flags of a verb in the order in which they were written.
pub(super) fn order(matches: &ArgMatches) -> Vec<Asked> {
    let Some((_, matches)) = matches.subcommand() else { return Vec::new() };
    let mut asked = Vec::new();
    for (flag, setting) in [("deny", Setting::Deny), ("warn", Setting::Warn), ("allow", Setting::Allow)] {
        let places = matches.indices_of(flag).into_iter().flatten();
        let names = matches.get_many::<String>(flag).into_iter().flatten();
        asked.extend(places.zip(names).map(|(at, name)| Asked { at, setting, name: name.clone() }));
    }
    asked.sort_by_key(|asked| asked.at);
    asked
}

/// Puts the command line's levels on top of the project's.
pub(super) fn on_top(mut levels: Levels, asked: &[Asked]) -> Result<Levels, Failure> {
    for Asked { setting, name, .. } in asked {
        if name == "warnings" {
            match setting {
                Setting::Deny => levels.deny_warnings = true,
                Setting::Warn => levels.deny_warnings = false,
                Setting::Allow => {
                    return Err(Failure::Usage("`-A warnings`: allow them by name, or use `--quiet`".to_owned()));
                }
            }
            continue;
        }
        let code = code(name).ok_or_else(|| Failure::Usage(unknown(name)))?;
        levels
            .set(code, *setting)
            .map_err(|why| Failure::Usage(format!("`{}` cannot be lowered: {why}", code.name)))?;
    }
    Ok(levels)
}

/// What is said of a name that no code has.
pub(super) fn unknown(name: &str) -> String {
    let names = codes().into_iter().flat_map(|code| [code.name, code.id]);
    match nearest(name, names) {
        Some(near) => format!("no code is called `{name}`; did you mean `{near}`?"),
        None => format!("no code is called `{name}`; `lbxc explain --list` has them all"),
    }
}
