//! What the README shows is what the program does.

use pretty_assertions::assert_eq;

use super::cli::Place;

const README: &str = include_str!("../../README.md");

/// The fenced text behind a marker.
fn shown(marker: &str) -> &'static str {
    let rest = README.split(&format!("<!-- {marker} -->\n```")).nth(1).expect("the marker and its fence");
    let rest = rest.split_once('\n').expect("the fence's line").1;
    rest.split("```").next().expect("the fence's end")
}

fn example(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn the_picture_is_an_example() {
    let source = example("minimal-web.lbx");
    assert!(source.contains(shown("source: examples/minimal-web.lbx")), "the README shows an older example");
    let place = Place::with(&[("web.lbx", source.as_bytes())]);
    let built = place.run(&["build", "web.lbx", "--emit", "bicep", "--stdout"]);
    assert!(built.stdout.contains(shown("output")), "the README shows an older output: {built}");
}

#[test]
fn the_message_is_said() {
    let source = example("minimal-web.lbx").replace("ports_per_instance: max", "ports_per_instance: 32000");
    let place = Place::with(&[("web.lbx", source.as_bytes())]);
    let ran = place.run(&["check", "web.lbx"]);
    assert_eq!(ran.stderr.split("\n\n").next().map(|first| format!("{first}\n")).as_deref(), Some(shown("error")));
    assert_eq!(ran.code, 1);
}

#[test]
fn its_first_command_builds() {
    assert!(README.contains("cargo run --release -- build examples/shop.lbx --out out"));
    let place = Place::with(&[("examples/shop.lbx", example("shop.lbx").as_bytes())]);
    let ran = place.run(&["build", "examples/shop.lbx", "--out", "out"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(place.text("out/shop.sh").starts_with("#!") && place.text("out/shop.json").starts_with('{'));
}
