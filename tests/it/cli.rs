//! Verbs, flags, exit codes and everything that can be wrong with a file.

use std::path::Path;

use assert_cmd::Command;
use pretty_assertions::assert_eq;

/// A directory of its own with some files, in which the program runs.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn with(files: &[(&str, &[u8])]) -> Place {
        let place = Place(tempfile::tempdir().expect("a directory for the test"));
        for (name, bytes) in files {
            place.put(name, bytes);
        }
        place
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("inside the place")).expect("a directory");
        std::fs::write(path, bytes).expect("a file");
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The names of all files, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .expect("the place")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], stdin: impl Into<Vec<u8>>) -> Ran {
        let output =
            command(self.0.path()).args(arguments).write_stdin(stdin.into()).output().expect("the program runs");
        Ran {
            code: output.status.code().expect("it ends by itself"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

fn command(place: &Path) -> Command {
    let mut command = Command::cargo_bin("lbxc").expect("the binary is built");
    command.current_dir(place).env_remove("NO_COLOR").env("TERM", "xterm").env("COLUMNS", "100");
    command
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// A file that compiles: what `init` writes.
pub(crate) fn good() -> String {
    let place = Place::with(&[]);
    assert_eq!(place.run(&["init", "good"]).code, 0);
    place.text("good.lbx")
}

#[test]
fn without_arguments_the_usage() {
    let ran = Place::with(&[]).run(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("Usage: lbxc"), "{ran}");
}

#[test]
fn help_and_version_are_fine() {
    let place = Place::with(&[]);
    for arguments in [&["--help"][..], &["--version"], &["check", "--help"], &["help", "explain"]] {
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn every_verb_shows_examples() {
    let place = Place::with(&[]);
    for verb in ["check", "explain", "completions"] {
        let ran = place.run(&[verb, "--help"]);
        assert!(ran.stdout.contains(&format!("lbxc {verb}")), "{ran}");
    }
}

#[test]
fn wrong_usage_says_what_was_meant() {
    let place = Place::with(&[("a.lbx", b"")]);
    let check = |arguments: &[&str], want: &str| {
        let ran = place.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran}");
        assert_eq!(ran.stdout, "", "{arguments:?}");
        assert!(ran.stderr.contains(want), "{arguments:?}: {ran}");
    };
    check(&["chekc", "a.lbx"], "check");
    check(&["check"], "FILE");
    check(&["check", "a.lbx", "--format", "xml"], "sarif");
    check(&["check", "a.lbx", "-A", "unknwon-param"], "no code is called `unknwon-param`");
    check(&["check", "a.lbx", "-D", "unknown-nam"], "did you mean `unknown-name`?");
    check(&["check", "a.lbx", "-A", "LBX0001"], "`syntax` cannot be lowered: it is an error of the language");
    check(&["check", "a.lbx", "-A", "warnings"], "by name");
    check(&["check", "a.lbx", "--set", "env"], "NAME=VALUE");
    check(&["check", "a.lbx", "--set", "=x"], "NAME=VALUE");
    check(&["check", "a.lbx", "-q", "-v"], "cannot be used with");
    check(&["check", ""], "a value is required");
    check(&["check", "template.json"], "`template.json` is no lbx source");
    check(&["explain"], "CODE");
    check(&["explain", "duplicate"], "`lbxc explain --list` has them all");
}

#[test]
fn explain_prints_the_page() {
    let place = Place::with(&[]);
    let by_name = place.run(&["explain", "file-too-large"]);
    assert_eq!(by_name.code, 0);
    assert!(by_name.stdout.starts_with("LBX0903 file-too-large (error)\n\nA source file may have"), "{by_name}");
    assert_eq!(place.run(&["explain", "lbx0903"]).stdout, by_name.stdout);
    let coloured = place.run(&["explain", "LBX0903", "--color", "always"]);
    assert!(coloured.stdout.starts_with("\u{1b}[1mLBX0903"), "{coloured}");
}

#[test]
fn explain_lists_all_codes() {
    let ran = Place::with(&[]).run(&["explain", "--list"]);
    assert_eq!(ran.code, 0);
    let ids: Vec<&str> = ran.stdout.lines().map(|line| &line[..7]).collect();
    assert!(ids.len() > 5 && ids.is_sorted() && ids.iter().all(|id| id.starts_with("LBX")), "{ran}");
}

#[test]
fn completions_for_every_shell() {
    let place = Place::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = place.run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("explain") && ran.stdout.contains("lbxc"), "{shell}: {ran}");
    }
}

#[test]
fn init_writes_a_start_and_never_overwrites() {
    let place = Place::with(&[]);
    let ran = place.run(&["init"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.starts_with("wrote main.lbx\n") && ran.stderr.contains("lbxc check main.lbx"), "{ran}");
    assert_eq!(place.run(&["init", "shop.lbx"]).code, 0);
    assert_eq!(place.text("shop.lbx"), place.text("main.lbx"));
    place.put("mine.lbx", b"mine");
    let refused = place.run(&["init", "mine"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("cannot write `mine.lbx`: it exists already"), "{refused}");
    assert_eq!(place.text("mine.lbx"), "mine");
    assert_eq!(place.run(&["init", ".."]).code, 2);
    assert_eq!(place.names(), ["main.lbx", "mine.lbx", "shop.lbx"]);
    let checked = place.run(&["check", "main.lbx"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (0, "checked 1 file: nothing to report\n"), "{checked}");
}

/// Runs `check` over a file of these bytes; the exit code and the first line of the message.
fn refusal(bytes: &[u8]) -> (i32, String) {
    let ran = Place::with(&[("x.lbx", bytes)]).run(&["check", "x.lbx"]);
    (ran.code, ran.stderr.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn not_utf8_has_a_place() {
    let place = Place::with(&[("x.lbx", b"// caf\xe9\n")]);
    let ran = place.run(&["check", "x.lbx"]);
    insta::assert_snapshot!(ran, @r"
    exit 1
    --- stdout
    --- stderr
    error[LBX0901]: cannot read `x.lbx`: it is not UTF-8: byte 0xE9 at offset 6 begins no character
      ┌─ x.lbx:1:7
      │
    1 │ // caf�
      │       ^ no UTF-8 from here
      │
      = help: save the file as UTF-8

    1 error; `lbxc explain LBX0901` says more
    ");
    let (code, message) = refusal(b"\xff\xfel\0b\0");
    assert_eq!(code, 1);
    assert!(message.contains("byte 0xFF at offset 0"), "{message}");
}

#[test]
fn what_cannot_be_read_says_why() {
    let place = Place::with(&[]);
    let check = |name: &str, why: &str| {
        let ran = place.run(&["check", name]);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.stderr.starts_with(&format!("error[LBX0902]: cannot read `{name}`: {why}")), "{ran}");
    };
    check("none.lbx", "there is no such file");
    check("none/none.lbx", "there is no such file");
    check(".", "it is a directory");
    place.put("file.lbx", b"");
    check("file.lbx/x.lbx", "not a directory");
}

#[test]
#[cfg(unix)]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with(&[("x.lbx", b"")]);
    let path = place.path().join("x.lbx");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).expect("permissions");
    let ran = place.run(&["check", "x.lbx"]);
    if std::fs::read(&path).is_ok() {
        // The superuser reads everything; there is nothing to refuse.
        assert_eq!(ran.code, 0, "{ran}");
    } else {
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("permission denied"), "{ran}");
    }
}

#[test]
fn a_file_above_the_limit() {
    let limit = lbxc::source::SIZE_LIMIT;
    assert!(limit >= 16 << 20);
    let place = Place::with(&[("x.lbx", b"")]);
    let file = std::fs::File::options().write(true).open(place.path().join("x.lbx")).expect("the file");
    file.set_len(limit + 1).expect("a sparse file");
    let ran = place.run(&["check", "x.lbx"]);
    assert_eq!(ran.code, 2);
    let want = format!(
        "error[LBX0903]: cannot read `x.lbx`: it has {} bytes, and at most {limit} are read (16 MiB)",
        limit + 1
    );
    assert_eq!(ran.stderr.lines().next(), Some(want.as_str()));
}

#[test]
fn an_endless_stream_is_cut_off() {
    let place = Place::with(&[]);
    let ran = place.run_with(&["check", "-"], vec![b'\n'; lbxc::source::SIZE_LIMIT as usize + 10]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("cannot read `<stdin>`"), "{ran}");
}

#[test]
fn standard_input_has_a_name() {
    let place = Place::with(&[]);
    let ran = place.run_with(&["check", "-", "--format", "short"], b"\xff".as_slice());
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.starts_with("<stdin>:1:1: error[LBX0901] not-utf8: "), "{ran}");
}

#[test]
fn the_worst_file_decides_the_exit_code() {
    let place = Place::with(&[("bad.lbx", b"\xff")]);
    assert_eq!(place.run(&["check", "bad.lbx", "none.lbx"]).code, 2);
    assert_eq!(place.run(&["check", "bad.lbx"]).code, 1);
}

#[test]
fn arguments_have_no_order() {
    let place = Place::with(&[("a.lbx", b"\xff"), ("b.lbx", b"x \xfe")]);
    for format in ["human", "short", "json", "sarif", "github"] {
        let one = place.run(&["check", "--format", format, "a.lbx", "b.lbx"]);
        let other = place.run(&["check", "./b.lbx", "a.lbx", "b.lbx", "--format", format]);
        assert_eq!(one.to_string(), other.to_string());
        assert_eq!(one.code, 1);
    }
}

#[test]
fn machine_formats_are_documents_even_without_findings() {
    let place = Place::with(&[("a.lbx", good().as_bytes())]);
    let json = place.run(&["check", "a.lbx", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(document["version"], 1);
    assert_eq!(document["summary"]["errors"], 0);
    let sarif = place.run(&["check", "a.lbx", "--format", "sarif"]);
    let document: serde_json::Value = serde_json::from_str(&sarif.stdout).expect("JSON");
    assert_eq!(document["runs"][0]["results"], serde_json::json!([]));
    assert_eq!((json.code, json.stderr.as_str(), sarif.stderr.as_str()), (0, "", ""));
}

#[test]
fn colour_is_asked_for() {
    let place = Place::with(&[("bad.lbx", b"\xff")]);
    assert!(!place.run(&["check", "bad.lbx"]).stderr.contains('\u{1b}'));
    assert!(place.run(&["check", "bad.lbx", "--color", "always"]).stderr.contains('\u{1b}'));
    assert!(!place.run(&["check", "bad.lbx", "--color", "never"]).stderr.contains('\u{1b}'));
}

#[test]
fn settings_are_found_above_the_source() {
    let place = Place::with(&[("deep/er/a.lbx", good().as_bytes())]);
    let check = |toml: &str, code: i32, want: &str| {
        place.put("lbxc.toml", toml.as_bytes());
        let ran = place.run(&["check", "deep/er/a.lbx", "--format", "short"]);
        assert_eq!(ran.code, code, "{toml}: {ran}");
        assert!(ran.stdout.contains(want), "{toml}: {ran}");
    };
    check("", 0, "");
    check("[lints]\nunknown-nam = \"deny\"\n", 1, "lbxc.toml:2:1: error[LBX0905] settings: no code is called");
    check("[lints]\nsyntax = \"allow\"\n", 1, "`syntax` cannot be lowered: it is an error of the language");
    check("[lints]\nsyntax = 1\n", 1, "lbxc.toml:2:10: error[LBX0905] settings: expected `\"allow\"`");
    check("[waive]\nsyntax = \" \"\n", 1, "expected the reason, in quotes");
    check("[lnts]\n", 1, "no section `lnts` in lbxc.toml");
    check("lints = 3\n", 1, "`lints` is no section");
    check("[lints\n", 1, "lbxc.toml:1:");
    check("[lints]\nsyntax = \"deny\"\n", 0, "");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_standard_output() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("/dev/full");
    let ran = std::process::Command::new(assert_cmd::cargo::cargo_bin("lbxc"))
        .args(["explain", "--list"])
        .stdout(full)
        .output()
        .expect("it runs");
    assert_eq!(ran.status.code(), Some(2));
    let message = String::from_utf8_lossy(&ran.stderr);
    assert!(message.contains("cannot write to standard output: no space left on device"), "{message}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("lbxc"))
        .args(["explain", "--list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
