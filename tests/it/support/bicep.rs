//! The official Bicep as an oracle: one server for all tests of the binary, found by `LBXC_BICEP`, then on `PATH`. Without
//! it the tests that need it say so and pass.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::{Value, json};

/// A running `bicep jsonrpc`.
pub(crate) struct Bicep {
    _child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    calls: u64,
}

/// The server; `None`, and a line on the terminal, where there is no Bicep.
pub(crate) fn server(test: &str) -> Option<MutexGuard<'static, Bicep>> {
    static SERVER: OnceLock<Option<Mutex<Bicep>>> = OnceLock::new();
    let server = SERVER.get_or_init(|| path().map(|path| Mutex::new(Bicep::start(&path))));
    if server.is_none() {
        // Past the harness, which would keep it to itself.
        let _ = writeln!(std::io::stderr(), "{test}: skipped: no bicep (set LBXC_BICEP, or put it on PATH)");
    }
    server.as_ref().map(|server| server.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Where it is.
pub(crate) fn path() -> Option<PathBuf> {
    if let Some(named) = env::var_os("LBXC_BICEP").filter(|named| !named.is_empty()) {
        let path = PathBuf::from(&named);
        assert!(path.is_file(), "LBXC_BICEP names `{}`, which is no file", path.display());
        return Some(path);
    }
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join("bicep")).find(|path| path.is_file())
}

/// It unpacks itself into the home folder.
pub(crate) fn with_home(command: &mut Command) {
    if !env::var_os("HOME").is_some_and(|home| Path::new(&home).is_dir()) {
        command.env("HOME", env::temp_dir());
    }
}

impl Bicep {
    fn start(path: &Path) -> Bicep {
        let mut command = Command::new(path);
        command.args(["jsonrpc", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        with_home(&mut command);
        let mut child = command.env("DOTNET_CLI_TELEMETRY_OPTOUT", "1").spawn().expect("bicep starts");
        let input = child.stdin.take().expect("stdin is piped");
        let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Bicep { _child: child, input, output, calls: 0 }
    }

    /// What the compiler and the linter say about a file, one line each; and the template.
    pub(crate) fn compile(&mut self, path: &Path) -> (Vec<String>, Option<Value>) {
        let answer = self.ask("bicep/compile", json!({ "path": path })).expect("compile answers");
        let template = answer["contents"].as_str().map(|text| serde_json::from_str(text).expect("a template is JSON"));
        (said(&answer), template)
    }

    /// What the compiler says about a parameter file, with values for what it reads from elsewhere.
    pub(crate) fn compile_params(&mut self, path: &Path, overrides: &Value) -> Vec<String> {
        let question = json!({ "path": path, "parameterOverrides": overrides });
        said(&self.ask("bicep/compileParams", question).expect("compileParams answers"))
    }

    /// A file as its formatter prints it.
    pub(crate) fn format(&mut self, path: &Path) -> String {
        let answer = self.ask("bicep/format", json!({ "path": path })).expect("format answers");
        answer["contents"].as_str().expect("format gives text").to_owned()
    }

    /// What a template deploys with the values of a parameter file, by Microsoft's own engine.
    pub(crate) fn snapshot(&mut self, params: &Path) -> Result<Value, String> {
        let metadata = json!({
            "tenantId": "22222222-2222-2222-2222-222222222222",
            "subscriptionId": "11111111-1111-1111-1111-111111111111",
            "resourceGroup": "rg",
            "location": "westeurope",
            "deploymentName": "main",
        });
        let question = json!({ "path": params, "metadata": metadata, "externalInputs": [] });
        let answer = self.ask("bicep/getSnapshot", question)?;
        serde_json::from_str(answer["snapshot"].as_str().unwrap_or_default()).map_err(|error| error.to_string())
    }

    fn ask(&mut self, method: &str, question: Value) -> Result<Value, String> {
        self.calls += 1;
        let body = json!({ "jsonrpc": "2.0", "id": self.calls, "method": method, "params": [question] }).to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("bicep reads");
        self.input.flush().expect("bicep reads");
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).expect("bicep answers") > 0, "bicep died over {method}");
            let line = line.trim();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length is a number");
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("bicep answers in full");
        let mut answer: Value = serde_json::from_slice(&body).expect("an answer is JSON");
        match answer.get("error") {
            Some(error) => {
                Err(error["data"]["message"].as_str().or(error["message"].as_str()).unwrap_or("?").to_owned())
            }
            None => Ok(answer["result"].take()),
        }
    }
}

fn said(answer: &Value) -> Vec<String> {
    answer["diagnostics"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|d| {
            let start = &d["range"]["start"];
            let (line, column) = (start["line"].as_u64().unwrap_or(0) + 1, start["char"].as_u64().unwrap_or(0) + 1);
            let text = |name: &str| d[name].as_str().unwrap_or_default().to_owned();
            format!("{line}:{column} {} {}: {}", text("level"), text("code"), text("message"))
        })
        .collect()
}
