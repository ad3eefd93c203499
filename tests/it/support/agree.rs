//! ARM JSON and Bicep of one deployment: no message, no formatting to do, and the same state in Azure.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lbxc::azure::types::{self, FindingKind};
use lbxc::deploy::Deployment;
use lbxc::emit::{arm, bicep};
use serde_json::{Map, Value, json};

use super::bicep::Bicep;
use super::normal::differences;

/// Everything that is wrong with what is emitted, one line each.
pub(crate) fn complaints(server: &mut Bicep, deployment: &Deployment) -> Vec<String> {
    let params = bicep::params(deployment, "web");
    between(server, &arm::template(deployment), &bicep::file(deployment), params.as_deref()).0
}

/// The same of the texts themselves: a template, a Bicep file, and the parameter file of a `web.bicep`. With it comes the
/// template that Bicep makes.
pub(crate) fn between(
    server: &mut Bicep,
    template: &str,
    file: &str,
    params_file: Option<&str>,
) -> (Vec<String>, Option<Value>) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "web.json", template);
    let path = write(folder, "web.bicep", file);
    let template: Value = match serde_json::from_str(template) {
        Ok(template) => template,
        Err(error) => return (vec![format!("the template is no JSON: {error}")], None),
    };

    let mut found = wrong_bodies(&template);
    let (said, compiled) = server.compile(&path);
    let line = |said: &String| {
        let number: usize = said.split(':').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        format!("bicep {said}\n    | {}", file.lines().nth(number.saturating_sub(1)).unwrap_or_default())
    };
    found.extend(said.iter().map(line));
    let formatted = server.format(&path);
    if formatted != file {
        let differs = file.lines().zip(formatted.lines()).find(|(a, b)| a != b);
        found.push(format!("bicep format changes {differs:?}"));
    }
    let Some(compiled) = compiled else { return (found, None) };
    found.extend(declarations(&template["parameters"], &compiled["parameters"]));
    if let Some(text) = params_file {
        found.extend(params(server, folder, text, &template));
    }
    for turn in 0..3 {
        let values = given(&chosen(&template, turn));
        let state = |server: &mut Bicep, file: &str| {
            let text = format!("using './{file}'\n{values}");
            server.snapshot(&write(folder, &format!("{file}.bicepparam"), &text))
        };
        match (state(server, "web.json"), state(server, "web.bicep")) {
            (Ok(arm), Ok(bicep)) => {
                let lines = differences(&arm, &bicep);
                found.extend(lines.into_iter().map(|line| format!("turn {turn}: arm ≠ bicep {line}")));
            }
            (arm, bicep) => {
                for (name, result) in [("arm", arm), ("bicep", bicep)] {
                    found.extend(result.err().map(|error| format!("turn {turn}: {name} is refused: {error}")));
                }
            }
        }
    }
    (found, Some(compiled))
}

/// What a Bicep file deploys with these values.
pub(crate) fn state_of(server: &mut Bicep, file: &str, values: &[(String, Value)]) -> Result<Value, String> {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "web.bicep", file);
    server.snapshot(&write(folder.path(), "web.bicepparam", &format!("using './web.bicep'\n{}", given(values))))
}

fn write(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).expect("the folder is ours");
    path
}

/// Bodies that do not fit the published types.
pub(crate) fn wrong_bodies(template: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let resources = template["resources"].as_array().into_iter().flatten();
    resources
        .flat_map(|resource| {
            let (ty, api) = (text(&resource["type"]), text(&resource["apiVersion"]));
            let name = text(&resource["name"]);
            types::check(&ty, &api, resource)
                .into_iter()
                .filter(|finding| finding.kind != FindingKind::Bounds)
                .map(move |finding| format!("{ty} {name}: {}: {}", finding.path, finding.message))
        })
        .collect()
}

/// What two templates ask for differently: types, secrecy, bounds, descriptions, and whether there is a default.
fn declarations(arm: &Value, bicep: &Value) -> Vec<String> {
    let plain = |params: &Value| -> BTreeMap<String, Value> {
        let each = params.as_object().into_iter().flatten().map(|(name, declared)| {
            let mut declared = declared.clone();
            declared["type"] = declared["type"].as_str().unwrap_or_default().to_lowercase().into();
            // Defaults are compared by what they make of the resources.
            if let Some(default) = declared.get_mut("defaultValue").filter(|value| value.is_string()) {
                *default = "text".into();
            }
            (name.clone(), declared)
        });
        each.collect()
    };
    let (arm, bicep) = (plain(arm), plain(bicep));
    let names = arm.keys().chain(bicep.keys().filter(|name| !arm.contains_key(*name)));
    let differ = names.filter(|name| arm.get(*name) != bicep.get(*name));
    differ.map(|name| format!("param {name}: {:?} in ARM, {:?} in Bicep", arm.get(name), bicep.get(name))).collect()
}

/// The parameter file of Bicep, as it is but for what it reads from the environment.
fn params(server: &mut Bicep, folder: &Path, text: &str, template: &Value) -> Vec<String> {
    let path = write(folder, "web.bicepparam", text);
    let mut found = Vec::new();
    if server.format(&path) != text {
        found.push(format!("bicep format changes the parameter file\n{text}"));
    }
    // First as it is, then with a value for everything that it takes from elsewhere.
    let mut said = server.compile_params(&path, &json!({}));
    said.retain(|said| !said.contains("BCP427"));
    let mut overrides = Map::new();
    for (name, declared) in template["parameters"].as_object().into_iter().flatten() {
        if declared.get("defaultValue").is_none() {
            overrides.insert(name.clone(), placeholder(name, declared, 0));
        }
    }
    said.extend(server.compile_params(&path, &Value::Object(overrides)));
    found.extend(said.into_iter().filter(|said| !said.contains("BCP338")).map(|said| format!("bicepparam {said}")));
    found
}

/// Values for params: in the first turn for those without a default alone, in the others another choice where there is one.
pub(crate) fn chosen(template: &Value, turn: usize) -> Vec<(String, Value)> {
    let params = template["parameters"].as_object().into_iter().flatten();
    params
        .filter(|(_, declared)| {
            let other = declared.get("allowedValues").is_some()
                || declared["type"] == "bool"
                || declared["type"] == "int" && declared.get("maxValue").is_some();
            declared.get("defaultValue").is_none() || (turn > 0 && other)
        })
        .map(|(name, declared)| (name.clone(), placeholder(name, declared, turn)))
        .collect()
}

/// The lines of a parameter file that give these values.
pub(crate) fn given(values: &[(String, Value)]) -> String {
    values.iter().map(|(name, value)| format!("param {name} = any({})\n", literal(value))).collect()
}

pub(crate) fn placeholder(name: &str, declared: &Value, turn: usize) -> Value {
    let bound = |name: &str| declared[name].as_i64();
    if let Some(allowed) = declared["allowedValues"].as_array().filter(|allowed| !allowed.is_empty()) {
        let one = allowed[turn % allowed.len()].clone();
        return if declared["type"] == "array" { Value::Array(vec![one]) } else { one };
    }
    match declared["type"].as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
        "int" if turn == 1 && bound("minValue").is_some() => bound("minValue").into(),
        "int" if turn == 2 && bound("maxValue").is_some() => bound("maxValue").into(),
        "int" => Value::from(2.clamp(bound("minValue").unwrap_or(2), bound("maxValue").unwrap_or(2).max(2))),
        "bool" => Value::Bool(turn.is_multiple_of(2)),
        "array" => json!([]),
        "object" | "secureobject" => json!({}),
        "securestring" => "Dummy-Passw0rd-1".into(),
        // In a template whose secrets are plain.
        "string" if name.to_lowercase().contains("password") => "Dummy-Passw0rd-1".into(),
        _ => {
            let lower = name.to_lowercase();
            let words = ["_prefix", "cidr", "range", "admin_source"];
            let net = words.iter().any(|word| lower.contains(word)) && bound("maxLength").is_none();
            let word: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
            let mut text = if net { "10.0.0.0/16".to_owned() } else { word };
            while (text.len() as i64) < bound("minLength").unwrap_or(0) {
                text.push('0');
            }
            text.truncate(bound("maxLength").map_or(text.len(), |max| max as usize));
            text.into()
        }
    }
}

/// A JSON value in Bicep's words.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let mut quoted = String::new();
            for c in text.chars() {
                match c {
                    '\\' | '\'' => quoted.extend(['\\', c]),
                    '$' => quoted.push_str("\\$"),
                    c if c.is_control() || c > '\u{7f}' => quoted.push_str(&format!("\\u{{{:x}}}", c as u32)),
                    c => quoted.push(c),
                }
            }
            format!("'{quoted}'")
        }
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<String> = members.iter().map(|(k, v)| format!("'{k}': {}", literal(v))).collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}
