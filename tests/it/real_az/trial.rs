//! What a script is put through: it runs, it runs again, it is ended somewhere and runs again, it is given wrong values.

use std::collections::{BTreeSet, hash_map::RandomState};
use std::fmt;
use std::fs;
use std::hash::{BuildHasher, Hasher};

use lbxc::azure::types::{self, FindingKind};
use lbxc::deploy::{Form, Type};
use serde_json::{Value, json};

use super::case::{self, Case};
use super::world::{End, Ran, Run, SUBSCRIPTION, World};
use crate::emit_az;
use crate::support;
use crate::support::normal::{differences, single_quotes};

/// The group that every script deploys into: the one that Bicep's evaluator is given.
const GROUP: &str = "rg";

/// The deployment's name: likewise.
const DEPLOYMENT: &str = "main";

/// What was done.
#[derive(Default)]
pub(super) struct Figures {
    runs: usize,
    commands: usize,
    writes: usize,
    /// How many of the writes of second runs changed anything.
    changes_again: usize,
    judged: usize,
    /// Hostile values that only the service refused.
    refused: usize,
    /// States that Microsoft's own evaluator was asked for.
    official: usize,
}

impl Figures {
    pub(super) fn add(&mut self, other: &Figures) {
        self.runs += other.runs;
        self.commands += other.commands;
        self.writes += other.writes;
        self.changes_again += other.changes_again;
        self.judged += other.judged;
        self.official += other.official;
        self.refused += other.refused;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} runs, {} az commands, {} writes, {} bodies judged by the published types, {} states compared with the \
             official evaluator, {} changes by second runs",
            self.runs, self.commands, self.writes, self.judged, self.official, self.changes_again
        )
    }
}

/// A number that nobody chose.
pub(super) fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() % 1_000_000
}

/// One script with one set of values, and everything that was wrong.
pub(super) fn run(world: &mut World, case: &Case, seed: u64) -> (Figures, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join(case.file.replace(".lbx", ".sh"));
    fs::write(&script, &case.script).expect("the folder is ours");
    let mut trial = Trial { world, case, script, figures: Figures::default(), found: Vec::new() };
    trial.all(seed);
    (trial.figures, trial.found)
}

/// One script with one set of values, run twice.
pub(super) fn twice(world: &mut World, case: &Case) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join(case.file.replace(".lbx", ".sh"));
    fs::write(&script, &case.script).expect("the folder is ours");
    let mut trial = Trial { world, case, script, figures: Figures::default(), found: Vec::new() };
    trial.twice();
    trial.found
}

struct Trial<'a> {
    world: &'a mut World,
    case: &'a Case,
    script: std::path::PathBuf,
    figures: Figures,
    found: Vec<String>,
}

/// What a trial begins with.
struct Start {
    /// What there is.
    before: Value,
    /// The script's environment.
    values: Vec<(String, String)>,
    /// What the template leaves, and its outputs.
    state: Value,
    outputs: Value,
}

impl Trial<'_> {
    fn say(&mut self, what: impl Into<String>) {
        self.found.push(what.into());
    }

    fn all(&mut self, seed: u64) {
        let Some(start) = self.start() else { return };
        // With the last set of values, it was ended somewhere and runs again; the commands of the first set tell where.
        let after_an_end = self.case.turn == 2;
        if after_an_end && !self.end_somewhere(&start.values, seed) {
            return;
        }
        let Some((first, left)) = self.first(&start) else { return };
        self.compare_official(&start.before, &self.case.values.clone(), &left);
        if after_an_end {
            return;
        }
        self.again(&start.values, &left, &first);
        if self.case.turn == 0 {
            self.wrong_values(&start.before, &first);
        }
        if self.case.is_only {
            self.set(&start.before);
            if self.end_somewhere(&start.values, seed) {
                let again = self.go(&start.values, None);
                if self.is_clean("the run after one that was ended", &again) {
                    self.same("the run after one that was ended", &left);
                }
            }
        }
    }

    /// It leaves what the template describes, and a second run changes nothing.
    fn twice(&mut self) {
        let Some(start) = self.start() else { return };
        let Some((first, left)) = self.first(&start) else { return };
        self.again(&start.values, &left, &first);
    }

    /// What there is before the script runs, which the world is set to, and what has to come of it.
    fn start(&mut self) -> Option<Start> {
        let before = match self.before(&self.case.values) {
            Ok(before) => before,
            Err(error) => {
                self.say(error);
                return None;
            }
        };
        let (state, outputs) = self.deployed(&before)?;
        self.set(&before);
        Some(Start { values: self.case.environment(&self.case.values), before, state, outputs })
    }

    /// The first run that gets to its end, and the state that it leaves: the template's.
    fn first(&mut self, start: &Start) -> Option<(Run, Value)> {
        let first = self.go(&start.values, None);
        if !self.is_clean("the first run", &first) {
            return None;
        }
        let left = self.state();
        self.compare("the template that was deployed", &start.state, &left);
        self.compare_outputs(&start.outputs, &first);
        self.judge_bodies();
        Some((first, left))
    }

    // what there is

    /// What must be there before the script runs.
    fn before(&mut self, values: &[(String, Value)]) -> Result<Value, String> {
        self.set(&json!({ "groups": [group()] }));
        let template = self.case.existing();
        let (record, outputs) = self.deploy(&template, values);
        if let Some(error) = record {
            return Err(format!("what must be there cannot be told: {error}"));
        }
        let asked = outputs.as_object().into_iter().flatten().filter_map(|(_, output)| output["value"].as_str());
        let given =
            values.iter().filter_map(|(_, value)| value.as_str()).filter(|id| id.starts_with("/subscriptions/"));
        let whole = |id: &&str| !id.contains("//") && !id.ends_with('/');
        let ids: BTreeSet<String> = asked.chain(given).filter(whole).map(str::to_owned).collect();
        let (groups, resources) = case::others(&ids, self.case.location());
        Ok(json!({ "groups": groups, "resources": resources }))
    }

    fn set(&mut self, state: &Value) {
        let (status, answer) = self.world.ask("POST", "/_stand-in/state", Some(state));
        assert_eq!(status, 200, "{answer}");
        self.world.ask("POST", "/_stand-in/forget", None);
    }

    fn state(&mut self) -> Value {
        let (status, state) = self.world.ask("GET", "/_stand-in/state", None);
        assert_eq!(status, 200, "{state}");
        state
    }

    /// The writes since the last question: all of them, and how many changed something.
    fn writes(&mut self) -> (Vec<Value>, usize) {
        let (status, answer) = self.world.ask("GET", "/_stand-in/writes", None);
        assert_eq!(status, 200, "{answer}");
        self.world.ask("POST", "/_stand-in/forget", None);
        let writes = answer["writes"].as_array().cloned().unwrap_or_default();
        let changes = writes.iter().filter(|write| write["changed"] == true).count();
        self.figures.writes += writes.len();
        (writes, changes)
    }

    /// Deploys a template; what went wrong, and its outputs.
    fn deploy(&mut self, template: &Value, values: &[(String, Value)]) -> (Option<String>, Value) {
        let given: serde_json::Map<String, Value> =
            values.iter().map(|(name, value)| (name.clone(), json!({ "value": value }))).collect();
        let url = format!(
            "/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Resources/deployments/{DEPLOYMENT}?api-version=2025-04-01"
        );
        let body = json!({ "properties": { "mode": "Incremental", "template": template, "parameters": given } });
        let (status, answer) = self.world.ask("PUT", &url, Some(&body));
        let record = if status < 400 { self.world.ask("GET", &url, None).1 } else { answer };
        let done = record["properties"]["provisioningState"] == "Succeeded";
        let error = (!done).then(|| match &record["properties"]["error"] {
            Value::Null => format!("{status} {record}"),
            error => error.to_string(),
        });
        (error, record["properties"]["outputs"].clone())
    }

    /// The state and the outputs that the template's deployment leaves.
    fn deployed(&mut self, before: &Value) -> Option<(Value, Value)> {
        self.set(before);
        self.world.ask(
            "PUT",
            &format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}?api-version=2024-11-01"),
            Some(&json!({ "location": "westeurope" })),
        );
        let (error, outputs) = self.deploy(&self.case.template.clone(), &self.case.values);
        match error {
            Some(error) => {
                self.say(format!("the template cannot be deployed: {error}"));
                None
            }
            None => Some((self.state(), outputs)),
        }
    }

    // runs

    fn go(&mut self, values: &[(String, String)], end: Option<End>) -> Run {
        let mut arguments = vec!["--group", GROUP, "--create-group", "westeurope"];
        if self.case.script.contains("--deployment-name)") {
            arguments.extend(["--deployment-name", DEPLOYMENT]);
        }
        let run = self.world.run(&self.script, &arguments, values, end);
        self.figures.runs += 1;
        self.figures.commands += run.commands.len();
        run
    }

    /// It ended well and had nothing to complain of.
    fn is_clean(&mut self, which: &str, run: &Run) -> bool {
        if run.code != Some(0) {
            let failed = run.commands.iter().find(|command| command.code != 0).map(|command| &command.arguments);
            self.say(format!("{which} ended with {:?}: {}\n  after az {failed:?}", run.code, run.stderr.trim_end()));
            return false;
        }
        if !run.stderr.is_empty() {
            self.say(format!("{which} said: {}", run.stderr.trim_end()));
        }
        if let Some(command) = run.commands.iter().find(|command| command.code != 0) {
            self.say(format!("{which}: az ended with {}: {:?}", command.code, command.arguments));
        }
        true
    }

    /// Another run changes nothing.
    fn again(&mut self, values: &[(String, String)], left: &Value, first: &Run) {
        self.writes();
        let run = self.go(values, None);
        if !self.is_clean("a second run", &run) {
            return;
        }
        let (writes, _) = self.writes();
        for url in writes.iter().filter(|w| w["changed"] == true).filter_map(|w| w["url"].as_str()) {
            self.figures.changes_again += 1;
            self.found.push(format!("a second run changes {url}"));
        }
        self.same("a second run", left);
        if first.stdout != run.stdout {
            self.say(format!("a second run prints {:?} instead of {:?}", run.stdout, first.stdout));
        }
    }

    /// The state is what it was, to the byte.
    fn same(&mut self, which: &str, left: &Value) {
        let now = self.state();
        let (before, after) = (left.to_string(), now.to_string());
        if before != after {
            self.compare(&format!("before {which}"), left, &now);
            self.say(format!("{which} leaves another state"));
        }
    }

    /// Ends a run after any command or within it.
    fn end_somewhere(&mut self, values: &[(String, String)], seed: u64) -> bool {
        let mut hash = std::hash::DefaultHasher::new();
        hash.write_u64(seed);
        hash.write(self.case.name().as_bytes());
        let number = hash.finish() as usize;
        let within = (!number.is_multiple_of(3)).then(|| (number / 7 % 12) as f64 / 100.0);
        // Each resource costs two commands or one, and what comes before them some more.
        let commands = 3 + self.case.deployment.resources.iter().filter(|resource| !resource.existing).count();
        let end = End { after: number / 100 % commands, within };
        let run = self.go(values, Some(end));
        if run.code.is_some_and(|code| code != 0) {
            self.say(format!("{end:?}: it ended with {:?}: {}", run.code, run.stderr));
        }
        run.code.is_none_or(|code| code == 0)
    }

    // values

    /// What is missing, empty or hostile stops the script before it changes anything, or arrives as it is.
    fn wrong_values(&mut self, before: &Value, first: &Run) {
        let declared = self.case.template["parameters"].as_object().into_iter().flatten();
        let required = declared.filter(|(_, declared)| declared.get("defaultValue").is_none());
        for name in required.map(|(name, _)| name.clone()).collect::<Vec<_>>() {
            let mut values = self.case.values.clone();
            values.retain(|(known, _)| *known != name);
            self.refused(before, &format!("{name} is missing"), &self.case.environment(&values));
            values.push((name.clone(), "".into()));
            self.refused(before, &format!("{name} is empty"), &self.case.environment(&values));
        }
        // What looks right and is not what the source promises.
        for at in 0..self.case.params.len() {
            let (param, name) = (&self.case.deployment.params[at], self.case.params[at].0.clone());
            let wrong = match param.form {
                Some(Form::Address) => "10.0.0.256",
                Some(Form::Cidr) => "10.0.0.1/24",
                Some(Form::Size) => "Standard B1s",
                None => continue,
            };
            let value = if param.ty == Type::Array { json!([wrong]) } else { wrong.into() };
            let mut values = self.case.values.clone();
            values.retain(|(known, _)| *known != name);
            values.push((name.clone(), value));
            self.refused(before, &format!("{name} is {wrong}"), &self.case.environment(&values));
        }
        // One after the other, as far as the first change; those that are not refused arrive together.
        let change = first.commands.iter().position(changes).unwrap_or(first.commands.len());
        let mut arrive = self.case.values.clone();
        let mut some = false;
        for (name, _) in self.case.params.clone() {
            let mut values = self.case.values.clone();
            put(&mut values, &name);
            self.set(before);
            let run = self.go(&self.case.environment(&values), Some(End { after: change, within: None }));
            let (writes, _) = self.writes();
            let below = |write: &&Value| write["url"].as_str().is_some_and(|url| url.contains("/providers/"));
            let changed = writes.iter().filter(|write| write["changed"] == true).filter(below).count();
            if run.code.is_none_or(|code| code == 0) {
                put(&mut arrive, &name);
                some = true;
            } else if changed > 0 || run.stderr.contains("command not found") {
                self.say(format!("a hostile {name} ends it with {:?}: {}", run.code, run.stderr));
            }
        }
        if some {
            self.hostile(before, &arrive);
        }
    }

    /// Nothing is written, and the usage says what is wanted.
    fn refused(&mut self, before: &Value, which: &str, values: &[(String, String)]) {
        self.set(before);
        let run = self.go(values, None);
        let (writes, _) = self.writes();
        if run.code == Some(0) || run.code.is_none() || !writes.is_empty() || !run.stderr.contains("usage: ") {
            self.say(format!("{which}: ends with {:?} after {} writes: {}", run.code, writes.len(), run.stderr));
        }
    }

    fn hostile(&mut self, before: &Value, values: &[(String, Value)]) {
        self.set(before);
        let run = self.go(&self.case.environment(values), None);
        self.writes();
        match run.code {
            Some(0) => {
                let left = self.state();
                self.compare_official(before, values, &left);
            }
            // They arrived as they are, and Azure alone can say that it does not take one.
            Some(1) if refused_by_azure(&run.stderr) => self.figures.refused += 1,
            code => self.say(format!("hostile values end it with {code:?}: {}", run.stderr)),
        }
    }

    // judgements

    /// Two states of the stand-in.
    fn compare(&mut self, which: &str, expected: &Value, left: &Value) {
        let state =
            |state: &Value| json!({ "predictedResources": state["resources"], "outputs": {}, "diagnostics": [] });
        for line in differences(&state(expected), &state(left)) {
            // What an evaluator cannot know stays an expression.
            if !line.contains(": \"[") {
                self.say(format!("not as {which}: {line}"));
            }
        }
    }

    fn compare_outputs(&mut self, expected: &Value, run: &Run) {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut wanted: Vec<String> = expected
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, output)| format!("{name}={}", text(&output["value"])))
            // A text of several lines is printed as several lines.
            .flat_map(|output| output.split('\n').map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let mut printed: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
        wanted.sort();
        printed.sort();
        if wanted.join("\n") != printed.join("\n") {
            self.say(format!("outputs: {printed:?} instead of {wanted:?}"));
        }
    }

    /// The state that Microsoft's own engine predicts, kept by the stand-in as it keeps everything.
    fn compare_official(&mut self, before: &Value, values: &[(String, Value)], left: &Value) {
        let Some(mut server) = support::bicep::server("real_az, the official evaluator") else { return };
        let folder = tempfile::tempdir().expect("a folder");
        let snapshot = emit_az::run::snapshot(&mut server, folder.path(), &self.case.template, values);
        drop(server);
        let snapshot = match snapshot {
            Ok(snapshot) => snapshot,
            Err(error) => return self.say(format!("the official evaluator refuses the template: {error}")),
        };
        let mut state = before.clone();
        let rows = snapshot["predictedResources"].as_array().cloned().unwrap_or_default();
        let list = |state: &mut Value, name: &str| state[name].as_array().cloned().unwrap_or_default();
        let mut groups = list(&mut state, "groups");
        if !groups.iter().any(|known| known["id"] == group()["id"]) {
            groups.push(group());
        }
        let mut resources = list(&mut state, "resources");
        resources.extend(rows);
        self.set(&json!({ "groups": groups, "resources": resources }));
        let expected = self.state();
        self.set(left);
        self.figures.official += 1;
        self.compare("the official evaluator says", &single_quotes(&expected), &single_quotes(left));
    }

    /// What az really sent, against the published types.
    fn judge_bodies(&mut self) {
        let (writes, _) = self.writes();
        for write in writes {
            let (Some(url), Some(api)) = (write["url"].as_str(), write["apiVersion"].as_str()) else { continue };
            let Some((_, below)) = url.rsplit_once("/providers/") else { continue };
            if write["method"] != "PUT" || below.starts_with("Microsoft.Resources/") {
                continue;
            }
            let words: Vec<&str> = below.split('/').collect();
            let ty: Vec<&str> = words.iter().skip(1).step_by(2).copied().collect();
            let ty = format!("{}/{}", words[0], ty.join("/"));
            self.figures.judged += 1;
            for finding in types::check(&ty, api, &write["body"]) {
                if finding.kind != FindingKind::Bounds {
                    self.say(format!("az sends {url} {}: {}", finding.path, finding.message));
                }
            }
        }
    }
}

/// Whether a command changes something below the group.
fn changes(command: &Ran) -> bool {
    let words: Vec<&str> = command.arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["rest", "--method", "put", "--url", url, ..] => !url.contains("/Microsoft.Resources/"),
        ["group", ..] | ["account", ..] | ["rest", ..] => false,
        _ => true,
    }
}

/// Text that means something to everybody whom it passes on its way.
const HOSTILE: &str = "-a'b\"c$(d)`e`\\f;&g h{i}[j]*@k\u{e9}%2F/..";

fn put(values: &mut Vec<(String, Value)>, name: &str) {
    values.retain(|(known, _)| known != name);
    values.push((name.to_owned(), HOSTILE.into()));
}

/// Whether az ended because the service refused a value.
fn refused_by_azure(stderr: &str) -> bool {
    let answers = ["ERROR: Bad Request({", "ERROR: (Invalid"];
    answers.iter().any(|answer| stderr.contains(answer)) && !stderr.contains("NotModelled")
}

fn group() -> Value {
    json!({
        "id": format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"),
        "name": GROUP,
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westeurope",
        "properties": { "provisioningState": "Succeeded" },
    })
}
