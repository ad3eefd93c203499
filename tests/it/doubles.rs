//! One cause, one finding: over every example that fails and every reported failure, no two findings stand at one place,
//! but for those that are known to have two causes.

use std::fmt::Write as _;

use lbxc::compile::{Options, compile};
use lbxc::diag::{Diagnostic, Level};
use lbxc::source::Memory;

use crate::rules::failing;
use crate::support::root;

/// Pairs that share a place and not a cause: mending one leaves the other.
const TWO_CAUSES: &[(&str, &str)] = &[
    // What it lacks over subscriptions, and that nothing leads to it.
    ("cross-subscription", "pool-without-rule"),
    // How long it is, and that the address's own time wins.
    ("long-idle", "public-ip-idle"),
    // Who else is behind the load balancer, and which SKU it has.
    ("multiple-scale-sets-per-load-balancer", "nat-gateway-subnets"),
];

fn is_double(a: &Diagnostic, b: &Diagnostic) -> bool {
    let (x, y) = (a.code.name.min(b.code.name), a.code.name.max(b.code.name));
    // One code twice at one place speaks of two things there: two rules that one port clashes with.
    a.primary.span == b.primary.span && x != y && !TWO_CAUSES.contains(&(x, y))
}

fn doubles(at: &str, found: &[Diagnostic], out: &mut String) {
    let heard: Vec<&Diagnostic> = found.iter().filter(|d| d.level != Level::Note).collect();
    for (i, a) in heard.iter().enumerate() {
        for b in heard[i + 1..].iter().filter(|b| is_double(a, b)) {
            let _ = writeln!(out, "{at}: {}: {}\n  and {}: {}", a.code.name, a.message, b.code.name, b.message);
        }
    }
}

#[test]
fn no_cause_is_reported_twice() {
    let mut wrong = String::new();
    let mut sources = 0;
    for mut example in failing() {
        let compiled = compile("example.lbx", example.text, &mut example.files, &example.options);
        doubles(&example.at, &compiled.diagnostics, &mut wrong);
        sources += 1;
    }
    for entry in std::fs::read_dir(root().join("tests/data/cases")).expect("the cases") {
        let path = entry.expect("a case").path();
        let text = std::fs::read_to_string(&path).expect("a case");
        let compiled = compile("case.lbx", text, &mut Memory::default(), &Options::default());
        doubles(&path.display().to_string(), &compiled.diagnostics, &mut wrong);
        sources += 1;
    }
    assert!(sources > 500, "only {sources} sources");
    assert!(wrong.is_empty(), "{wrong}");
}

/// What every turn of a loop has is said once, with the others' names; a turn that has it alone is named.
#[test]
fn a_loop_is_one_statement() {
    let source = |last: u32| {
        format!(
            "for i in 1..{last} {{\n  public_ip www\n}}\nfor i in 1..3 {{\n  public_ip other {{ dns: \"a-label-here\", zones: [1] }}\n}}\n"
        )
    };
    let found = |text: String| compile("x.lbx", text, &mut Memory::default(), &Options::default()).diagnostics;
    let named = |found: &[Diagnostic], name: &str| -> Vec<(String, Vec<String>)> {
        let of = found.iter().filter(|d| d.code.name == name);
        of.map(|d| (d.message.clone(), d.notes.clone())).collect()
    };
    let zones = named(&found(source(2)), "zones-unsaid");
    assert_eq!(zones.len(), 1, "{zones:?}");
    assert!(zones[0].0.contains("`www[1]`"), "{zones:?}");
    assert_eq!(zones[0].1, ["the same holds for `www[2]`"]);
    assert_eq!(named(&found(source(3)), "zones-unsaid")[0].1, ["the same holds for `www[2]` and `www[3]`"]);
    assert_eq!(
        named(&found(source(9)), "zones-unsaid")[0].1,
        ["the same holds for `www[2]`, `www[3]`, `www[4]` and 5 more"]
    );
    let alone = named(&found(source(1)), "zones-unsaid");
    assert_eq!((alone.len(), alone[0].1.len()), (1, 0), "{alone:?}");
}

/// Of two rules that see one mistake the graver speaks.
#[test]
fn the_weaker_of_two_is_silent() {
    let text = "public_ip out { zones: [1, 2, 3] }\nnat_gateway leave { public_ips: [out, out] }\n";
    let named = |options: &Options| -> Vec<&'static str> {
        let found = compile("x.lbx", text.to_owned(), &mut Memory::default(), options).diagnostics;
        found.iter().filter(|d| d.level <= Level::Warning).map(|d| d.code.name).collect()
    };
    assert_eq!(named(&Options::default()), ["shared-public-ip"]);

    let text = "vnet net 168.63.0.0/16\n";
    let found = compile("x.lbx", text.to_owned(), &mut Memory::default(), &Options::default()).diagnostics;
    let names: Vec<&str> = found.iter().map(|d| d.code.name).collect();
    assert!(names.contains(&"forbidden-network") && !names.contains(&"public-address-space"), "{names:?}");
}
