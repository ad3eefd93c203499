//! The renderers over a small set made by hand: several files and lines, tabs, wide characters, the end of a
//! file, fixes, and text that tries to steer the terminal.

use pretty_assertions::assert_eq;
use serde_json::Value;

use super::{Report, github, json, sarif, short, term};
use crate::diag::{Code, Diagnostic, Edit, Level};
use crate::source::{FileId, Sources, Span};

static PORT: Code = Code {
    id: "LBX1999",
    name: "taken-port",
    level: Level::Error,
    summary: "two rules listen on one port",
    page: "# taken-port\n\nTwo rules cannot listen\non one port.\n\nMore.\n",
    azure_error: Some("RulesUseSameFrontendPortProtocolAndIPConfig"),
    sources: &["LB-1"],
    refused_by_azure: true,
};

static STYLE: Code = Code {
    id: "LBX6999",
    name: "plain-style",
    level: Level::Hint,
    summary: "a matter of style",
    page: "# plain-style\n\n```lbx passes\n```\n",
    azure_error: None,
    sources: &[],
    refused_by_azure: false,
};

const WEB: &str = "lb edge {\n\trule a = tcp www:80 -> app:80 // größe 漢字\n\trule b = tcp www:80 -> app:81\n}\n";
const NET: &str = "module tier() {\n  lb x {\n    pool app\n  }\n}\n";

fn find(sources: &Sources, file: FileId, text: &str, nth: usize) -> Span {
    let (at, found) = sources.text(file).match_indices(text).nth(nth).expect("text is in the fixture");
    Span::new(file, at, at + found.len())
}

fn fixture() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let web = sources.add("web.lbx", WEB);
    let net = sources.add("lib/net, 100%.lbx", NET);
    let evil = sources.add("evil.lbx", "// \u{1b}[31mred\u{7} \u{202e}turned\nx");
    let second = find(&sources, web, "www:80", 1);
    let module = find(&sources, net, "lb x {\n    pool app\n  }", 0);
    let end = Span::new(web, WEB.len(), WEB.len());
    let wide = find(&sources, web, "漢字", 0);
    let turned = find(&sources, evil, "turned", 0);
    let diagnostics = vec![
        PORT.at(second, "`b` listens on port 80, which `a` has")
            .here("taken")
            .because(find(&sources, web, "www:80", 0), "first used here")
            .help("give one of them another port")
            .note("a frontend has each port once per protocol")
            .fix("write `www:81`", second, "www:81")
            .with_fix(
                "delete one of the lines",
                false,
                vec![Edit { span: find(&sources, web, "rule b", 0), text: String::new() }],
            ),
        PORT.at(module, "nothing leads to `app`").because(find(&sources, web, "edge", 0), "used here").azure(None),
        STYLE.at(wide, "wide characters take two columns").level(Level::Warning),
        STYLE.at(end, "the file ends here").help("first line\nsecond line"),
        PORT.at(turned, "a message with \u{1b}[1m, 100%\nand two lines").level(Level::Note).azure(None),
    ];
    (sources, diagnostics)
}

fn rendered(render: impl Fn(&[Report]) -> String) -> String {
    let (sources, diagnostics) = fixture();
    render(&[Report { sources: &sources, diagnostics: &diagnostics }])
}

#[test]
fn people_read_lines_with_carets() {
    insta::assert_snapshot!(rendered(|r| term::render(r, false)));
}

#[test]
fn colour_is_only_colour() {
    let coloured = rendered(|r| term::render(r, true));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').expect("every escape is a colour").1;
    }
    plain.push_str(rest);
    assert_eq!(plain, rendered(|r| term::render(r, false)));
}

#[test]
fn nothing_steers_the_terminal() {
    let plain = rendered(|r| term::render(r, false));
    assert!(!plain.contains(|c: char| super::steers(c) && c != '\n' && c != '\t'), "{plain:?}");
}

#[test]
fn a_very_long_line_is_not_drawn() {
    let mut sources = Sources::default();
    let file = sources.add("long.lbx", "x".repeat(1 << 20));
    let diagnostics = [STYLE.at(Span::new(file, 5, 9), "far away").help("shorten it")];
    let shown = term::render(&[Report { sources: &sources, diagnostics: &diagnostics }], false);
    insta::assert_snapshot!(shown, @r"
    long.lbx:1:6: help[LBX6999]: far away
     = help: shorten it

    1 hint; `lbxc explain LBX6999` says more
    ");
}

#[test]
fn a_file_without_text_has_no_lines_to_show() {
    let mut sources = Sources::default();
    let file = sources.add("gone.lbx", "");
    let diagnostics = [PORT.at(Span::new(file, 0, 0), "there is no such file").azure(None)];
    let shown = term::render(&[Report { sources: &sources, diagnostics: &diagnostics }], false);
    insta::assert_snapshot!(shown, @r"
    error[LBX1999]: gone.lbx: there is no such file

    1 error; `lbxc explain LBX1999` says more
    ");
}

#[test]
fn no_findings_no_text() {
    assert_eq!(term::render(&[], false), "");
    assert_eq!(short::render(&[]), "");
    assert_eq!(github::render(&[]), "");
}

#[test]
fn one_line_each() {
    insta::assert_snapshot!(rendered(short::render));
}

#[test]
fn annotations() {
    insta::assert_snapshot!(rendered(github::render));
}

#[test]
fn the_json_contract() {
    insta::assert_snapshot!(rendered(json::render));
}

#[test]
fn sarif_document() {
    insta::assert_snapshot!(rendered(sarif::render));
}

/// What the standard requires of the members that are used.
#[test]
fn sarif_has_what_the_standard_requires() {
    let log: Value = serde_json::from_str(&rendered(sarif::render)).expect("valid JSON");
    assert_eq!(log["version"], "2.1.0");
    let runs = log["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 1);
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!(driver["name"], "lbxc");
    let rules = driver["rules"].as_array().expect("rules");
    for rule in rules {
        assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string(), "{rule}");
        assert!(rule["fullDescription"]["text"].as_str().is_some_and(|t| !t.is_empty()), "{rule}");
        assert!(rule["help"]["text"].is_string() && rule["help"]["markdown"].is_string(), "{rule}");
        assert!(matches!(rule["defaultConfiguration"]["level"].as_str(), Some("error" | "warning" | "note")), "{rule}");
    }
    let mut fingerprints = std::collections::BTreeSet::new();
    for result in runs[0]["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert!(result["message"]["text"].is_string());
        assert!(matches!(result["level"].as_str(), Some("error" | "warning" | "note")));
        let mut places = vec![result["locations"][0]["physicalLocation"].clone()];
        for related in result["relatedLocations"].as_array().into_iter().flatten() {
            assert!(related["message"]["text"].is_string() && related["id"].is_u64());
            places.push(related["physicalLocation"].clone());
        }
        for fix in result["fixes"].as_array().into_iter().flatten() {
            for change in fix["artifactChanges"].as_array().expect("a fix has changes") {
                assert!(change["artifactLocation"]["uri"].is_string());
                for replacement in change["replacements"].as_array().expect("a change has replacements") {
                    assert!(replacement["deletedRegion"]["startLine"].is_u64());
                    assert!(replacement["insertedContent"]["text"].is_string());
                }
            }
        }
        for place in places {
            let uri = place["artifactLocation"]["uri"].as_str().expect("a uri");
            assert!(!uri.contains([' ', '<', '>', ',']) && !uri.starts_with('/'), "{uri}");
            let number = |name: &str| place["region"][name].as_u64().expect("a number");
            assert!(number("startLine") >= 1 && number("startColumn") >= 1);
            assert!((number("endLine"), number("endColumn")) >= (number("startLine"), number("startColumn")));
            assert!(number("charOffset") <= number("byteOffset"));
        }
        let print = result["partialFingerprints"]["lbxcFinding/v1"].as_str().expect("a fingerprint").to_owned();
        assert!(fingerprints.insert(print), "fingerprints are unique");
    }
}

#[test]
fn a_fingerprint_survives_edits_elsewhere() {
    let print = |text: &str, nth: usize| {
        let mut sources = Sources::default();
        let file = sources.add("web.lbx", text);
        let diagnostics: Vec<_> =
            (0..=nth).map(|nth| PORT.at(find(&sources, file, "bad", nth), format!("message {nth}"))).collect();
        let log = sarif::render(&[Report { sources: &sources, diagnostics: &diagnostics }]);
        let log: Value = serde_json::from_str(&log).expect("valid JSON");
        log["runs"][0]["results"][nth]["partialFingerprints"]["lbxcFinding/v1"].as_str().map(str::to_owned)
    };
    let original = print("a\n  bad: 1\n", 0);
    assert_eq!(print("a\n// new\n\nx: 2\n    bad:   1 \n", 0), original, "moved and laid out anew");
    assert_ne!(print("a\n  bad: 2\n", 0), original, "another line");
    assert_ne!(print("bad: 1\nbad: 1\n", 1), original, "the second of its kind");
    assert_eq!(print("bad: 1\nbad: 1\n", 0), original, "the first of its kind");
}
