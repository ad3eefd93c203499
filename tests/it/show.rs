//! `lbxc show`'s params: what a deployment can be given.

use assert_cmd::Command;
use serde_json::{Value, json};

const SOURCE: &str = r#"/// How many machines there may be.
param peak: int in 2..40 = 10
param key: ssh_key
param hidden: secret
param tier: string in ["small", "large"] = "small"
param place: region = deploy.group_location
param label: string(3..20) = none
param spread: zones = [1, 2, 3]

public_ip www { zones: spread, dns: label, location: place }
output seen = "${tier} ${peak}"
"#;

fn show(format: &str, sets: &[&str]) -> String {
    let mut args = vec!["show", "-", "--format", format];
    sets.iter().for_each(|set| args.extend(["--set", set]));
    let out = Command::cargo_bin("lbxc").expect("the binary").args(args).write_stdin(SOURCE).output().expect("a run");
    String::from_utf8(out.stdout).expect("text")
}

#[test]
fn params_stand_above_the_things() {
    let tree = show("tree", &[]);
    let section: Vec<&str> = tree.lines().take_while(|line| !line.is_empty()).collect();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(section.join("\n")) });
    assert!(tree.lines().skip(section.len() + 1).any(|line| line.starts_with("public_ip www")), "{tree}");
}

#[test]
fn programs_read_params_as_json() {
    let shown: Value = serde_json::from_str(&show("json", &[])).expect("JSON");
    let params = shown["params"].as_array().expect("params");
    let named = |name: &str| params.iter().find(|p| p["name"] == name).unwrap_or_else(|| panic!("{name}: {params:#?}"));
    let peak = named("peak");
    assert_eq!((&peak["type"], &peak["default"], &peak["without"]), (&json!("int"), &json!("10"), &json!("default")));
    assert_eq!(peak["range"], json!({ "least": 2, "most": 40 }));
    assert_eq!(peak["description"], "How many machines there may be.");
    assert_eq!(named("tier")["values"], json!(["\"small\"", "\"large\""]));
    assert_eq!(named("key")["without"], "required");
    assert_eq!(named("label")["without"], "none");
    let hidden = named("hidden");
    assert_eq!((&hidden["secret"], &hidden["default"]), (&json!(true), &Value::Null));
}

/// What is fixed for the run is no param of it.
#[test]
fn what_is_set_is_not_asked_for() {
    let shown: Value = serde_json::from_str(&show("json", &["peak=5"])).expect("JSON");
    let names: Vec<&str> =
        shown["params"].as_array().expect("params").iter().filter_map(|p| p["name"].as_str()).collect();
    assert!(!names.contains(&"peak") && names.contains(&"key"), "{names:?}");
}

/// A secret's value is in no output of `show`, whatever was given for it.
#[test]
fn secrets_are_never_shown() {
    for format in ["tree", "json"] {
        let shown = show(format, &["hidden=Pa5s.word.of.mine"]);
        assert!(!shown.contains("Pa5s"), "{shown}");
    }
}
