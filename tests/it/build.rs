//! `lbxc build`: what it writes, and that it writes nothing at all when something is wrong.

use pretty_assertions::assert_eq;

use super::cli::{Place, good};

/// One mistake that no later phase can miss.
const BAD: &str = "public_ip www { idle: }\n";

/// No params, so no parameter files.
const PLAIN: &str = "deploy {\n  group: \"rg\"\n  location: eastus2\n}\n\npublic_ip www { zones: [1, 2, 3] }\n";

fn place() -> Place {
    Place::with(&[("good.lbx", good().as_bytes()), ("plain.lbx", PLAIN.as_bytes()), ("bad.lbx", BAD.as_bytes())])
}

#[test]
fn all_outputs_beside_each_other() {
    let place = place();
    let ran = place.run(&["build", "good.lbx", "--out", "out/deep"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran}");
    let names = "out/deep/good.json, out/deep/good.parameters.json, out/deep/good.bicep, out/deep/good.bicepparam, \
                 out/deep/good.sh";
    assert!(ran.stderr.ends_with(&format!("wrote {names}\n")), "{ran}");
    let template: serde_json::Value = serde_json::from_str(&place.text("out/deep/good.json")).expect("JSON");
    assert!(template["resources"].as_array().is_some_and(|r| r.len() >= 5), "{template}");
    assert!(template["parameters"]["admin_key"].is_object());
    let parameters: serde_json::Value =
        serde_json::from_str(&place.text("out/deep/good.parameters.json")).expect("JSON");
    assert!(parameters["parameters"]["admin_key"].is_object(), "{parameters}");
    assert!(place.text("out/deep/good.bicep").contains("Microsoft.Network/loadBalancers@"));
    assert!(
        place.text("out/deep/good.bicepparam").starts_with("using 'good.bicep'\n")
            || place.text("out/deep/good.bicepparam").contains("using './good.bicep'")
    );
    assert!(place.text("out/deep/good.sh").starts_with("#!"));
}

#[test]
fn without_out_into_this_directory() {
    let place = place();
    let ran = place.run(&["build", "plain.lbx"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(place.names(), ["bad.lbx", "good.lbx", "plain.bicep", "plain.json", "plain.lbx", "plain.sh"]);
}

#[test]
#[cfg(unix)]
fn the_script_may_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    assert_eq!(place.run(&["build", "plain.lbx"]).code, 0);
    let mode = |name: &str| std::fs::metadata(place.path().join(name)).expect("written").permissions().mode() & 0o777;
    assert_eq!(mode("plain.sh") & 0o700, 0o700);
    assert_eq!(mode("plain.json") & 0o700, 0o600);
    assert_eq!(mode("plain.sh") & !0o111, mode("plain.json"), "the same mask for all");
}

/// What is built from an output need not be built again.
#[test]
fn what_is_as_it_should_be_keeps_its_time() {
    let place = place();
    assert_eq!(place.run(&["build", "plain.lbx"]).code, 0);
    let time = |name: &str| std::fs::metadata(place.path().join(name)).and_then(|m| m.modified()).expect("written");
    let before = time("plain.json");
    place.put("plain.bicep", b"edited");
    let ran = place.run(&["build", "plain.lbx"]);
    assert!(ran.code == 0 && ran.stderr.ends_with("wrote plain.bicep\n"), "{ran}");
    assert_eq!(time("plain.json"), before);
    assert!(place.text("plain.bicep").contains("resource"));
    let ran = place.run(&["build", "plain.lbx"]);
    assert!(ran.stderr.ends_with("unchanged: plain.json, plain.bicep, plain.sh\n"), "{ran}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let script = place.path().join("plain.sh");
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o600)).expect("ours");
        let ran = place.run(&["build", "plain.lbx"]);
        assert!(ran.stderr.ends_with("wrote plain.sh\n"), "a script that cannot be run is no script: {ran}");
    }
}

#[test]
fn emit_chooses() {
    let place = place();
    let ran = place.run(&["build", "good.lbx", "--emit", "bicep", "--out", "out"]);
    assert!(ran.stderr.ends_with("wrote out/good.bicep, out/good.bicepparam\n"), "{ran}");
    let ran = place.run(&["build", "good.lbx", "--emit", "cli,arm", "--emit", "arm", "--out", "out"]);
    assert!(ran.stderr.ends_with("wrote out/good.json, out/good.parameters.json, out/good.sh\n"), "{ran}");
}

#[test]
fn stdout_is_one_output() {
    let place = place();
    let ran = place.run(&["build", "good.lbx", "--emit", "arm", "--stdout"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(place.run(&["build", "good.lbx"]).code, 0);
    assert_eq!(ran.stdout, place.text("good.json"));
    let from_stdin = place.run_with(&["build", "-", "--emit", "bicep", "--stdout"], good());
    assert_eq!(from_stdin.stdout, place.text("good.bicep"));
}

#[test]
fn wrong_usage() {
    let place = place();
    let check = |arguments: &[&str], want: &str| {
        let before = place.names();
        let ran = place.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran}");
        assert!(ran.stderr.contains(want), "{arguments:?}: {ran}");
        assert_eq!(place.names(), before);
    };
    check(&["build", "good.lbx", "--stdout"], "name one file and one `--emit`");
    check(&["build", "good.lbx", "plain.lbx", "--emit", "arm", "--stdout"], "name one file and one `--emit`");
    check(&["build", "good.lbx", "--emit", "arm", "--stdout", "--format", "json"], "both want standard output");
    check(&["build", "good.lbx", "--emit", "arm", "--stdout", "--out", "out"], "cannot be used with");
    check(&["build", "good.lbx", "--emit", "terraform"], "arm");
    place.put("other/good.lbx", PLAIN.as_bytes());
    check(&["build", "good.lbx", "other/good.lbx", "--out", "x"], "would both write `x/good.json`");
    place.put("good.parameters.lbx", PLAIN.as_bytes());
    check(&["build", "good.lbx", "good.parameters.lbx"], "would both write `good.parameters.json`");
    place.put("plain.sh", PLAIN.as_bytes());
    check(&["build", "good.lbx", "plain.sh"], "`plain.sh` would write over the source `plain.sh`");
    place.put("twin/plain.lbx", PLAIN.as_bytes());
    assert_eq!(place.run(&["build", "plain.lbx", "./plain.lbx", "--out", "x"]).code, 0, "the same file twice is once");
}

#[test]
fn an_error_in_one_file_writes_none() {
    let place = place();
    place.put("good.json", b"old");
    let before = place.names();
    let ran = place.run(&["build", "bad.lbx", "good.lbx", "--out", "."]);
    assert_eq!(ran.code, 1, "{ran}");
    assert_eq!(place.names(), before);
    assert_eq!(place.text("good.json"), "old");
    let ran = place.run(&["build", "none.lbx", "good.lbx", "--out", "out"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(place.names(), before, "not even the directory");
}

#[test]
fn what_is_there_is_replaced_whole() {
    let place = place();
    place.put("out/plain.json", b"old");
    assert_eq!(place.run(&["build", "plain.lbx", "--out", "out"]).code, 0);
    assert!(place.text("out/plain.json").starts_with('{'));
    assert!(std::fs::read_dir(place.path().join("out")).expect("out").count() == 3, "no temporary file is left");
}

#[test]
#[cfg(unix)]
fn a_link_stays_a_link() {
    let place = place();
    place.put("real/target.json", b"old");
    std::os::unix::fs::symlink("real/target.json", place.path().join("plain.json")).expect("a link");
    assert_eq!(place.run(&["build", "plain.lbx", "--emit", "arm"]).code, 0);
    assert!(place.text("real/target.json").starts_with('{'));
    assert!(std::fs::symlink_metadata(place.path().join("plain.json")).expect("there").is_symlink());
}

#[test]
fn a_target_that_is_a_directory() {
    let place = place();
    std::fs::create_dir(place.path().join("plain.sh")).expect("a directory");
    let before = place.names();
    let ran = place.run(&["build", "plain.lbx"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("cannot write `plain.sh`: it is a directory"), "{ran}");
    assert_eq!(place.names(), before, "the other outputs are not written either");
    let ran = place.run(&["build", "plain.lbx", "--out", "good.lbx"]);
    assert!(ran.code == 2 && ran.stderr.contains("cannot write `good.lbx`: it is no directory"), "{ran}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_directory_that_takes_no_files() {
    // Nobody, not even the superuser, makes files there.
    let place = place();
    let ran = place.run(&["build", "plain.lbx", "--out", "/proc/self"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.stderr.contains("error[LBX0904]: ") && ran.stderr.contains("cannot write `/proc/self/plain.json`"),
        "{ran}"
    );
}

/// A limit on the size of files stands for the full disk: the write fails midway.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_nothing_half_written() {
    let place = place();
    place.put("out/plain.json", b"old");
    let script = "ulimit -f 1; exec \"$0\" \"$@\"";
    for limited in [script.to_owned(), format!("trap '' XFSZ; {script}")] {
        let output = std::process::Command::new("bash")
            .current_dir(place.path())
            .args(["-c", &limited])
            .arg(assert_cmd::cargo::cargo_bin("lbxc"))
            .args(["build", "good.lbx", "plain.lbx", "--out", "out"])
            .output()
            .expect("bash");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("cannot write `out/good.json`: file too large"), "{stderr}");
        let names: Vec<_> = std::fs::read_dir(place.path().join("out")).expect("out").collect();
        assert_eq!((names.len(), place.text("out/plain.json").as_str()), (1, "old"));
    }
}

#[test]
fn the_same_bytes_every_time() {
    let place = place();
    assert_eq!(place.run(&["build", "good.lbx", "plain.lbx", "--out", "one"]).code, 0);
    assert_eq!(place.run(&["build", "./plain.lbx", "good.lbx", "--out", "two"]).code, 0);
    for name in ["good.json", "good.bicep", "good.sh", "good.parameters.json", "good.bicepparam", "plain.json"] {
        assert_eq!(place.text(&format!("one/{name}")), place.text(&format!("two/{name}")), "{name}");
    }
}
