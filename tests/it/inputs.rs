//! Any bytes: a finding with a place, never a panic, a hang or a half-written file.

use std::time::{Duration, Instant};

use pretty_assertions::assert_eq;

use super::cli::{Place, Ran, good};

/// Runs `check` over `main.lbx` among these files.
fn check(files: &[(&str, &str)]) -> Ran {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    Place::with(&files).run(&["check", "main.lbx", "--format", "short"])
}

fn expect(files: &[(&str, &str)], code: i32, want: &str) {
    let ran = check(files);
    assert_eq!(ran.code, code, "{ran}");
    assert!(ran.stdout.contains(want), "{want}: {ran}");
}

#[test]
fn a_nul_has_its_place() {
    expect(&[("main.lbx", "let a = 1\0\n")], 1, "main.lbx:1:10: error[LBX0008] bad-character: a NUL character");
}

#[test]
fn a_byte_order_mark_is_fine() {
    expect(&[("main.lbx", &format!("\u{feff}{}", good()))], 0, "");
    // It takes no column.
    let with = check(&[("main.lbx", "\u{feff}publc_ip www\n")]);
    assert_eq!(with.code, 1);
    assert!(with.stdout.starts_with("main.lbx:1:"), "{with}");
}

#[test]
fn windows_lines_are_lines() {
    expect(&[("main.lbx", &good().replace('\n', "\r\n"))], 0, "");
    expect(&[("main.lbx", "let a = 1\r\nlet b =\r\n")], 1, "main.lbx:2:8: error");
}

#[test]
fn tabs_are_blanks() {
    expect(&[("main.lbx", &good().replace("  ", "\t"))], 0, "");
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| format!("let a = {}{}\n{}", "[".repeat(depth), "]".repeat(depth), good());
    expect(&[("main.lbx", &nested(64))], 0, "");
    expect(&[("main.lbx", &nested(65))], 1, "main.lbx:1:73: error[LBX0009] too-deep: ");
    let blocks = |depth: usize| format!("{}{}", "vnet a {\n".repeat(depth), "}\n".repeat(depth));
    assert_eq!(check(&[("main.lbx", &blocks(100_000))]).code, 1);
    assert_eq!(check(&[("main.lbx", &format!("let a = {}", "(".repeat(1_000_000)))]).code, 1);
    assert_eq!(check(&[("main.lbx", &format!("let a = {}1", "not ".repeat(100_000)))]).code, 1);
    expect(&[("main.lbx", &format!("let a = 1{}", " + 1".repeat(20_000)))], 1, "20000 operators in one value");
    expect(&[("main.lbx", &format!("let a = 1{}", " + 1".repeat(150)))], 0, "");
}

#[test]
fn files_that_use_each_other() {
    let cycle = [("main.lbx", "use \"./b.lbx\" as b\n"), ("b.lbx", "use \"./main.lbx\" as a\n")];
    expect(&cycle, 1, "main.lbx:1:5: error[LBX0171] ");
    expect(&[("main.lbx", "use \"./main.lbx\" as me\n")], 1, "main.lbx:1:5: error[LBX0171] ");
    expect(&[("main.lbx", "use \"sub/../main.lbx\" as me\n")], 1, "main.lbx:1:5: error[LBX0171] ");
}

#[test]
fn a_used_file_that_is_not_there() {
    expect(&[("main.lbx", "use \"./none.lbx\" as n\n")], 1, "main.lbx:1:5: error[LBX0170] ");
    let place = Place::with(&[("main.lbx", b"use \"./d.lbx\" as n\n"), ("d.lbx/x", b"")]);
    let ran = place.run(&["check", "main.lbx", "--format", "short"]);
    assert!(ran.code == 2 && ran.stdout.contains("it is a directory"), "{ran}");
    let place = Place::with(&[("main.lbx", b"use \"./d.lbx\" as n\n"), ("d.lbx", b"\xff")]);
    let ran = place.run(&["check", "main.lbx", "--format", "short"]);
    assert!(ran.code != 0 && ran.stdout.contains("it is not UTF-8: byte 0xFF at offset 0"), "{ran}");
}

#[test]
fn paths_are_relative_to_their_file() {
    let place = Place::with(&[
        (
            "app/main.lbx",
            b"use \"../net/core.lbx\" as net\ndeploy {\n  group: \"rg\"\n  location: eastus2\n}\noutput x = net.text\n",
        ),
        ("net/core.lbx", b"output text = file(\"words.txt\")\n"),
        ("net/words.txt", b"hello"),
    ]);
    let ran = place.run(&["build", "app/main.lbx", "--emit", "arm", "--stdout"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.stdout.contains("hello"), "{ran}");
}

#[test]
fn a_module_that_uses_itself() {
    let text = "module m() {\n  m inner\n}\nm one\n";
    expect(&[("main.lbx", text)], 1, "main.lbx:2:3: error[LBX0173] ");
}

#[test]
fn a_param_fixed_on_the_command_line() {
    let place = Place::with(&[("main.lbx", good().as_bytes())]);
    let free = place.run(&["build", "main.lbx", "--emit", "arm", "--stdout"]);
    let fixed = place.run(&["build", "main.lbx", "--emit", "arm", "--stdout", "--set", "peak=3"]);
    assert_eq!((free.code, fixed.code), (0, 0), "{fixed}");
    assert!(free.stdout.contains("\"peak\": {") && !fixed.stdout.contains("peak"), "{fixed}");
    let check = |set: &str, want: &str| {
        let ran = place.run(&["check", "main.lbx", "--format", "short", "--set", set]);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.stdout.contains(want), "{ran}");
    };
    check("peek=3", "no param `peek`");
    check("peak=30", "2..10");
    check("peak=many", "peak");
}

#[test]
fn levels_change_the_exit_code() {
    // `pool spare` is in no rule: a warning of its own, which Azure does not refuse.
    let text = good().replace("  pool app\n", "  pool app\n  probe spare = tcp :9000\n");
    let place = Place::with(&[("main.lbx", text.as_bytes())]);
    let run = |arguments: &[&str]| {
        let mut all = vec!["check", "main.lbx", "--format", "short"];
        all.extend(arguments);
        place.run(&all)
    };
    let plain = run(&[]);
    assert_eq!(plain.code, 0, "{plain}");
    assert!(plain.stdout.contains("unused-probe"), "{plain}");
    assert_eq!(run(&["-D", "unused-probe"]).code, 1);
    assert_eq!(run(&["-D", "unused-probe", "-A", "unused-probe"]).stdout, "");
    assert_eq!(run(&["-A", "unused-probe", "-D", "unused-probe"]).code, 1, "the last word counts");
    assert_eq!(run(&["-W", "unused-probe", "-D", "warnings"]).code, 0, "named beats all");
    place.put("lbxc.toml", b"[waive]\nunused-probe = \"kept for later\"\n");
    assert_eq!(run(&[]).stdout, "");
    assert_eq!(run(&["-D", "unused-probe"]).code, 1, "the command line stands above the project");
}

#[test]
fn quiet_prints_errors_only() {
    let text = good().replace("  pool app\n", "  pool app\n  probe spare = tcp :9000\n");
    let place = Place::with(&[("main.lbx", text.as_bytes())]);
    let ran = place.run(&["check", "main.lbx", "-q"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    let ran = place.run(&["build", "main.lbx", "-q", "--emit", "arm"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    let ran = place.run(&["check", "main.lbx", "-v"]);
    assert!(ran.stderr.starts_with("reading main.lbx\n"), "{ran}");
}

#[test]
fn one_finding_per_place_where_two_sources_use_one_file() {
    let place = Place::with(&[
        ("a.lbx", b"use \"./net.lbx\" as net\n"),
        ("b.lbx", b"use \"./net.lbx\" as net\n"),
        ("net.lbx", b"let x =\n"),
    ]);
    let ran = place.run(&["check", "a.lbx", "b.lbx", "--format", "short"]);
    assert_eq!(ran.stdout.matches("net.lbx:1:").count(), 1, "{ran}");
    assert_eq!(ran.code, 1);
}

/// Pieces of good sources and bytes of any kind, put together by a small generator: the program ends by itself, with
/// an exit code of its own, and never finds a bug in itself.
#[test]
fn any_bytes_end_well() {
    let good = good();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let place = Place::with(&[]);
    for _ in 0..60 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..=next(6) {
            let at = next(bytes.len());
            let wide = next(30).min(bytes.len() - at);
            match next(4) {
                0 => drop(bytes.drain(at..at + wide)),
                1 => {
                    let copy = bytes[at..at + wide].to_vec();
                    let to = next(bytes.len());
                    bytes.splice(to..to, copy);
                }
                2 => bytes[at] = next(256) as u8,
                _ => {
                    let mark = b"{}[]()\"$\\:,=-.\n\0*"[next(17)];
                    bytes.insert(at, mark);
                }
            }
        }
        place.put("main.lbx", &bytes);
        let began = Instant::now();
        for verb in ["check", "show"] {
            let ran = place.run(&[verb, "main.lbx"]);
            let text = String::from_utf8_lossy(&bytes);
            assert!(ran.code == 0 || ran.code == 1, "{ran}\n{text}");
            assert!(!ran.stderr.contains("LBX0900"), "{ran}\n{text}");
        }
        assert!(began.elapsed() < Duration::from_secs(20));
    }
}
