//! `lbxc fmt`: in place, as a check, and as a filter.

use pretty_assertions::assert_eq;

use super::cli::{Place, good};

const UGLY: &str = "deploy {group: \"rg\",\n     location: eastus2}\n\n\n\npublic_ip   www {  zones:[1,2,3] }\n";
const NEAT: &str = "deploy {\n  group: \"rg\"\n  location: eastus2\n}\n\npublic_ip www { zones: [1, 2, 3] }\n";

#[test]
fn a_file_is_rewritten_once() {
    let place = Place::with(&[("a.lbx", UGLY.as_bytes()), ("b.lbx", NEAT.as_bytes())]);
    let ran = place.run(&["fmt", "a.lbx", "b.lbx"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", "laid out a.lbx\n"));
    assert_eq!(place.text("a.lbx"), NEAT);
    assert_eq!(place.run(&["fmt", "a.lbx", "b.lbx"]).stderr, "");
    assert_eq!(place.names(), ["a.lbx", "b.lbx"]);
}

#[test]
fn check_prints_the_difference() {
    let place = Place::with(&[("a.lbx", b"let  a = 1\nlet b = 2\n"), ("b.lbx", NEAT.as_bytes())]);
    let ran = place.run(&["fmt", "--check", "a.lbx", "b.lbx"]);
    insta::assert_snapshot!(ran, @r"
    exit 1
    --- stdout
    --- a.lbx
    +++ a.lbx, laid out
    @@ -1,2 +1,2 @@
    -let  a = 1
    +let a = 1
     let b = 2
    --- stderr
    ");
    assert_eq!(place.text("a.lbx"), "let  a = 1\nlet b = 2\n");
    assert_eq!(place.run(&["fmt", "--check", "b.lbx"]).code, 0);
}

#[test]
fn from_stdin_to_stdout() {
    let place = Place::with(&[]);
    let ran = place.run_with(&["fmt", "-"], UGLY);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, NEAT, ""));
    assert_eq!(place.run_with(&["fmt", "--check", "-"], UGLY).code, 1);
    assert_eq!(place.run_with(&["fmt", "-"], "").stdout, "");
}

#[test]
fn a_broken_file_is_left_alone() {
    let broken = "let  a =\n";
    let place = Place::with(&[("a.lbx", broken.as_bytes()), ("b.lbx", UGLY.as_bytes())]);
    let ran = place.run(&["fmt", "a.lbx", "b.lbx", "none.lbx"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("a.lbx:1:") && ran.stderr.contains("none.lbx"), "{ran}");
    assert_eq!((place.text("a.lbx").as_str(), place.text("b.lbx").as_str()), (broken, NEAT));
    assert_eq!(place.run(&["fmt", "a.lbx"]).code, 1);
}

#[test]
fn windows_lines_stay() {
    let place = Place::with(&[("a.lbx", UGLY.replace('\n', "\r\n").as_bytes())]);
    assert_eq!(place.run(&["fmt", "a.lbx"]).code, 0);
    assert_eq!(place.text("a.lbx"), NEAT.replace('\n', "\r\n"));
}

#[test]
#[cfg(unix)]
fn permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with(&[("a.lbx", UGLY.as_bytes())]);
    let path = place.path().join("a.lbx");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("permissions");
    assert_eq!(place.run(&["fmt", "a.lbx"]).code, 0);
    assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o440)).expect("permissions");
    std::fs::write(place.path().join("b.lbx"), UGLY).expect("b");
    let place = Place::with(&[("a.lbx", UGLY.as_bytes())]);
    let path = place.path().join("a.lbx");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o440)).expect("permissions");
    let ran = place.run(&["fmt", "a.lbx"]);
    assert!(ran.code == 2 && ran.stderr.contains("cannot write `a.lbx`: it is read-only"), "{ran}");
    assert_eq!(place.text("a.lbx"), UGLY);
}

#[test]
fn what_init_writes_is_laid_out() {
    let place = Place::with(&[("a.lbx", good().as_bytes())]);
    assert_eq!(place.run(&["fmt", "--check", "a.lbx"]).to_string(), "exit 0\n--- stdout\n--- stderr\n");
}
