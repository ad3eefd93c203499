//! The real `az`, resident, and a stand-in for Azure Resource Manager that it talks to: everything that a script needs in
//! order to run as it is, in a folder of its own.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{self, say};

/// The subscription that `az` is set to, and its tenant: those that Bicep's evaluator is given.
pub(super) const SUBSCRIPTION: &str = "11111111-1111-1111-1111-111111111111";

/// What a token costs.
const SECRET: &str = "stand-in";
/// What the stand-in takes for a token.
const TOKEN: &str = "tests.tests.c3RhbmQtaW4";

/// What is started; both programs end when their standard input does, in whatever way the tests end.
pub(super) struct World {
    folder: tempfile::TempDir,
    url: String,
    control: String,
    programs: [Child; 2],
    /// How many lines of the log of commands were read.
    seen: usize,
}

/// A run of a script.
#[derive(Debug)]
pub(super) struct Run {
    /// `None` for one that was ended from outside.
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// The commands that it ran.
    pub(super) commands: Vec<Ran>,
}

/// A command of `az`.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) arguments: Vec<String>,
    pub(super) code: i64,
}

/// Where a run is ended, with everything that it started.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    /// After so many commands.
    pub(super) after: usize,
    /// And so long after the start of the next one, where that is wanted.
    pub(super) within: Option<f64>,
}

/// Where `az` is installed; `None`, and a line on the terminal, where it is not.
pub(super) fn installed(test: &str) -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FOLDER.get_or_init(|| {
        let named = env::var("LBXC_AZ").ok().filter(|named| !named.is_empty());
        if named.as_deref() == Some("none") {
            return None;
        }
        let cache = || {
            let path = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
            path("LBXC_CACHE")
                .or_else(|| Some(path("XDG_CACHE_HOME").or_else(|| Some(path("HOME")?.join(".cache")))?.join("lbxc")))
                .map(|cache| cache.join("az-2.91.0"))
        };
        let there = |folder: &PathBuf| folder.join("made-from").is_file() && folder.join("bin/python").exists();
        let found = named.clone().map(PathBuf::from).or_else(cache).filter(there);
        if let (Some(named), None) = (&named, &found) {
            panic!("LBXC_AZ names `{named}`, in which there is no az; .ci/install-az prints where it puts one");
        }
        found
    });
    if found.is_none() {
        // Where everything is judged, nothing is left out without a word that it may be.
        let judged = env::var("CI").is_ok_and(|ci| ci == "true") && env::var_os("LBXC_AZ").is_none();
        assert!(!judged, "{test}: no az: run .ci/install-az, or set LBXC_AZ=none to go without");
        say(&format!("{test}: skipped: no az (run .ci/install-az, or name its folder in LBXC_AZ)"));
    }
    found.as_deref()
}

/// Starts a program that says a line when it is ready.
fn start(command: &mut Command, log: &Path) -> (Child, String) {
    let errors = fs::File::create(log).expect("the folder is ours");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(errors)
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
    output.read_line(&mut line).expect("it says that it is ready");
    assert!(line.ends_with('\n'), "{command:?}: {}", fs::read_to_string(log).unwrap_or_default());
    (child, line.trim_end().to_owned())
}

impl World {
    pub(super) fn start(az: &Path) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let tests = support::root().join("tests");
        let python = az.join("bin/python");
        let mut standin = Command::new(&python);
        standin.arg(tests.join("stand-in")).arg("--folder").arg(path.join("arm"));
        standin.args(["--until-eof", "--control", "--secret", SECRET]);
        let (standin, ready) = start(&mut standin, &path.join("stand-in.log"));
        let addresses: Vec<&str> = ready.split_whitespace().collect();
        let [url, _certificate, control] = addresses[..] else { panic!("the stand-in says {ready}") };
        let (url, control) = (url.to_owned(), control.to_owned());

        let mut resident = Command::new(&python);
        resident
            .arg(tests.join("real-az/resident.py"))
            .arg(path.join("socket"))
            .arg("--log")
            .arg(path.join("commands"));
        resident.args(["--cloud", &url]).env_clear().envs(environment(path, &url));
        let (resident, _) = start(&mut resident, &path.join("resident.log"));

        // Once as it is; once so that everything is ended after, or in the middle of, the command that is asked for.
        let call = format!(
            "{} -SEI {} {}",
            quoted(&python),
            quoted(&tests.join("real-az/client.py")),
            quoted(&path.join("socket"))
        );
        executable(&path.join("bin/az"), &format!("#!/bin/sh\nexec {call} \"$@\"\n"));
        executable(&path.join("ending/az"), &ENDING.replace("CALL", &call));
        World { folder, url, control, programs: [standin, resident], seen: 0 }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a script.
    pub(super) fn run(&mut self, script: &Path, args: &[&str], env: &[(String, String)], end: Option<End>) -> Run {
        let mut command = Command::new("bash");
        command.arg(script).args(args).current_dir(self.path()).stdin(Stdio::null()).process_group(0);
        command.env_clear().envs(environment(self.path(), &self.url)).envs(env.iter().cloned());
        let bin = self.path().join(if end.is_some() { "ending" } else { "bin" });
        let path = env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", bin.display()));
        if let Some(end) = end {
            let _ = fs::remove_file(self.path().join("counted"));
            command.env("COUNTED", self.path().join("counted")).env("END_AFTER", end.after.to_string());
            command.env("END_WITHIN", end.within.map(|s| s.to_string()).unwrap_or_default());
        }
        let output = command.output().expect("bash runs");
        if end.is_some() {
            // What it was doing is ended a moment later, and belongs to this run.
            let mut settled = Command::new(self.path().join("bin/az"));
            let status = settled.arg("--settled").current_dir(self.path()).stdin(Stdio::null()).status();
            if !status.is_ok_and(|status| status.success()) {
                let log = fs::read_to_string(self.path().join("resident.log")).unwrap_or_default();
                panic!("the resident az is gone: {log}");
            }
        }
        Run {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            commands: self.commands(),
        }
    }

    /// The commands since the last question.
    fn commands(&mut self) -> Vec<Ran> {
        let text = fs::read_to_string(self.path().join("commands")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let new = lines[self.seen..].iter().map(|line| {
            let line: Value = serde_json::from_str(line).expect("a line is JSON");
            let arguments = line["arguments"].as_array().into_iter().flatten();
            Ran {
                arguments: arguments.filter_map(|text| Some(text.as_str()?.to_owned())).collect(),
                code: line["code"].as_i64().unwrap_or(-1),
            }
        });
        let new = new.collect();
        self.seen = lines.len();
        new
    }

    /// Asks the stand-in itself.
    pub(super) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let host = self.control.trim_start_matches("http://");
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(host).expect("the stand-in is there");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("the stand-in listens");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the stand-in answers");
        let answer = String::from_utf8(answer).expect("an answer is text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let body = if body.is_empty() { Value::Null } else { serde_json::from_str(body).expect("an answer is JSON") };
        (status, body)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for program in &mut self.programs {
            drop(program.stdin.take());
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

/// What a script finds in its environment: nothing of the machine's own but PATH.
fn environment(folder: &Path, url: &str) -> Vec<(String, String)> {
    let text = |path: PathBuf| path.display().to_string();
    let mut found = vec![
        ("HOME".to_owned(), text(folder.join("home"))),
        ("AZURE_CONFIG_DIR".to_owned(), text(folder.join("config"))),
        ("REQUESTS_CA_BUNDLE".to_owned(), text(folder.join("arm/certificate.pem"))),
        ("IDENTITY_ENDPOINT".to_owned(), format!("{url}/msi/token")),
        ("IDENTITY_HEADER".to_owned(), SECRET.to_owned()),
        ("PYTHONUTF8".to_owned(), "1".to_owned()),
    ];
    found.extend(env::var("PATH").ok().map(|path| ("PATH".to_owned(), path)));
    found
}

const ENDING: &str = r#"#!/bin/sh
count=$(cat "$COUNTED" 2>/dev/null || echo 0)
if [ "$count" -eq "$END_AFTER" ] && [ -n "$END_WITHIN" ]; then
  CALL "$@" <&0 &
  sleep "$END_WITHIN"
  kill -9 0
fi
[ "$count" -lt "$END_AFTER" ] || kill -9 0
echo $((count + 1)) >"$COUNTED"
exec CALL "$@"
"#;

fn executable(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder is ours");
    fs::write(path, text).expect("the folder is ours");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the file is ours");
}

fn quoted(path: &Path) -> String {
    shlex::try_quote(path.to_str().expect("paths are UTF-8")).expect("a path has no NUL").into_owned()
}
