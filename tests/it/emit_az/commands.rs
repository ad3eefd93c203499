//! Every call of `az`, against the options that `az` has.
//!
//! `tests/data/azflags.json` holds the options of the commands that scripts use, taken from the argument tables of the
//! `az` that it names. Where `LBXC_AZFLAGS` names the table of all commands, a test compares the two.

use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;

use super::run::Call;

/// Options that every command has.
const GLOBAL: &[&str] = &["--output", "--only-show-errors", "--query", "--subscription"];

fn known() -> &'static Value {
    static TABLE: OnceLock<Value> = OnceLock::new();
    TABLE.get_or_init(read)
}

fn read() -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/azflags.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the table is there")).expect("the table is JSON")
}

/// What `az` would say against calls.
pub(crate) fn complaints(calls: &[Call]) -> Vec<String> {
    let known = known();
    let mut found = Vec::new();
    for call in calls {
        let words: Vec<&str> = call.args.iter().map(String::as_str).take_while(|arg| !arg.starts_with("--")).collect();
        let name = words.join(" ");
        let Some(options) = known["commands"][&name].as_object() else {
            found.push(format!("no command `{name}`"));
            continue;
        };
        let mut given: Vec<&str> = Vec::new();
        let mut at = words.len();
        while at < call.args.len() {
            let option = call.args[at].as_str();
            at += 1;
            let start = at;
            while at < call.args.len() && !(call.args[at].starts_with("--") && call.args[at].len() > 2) {
                at += 1;
            }
            let values = &call.args[start..at];
            let mut say = |what: &str| found.push(format!("`{name}` {option}: {what}"));
            if given.contains(&option) {
                say("twice");
            }
            given.push(option);
            let Some(declared) = options.get(option) else {
                if !GLOBAL.contains(&option) {
                    say("no such option");
                } else if values.len() != usize::from(option != "--only-show-errors") {
                    say("needs a value");
                }
                continue;
            };
            if !declared["deprecated"].is_null() {
                say("a deprecated spelling");
            }
            let fits = match declared["nargs"].as_str() {
                None => values.len() == 1,
                Some("?") => values.len() <= 1,
                Some("+") => !values.is_empty(),
                Some(_) => true,
            };
            if !fits {
                say(&format!("{} values", values.len()));
            }
            if let Some(choices) = declared["choices"].as_array() {
                for value in values {
                    if !choices.iter().any(|choice| choice.as_str() == Some(value.as_str())) {
                        say(&format!("`{value}` is none of {choices:?}"));
                    }
                }
            }
            for value in values {
                if value.starts_with('@') && value != "@-" || value.contains("=@") {
                    say(&format!("`{value}` is a file to az"));
                }
            }
        }
        for (option, declared) in options {
            // One argument may have several spellings: `--url` and `--uri`, `--name` and `--resource-name`.
            let other = match option.as_str() {
                "--uri" => "--url",
                "--resource-name" => "--name",
                "--resource-group" if name.starts_with("group ") => "--name",
                same => same,
            };
            if declared["required"] == true && !given.contains(&other) {
                found.push(format!("`{name}`: {option} is missing"));
            }
        }
        for option in ["--only-show-errors", "--output"] {
            if !given.contains(&option) {
                found.push(format!("`{name}`: {option} is missing"));
            }
        }
    }
    found
}

#[test]
fn the_table_is_that_of_az() {
    let Some(path) = std::env::var_os("LBXC_AZFLAGS") else {
        use std::io::Write;
        let _ = writeln!(
            std::io::stderr(),
            "the_table_is_that_of_az: skipped: LBXC_AZFLAGS names no table of all commands"
        );
        return;
    };
    let all: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("LBXC_AZFLAGS names a file")).expect("it is JSON");
    let ours = known();
    assert_eq!(ours["az"], all["az"]);
    for (name, options) in ours["commands"].as_object().expect("an object") {
        let theirs = all["commands"][name]["options"].as_object().expect(name);
        let long: Vec<&String> = theirs.keys().filter(|option| option.starts_with("--")).collect();
        assert_eq!(options.as_object().expect("an object").keys().collect::<Vec<_>>(), long, "{name}");
        for (option, declared) in options.as_object().expect("an object") {
            for fact in ["required", "choices", "nargs", "deprecated"] {
                assert_eq!(declared[fact], theirs[option][fact], "{name} {option}: {fact}");
            }
        }
    }
}
