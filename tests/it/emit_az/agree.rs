//! The script leaves behind what the template describes: the calls that it makes, against Microsoft's own evaluation of
//! the template of the same deployment.

use std::fs;
use std::process::Command;

use lbxc::deploy::Deployment;
use lbxc::emit::{arm, az};
use serde_json::{Value, json};

use super::run::{Run, Stage, revealed, snapshot, state};
use crate::support;
use crate::support::bicep::Bicep;
use crate::support::normal::{differences, single_quotes};

/// Everything in which script and template differ, with the params' values of one turn.
pub(crate) fn complaints(server: &mut Bicep, dep: &Deployment, turn: usize) -> Vec<String> {
    let template: Value = serde_json::from_str(&arm::template(dep)).expect("a template is JSON");
    let template = revealed(&template);
    let values = support::agree::chosen(&template, turn);
    compare(server, dep, &template, &values)
}

/// The same with these values.
pub(crate) fn compare(
    server: &mut Bicep,
    dep: &Deployment,
    template: &Value,
    values: &[(String, Value)],
) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let predicted = match snapshot(server, folder.path(), template, values) {
        Ok(snapshot) => snapshot,
        Err(error) => return vec![format!("the template is refused: {error}")],
    };
    let script = az::script(dep, "main.lbx");
    let mut stage = Stage::new(&script);
    let envs = environment(&script);
    let names: Vec<&String> = template["parameters"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
    for (name, value) in values {
        // Template and script have the params in the same order.
        let at = names.iter().position(|known| *known == name).expect("a param of the template");
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        stage.env.push((envs[at].clone(), text));
    }
    let run = match stage.run_answered(server, &["--group", "rg"]) {
        Ok(run) => run,
        Err(error) => return vec![error],
    };
    against(&predicted, &run, single_quotes)
}

/// The differences between what a template deploys and what a script's run left, both folded.
pub(crate) fn against(predicted: &Value, run: &Run, fold: impl Fn(&Value) -> Value) -> Vec<String> {
    if run.code != 0 {
        return vec![format!("exit {}: {}", run.code, run.stderr)];
    }
    let state = match state(run) {
        Ok(state) => state,
        Err(error) => return vec![error],
    };
    let ours = json!({
        "predictedResources": fold(&json!(state)),
        "outputs": predicted["outputs"],
        "diagnostics": predicted["diagnostics"],
    });
    let mut theirs = predicted.clone();
    theirs["predictedResources"] = fold(&theirs["predictedResources"]);
    for resource in theirs["predictedResources"].as_array_mut().into_iter().flatten() {
        let Some(members) = resource.as_object_mut() else { continue };
        members.remove("dependsOn");
        members.remove("scope");
        // Plain commands have API versions of their own.
        let id = members["id"].as_str().unwrap_or_default().to_lowercase();
        let sent = ours["predictedResources"].as_array().into_iter().flatten();
        if sent
            .into_iter()
            .any(|r| r["id"].as_str().unwrap_or_default().to_lowercase() == id && r["apiVersion"].is_null())
        {
            members.remove("apiVersion");
        }
    }
    let mut found = super::commands::complaints(&run.calls);
    // What the engine cannot know stays an expression there.
    found.extend(differences(&theirs, &ours).into_iter().filter(|line| !line.contains(": \"[")));
    found
}

/// The params' environment variables, in order, from the usage text.
pub(crate) fn environment(script: &str) -> Vec<String> {
    let variable = |line: &str| Some(line.rsplit_once('[')?.1.strip_suffix(']')?.to_owned());
    usage(script).lines().filter_map(variable).filter(|name| name.starts_with("LBX_")).collect()
}

/// The usage text of a script.
pub(crate) fn usage(script: &str) -> &str {
    let (_, after) = script.split_once("<<'USAGE' || :\n").unwrap_or_default();
    after.split("\nUSAGE\n").next().unwrap_or_default()
}

/// What `bash -n` and shellcheck say about a script.
pub(crate) fn lint(script: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.sh");
    fs::write(&path, script).expect("the folder is ours");
    let mut found = Vec::new();
    let parsed = Command::new("bash").arg("-n").arg(&path).output().expect("bash runs");
    if !parsed.status.success() {
        found.push(String::from_utf8_lossy(&parsed.stderr).into_owned());
    }
    match Command::new("shellcheck").args(["--format", "gcc"]).arg(&path).output() {
        Ok(checked) => found.extend(String::from_utf8_lossy(&checked.stdout).lines().map(str::to_owned)),
        Err(_) => skipped(),
    }
    found
}

fn skipped() {
    use std::io::Write;
    // Past the harness, which would keep it to itself.
    let _ = writeln!(std::io::stderr(), "emit_az: skipped: no shellcheck on PATH");
}
