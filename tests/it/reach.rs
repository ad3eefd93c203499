//! `lbxc reach`: who can talk to whom.

use std::path::Path;

use assert_cmd::Command;
use pretty_assertions::assert_eq;
use serde_json::Value;

struct Ran {
    out: String,
    err: String,
    code: Option<i32>,
}

fn reach(file: &str, arguments: &[&str]) -> Ran {
    let out = Command::cargo_bin("lbxc")
        .expect("the binary")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"))
        .args(["reach", file, "--quiet"])
        .args(arguments)
        .output()
        .expect("a run");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ran { out: text(out.stdout), err: text(out.stderr), code: out.status.code() }
}

fn rows(file: &str, arguments: &[&str]) -> Vec<Value> {
    let ran = reach(file, &[arguments, &["--format", "json"]].concat());
    let document: Value = serde_json::from_str(&ran.out).expect("one JSON document");
    assert_eq!(document["version"], 1);
    document["variants"][0]["flows"].as_array().expect("flows").clone()
}

#[test]
fn a_shop_as_a_table() {
    insta::assert_snapshot!(reach("shop.lbx", &[]).out);
}

#[test]
fn a_hub_as_a_table() {
    insta::assert_snapshot!(reach("hub-nva.lbx", &[]).out);
}

#[test]
fn one_question_has_one_answer() {
    let rows = rows("shop.lbx", &["--from", "web", "--to", "data.inner:5432"]);
    let said: Vec<&str> = rows.iter().map(|row| row["verdict"].as_str().expect("a verdict")).collect();
    assert_eq!(said, ["blocked", "blocked"], "{rows:#?}");
    let tcp = &rows[0];
    assert_eq!(tcp["by"]["text"], "deny 4000 others of security group data drops them");
    assert_eq!(tcp["packet"], "tcp 10.20.1.4:50000 -> 10.20.3.4:5432");
}

#[test]
fn some_senders_pass_and_others_do_not() {
    let rows = rows("shop.lbx", &["--from", "Internet", "--to", "edge.www:50000"]);
    let reaching: Vec<&str> =
        rows.iter().filter(|row| row["verdict"] == "reaches").map(|row| row["from"].as_str().expect("who")).collect();
    assert_eq!(reaching, ["Internet (203.0.113.0/24)"]);
}

#[test]
fn the_same_every_time() {
    for file in ["shop.lbx", "tiers.lbx", "dual-stack.lbx"] {
        assert_eq!(reach(file, &[]).out, reach(file, &[]).out);
    }
}

#[test]
fn a_name_that_nobody_has() {
    let ran = reach("shop.lbx", &["--to", "edge.ww"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("nothing here is called `edge.ww`; did you mean `edge.www`?"), "{}", ran.err);
}
