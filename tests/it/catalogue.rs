//! Every entry of the catalogues went somewhere, and to one place only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use lbxc::diag::Code;
use lbxc::rules::catalogue::{self, Catalogue, Outcome};
use pretty_assertions::assert_eq;

use crate::support::root;

/// Where an entry stands in its catalogue.
fn order(catalogue: &Catalogue) -> BTreeMap<&'static str, usize> {
    catalogue.entries().iter().enumerate().map(|(i, entry)| (entry.id, i)).collect()
}

#[test]
fn every_entry_is_accounted_for_once() {
    let codes = lbxc::compile::codes();
    let mut wrong = Vec::new();
    for catalogue in catalogue::ALL {
        let known: BTreeSet<&str> = catalogue.entries().iter().map(|entry| entry.id).collect();
        assert_eq!(known.len(), catalogue.entries().len(), "{}: an id stands twice", catalogue.name);
        let mut seen = BTreeSet::new();
        for line in catalogue.lines() {
            if !known.contains(line.id) {
                wrong.push(format!("{}.tsv: no entry `{}`", catalogue.name, line.id));
            }
            if !seen.insert(line.id) {
                wrong.push(format!("{}.tsv: `{}` stands twice", catalogue.name, line.id));
            }
            if line.how.trim().len() < 12 {
                wrong.push(format!("{}.tsv: `{}` does not say how or why", catalogue.name, line.id));
            }
            match line.outcome {
                None | Some(Outcome::Rule) => {
                    wrong.push(format!("{}.tsv: `{}` has no outcome that a line can have", catalogue.name, line.id));
                }
                Some(Outcome::Code) if catalogue::named(line.how).is_empty() => {
                    wrong.push(format!("{}.tsv: `{}` names no [code]", catalogue.name, line.id));
                }
                Some(_) => {}
            }
        }
        for account in catalogue.account(&codes) {
            let id = account.entry.id;
            match (account.rules.first(), account.line) {
                (Some(rule), Some(_)) => {
                    wrong.push(format!(
                        "{}.tsv: `{id}` has a line, but the rule {} names it",
                        catalogue.name, rule.name
                    ));
                }
                (None, None) => {
                    wrong.push(format!("{}.tsv: nothing says where `{id}` went", catalogue.name));
                }
                (Some(_), None) | (None, Some(_)) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_tables_name_exists() {
    let codes = lbxc::compile::codes();
    let names: BTreeSet<&str> = codes.iter().map(|code| code.name).collect();
    let ids: BTreeSet<&str> = catalogue::ALL.iter().flat_map(Catalogue::entries).map(|entry| entry.id).collect();
    for line in catalogue::ALL.iter().flat_map(Catalogue::lines) {
        for name in catalogue::named(line.how) {
            assert!(names.contains(name), "{}: there is no code `{name}`", line.id);
        }
    }
    let strange: Vec<(&Code, &str)> = codes
        .iter()
        .flat_map(|code| code.sources.iter().map(|id| (*code, *id)))
        .filter(|(_, id)| !ids.contains(id))
        .collect();
    assert!(strange.is_empty(), "sources that no catalogue has: {strange:#?}");
}

#[test]
fn entries_have_all_their_columns() {
    for entry in catalogue::ALL.iter().flat_map(Catalogue::entries) {
        let columns = [entry.id, entry.kind, entry.needs, entry.grade, entry.about];
        assert!(columns.iter().all(|column| !column.is_empty()), "{entry:?}");
    }
}

/// `LBXC_BLESS=1` sorts the tables.
#[test]
fn tables_are_sorted() {
    for catalogue in catalogue::ALL {
        let order = order(catalogue);
        let mut sorted = catalogue.lines();
        sorted.sort_by_key(|line| order.get(line.id).copied().unwrap_or(usize::MAX));
        let ids = |lines: &[catalogue::Line]| lines.iter().map(|line| line.id).collect::<Vec<_>>();
        if std::env::var_os("LBXC_BLESS").is_some() {
            let word = |line: &catalogue::Line| line.outcome.map_or("?", Outcome::word);
            let text: String = sorted.iter().map(|l| format!("{}\t{}\t{}\n", l.id, word(l), l.how)).collect();
            let path = root().join("src/rules/catalogue").join(format!("{}.tsv", catalogue.name));
            fs::write(path, text).expect("a table");
        } else {
            assert_eq!(ids(&catalogue.lines()), ids(&sorted), "{}.tsv: LBXC_BLESS=1 sorts it", catalogue.name);
        }
    }
}

/// The share of what the source alone can decide, and nothing does: below 5 in 100.
#[test]
fn little_that_is_static_goes_unchecked() {
    let codes = lbxc::compile::codes();
    for catalogue in catalogue::ALL {
        let accounts = catalogue.account(&codes);
        let fixed: Vec<_> = accounts.iter().filter(|a| a.is_static()).collect();
        let unchecked: Vec<&str> =
            fixed.iter().filter(|a| a.outcome() == Some(Outcome::Unchecked)).map(|a| a.entry.id).collect();
        assert!(unchecked.len() * 20 < fixed.len(), "{}: of {} unchecked: {unchecked:?}", catalogue.name, fixed.len());
    }
}

/// The ids of the collections themselves, where they are at hand.
#[test]
fn ids_are_those_of_the_catalogues() {
    let shared = root().join("../shared");
    if !shared.is_dir() {
        // Past the harness, which would keep it to itself.
        let _ = writeln!(std::io::stderr(), "catalogue: skipped: the catalogues are not here");
        return;
    }
    for catalogue in catalogue::ALL {
        let found: BTreeSet<String> = catalogue.entries().iter().map(|entry| entry.id.to_owned()).collect();
        assert_eq!(found, ids_in(&shared, catalogue.name), "{}", catalogue.name);
    }
}

fn ids_in(shared: &Path, name: &str) -> BTreeSet<String> {
    let read = |path: &str| fs::read_to_string(shared.join(path)).expect("a catalogue");
    match name {
        "cases" => {
            let of = |line: &str| {
                let case: serde_json::Value = serde_json::from_str(line).expect("a case");
                case["id"].as_str().expect("an id").to_owned()
            };
            read("cases/failures.jsonl").lines().map(of).collect()
        }
        "stated" => {
            let stated: serde_json::Value =
                serde_json::from_str(&read("azure-types/stated.json")).expect("what the types state");
            let types = stated["types"].as_object().expect("types");
            let facts = |(ty, row): (&String, &serde_json::Value)| -> Vec<String> {
                let facts = row["facts"].as_object().expect("facts");
                facts.keys().map(|path| format!("{ty} {path}")).collect()
            };
            types.iter().flat_map(facts).collect()
        }
        _ => {
            let text = read(&format!("rules/{name}.md"));
            let id = |line: &str| Some(line.strip_prefix("**")?.split_once(" `")?.0.to_owned());
            text.lines().filter_map(id).collect()
        }
    }
}

/// What the tables say a code of the language decides, tried: the entry, a line in a load balancer, the code.
#[test]
fn codes_decide_what_the_tables_say() {
    use lbxc::compile::{Options, compile};
    use lbxc::source::Memory;

    const CASES: &[(&str, &str, &str)] = &[
        ("LB-065", "probe x = icmp :80", "unknown-value"),
        ("LB-068", "probe x = tcp :80 { interval: 4s }", "out-of-range"),
        ("LB-071", "probe x = tcp :80 { threshold: 0 }", "out-of-range"),
        ("LB-071", "probe x = tcp :80 { threshold: many }", "late-value-out-of-range"),
        ("LB-077", "rule x = udp www:53 -> app:53", "rule-without-probe"),
        ("LB-078", "rule x = tcp www:81 -> app:81 { probe: [up, up] }", "wrong-kind"),
        ("LB-085", "probe x = tcp :80 { when_all_down: Never }", "unknown-value"),
        ("LB-087", "nat_rule x = tcp www:50000..50009 -> app:22 { probe: up }", "unknown-property"),
        ("LB-088", "rule x = icmp www:81 -> app:81 { probe: up }", "unknown-value"),
        ("LB-101", "rule x = tcp www:81 -> app:81 { probe: up, distribution: Cookie }", "unknown-value"),
        ("LB-157", "outbound x = any app", "syntax"),
        ("LB-157", "outbound x { ports_per_instance: 8 }", "missing-definition"),
        ("LB-159", "outbound x = any app -> www { ports_per_instance: 64008 }", "out-of-range"),
        ("LB-159", "outbound x = any app -> www { ports_per_instance: ports }", "late-value-out-of-range"),
        ("LB-168", "outbound x = any app -> www { ports_per_instance: 8, idle: 3m }", "out-of-range"),
        ("LB-168", "outbound x = any app -> www { ports_per_instance: 8, idle: 121m }", "out-of-range"),
        ("LB-227", "pool x { vnet: net, member a = 10.0.0.9 { admin_state: Drain } }", "unknown-value"),
    ];
    let mut wrong = Vec::new();
    for (entry, line, code) in CASES {
        let text = format!(
            "param many: int in 1..101 = 2\nparam ports: int in [64008]\npublic_ip www {{ zones: [1, 2, 3] }}\n\
             vnet net 10.0.0.0/16 {{\n  subnet app 10.0.0.0/24\n}}\nlb edge {{\n  frontend www = www\n  pool app\n  \
             probe up = tcp :80\n  rule web = tcp www:80 -> app:80 {{ probe: up }}\n  {line}\n}}\n"
        );
        let found = compile("x.lbx", text, &mut Memory::default(), &Options::default());
        let names: BTreeSet<&str> = found.diagnostics.iter().map(|d| d.code.name).collect();
        if !names.contains(code) {
            wrong.push(format!("{entry}: `{line}` is not {code}, but {names:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A topology in which the emitters have to show what the tables say of them.
const EMITTED: &str = r#"
public_ip www { zones: [1, 2, 3] }
public_ip leave { zones: [1, 2, 3] }
nat_gateway leave { public_ips: [leave] }
nsg app { allow 100 web = tcp Internet -> *:8080 }
vnet net 10.0.0.0/16 {
  subnet app 10.0.0.0/24 { nsg: app, nat_gateway: leave }
}
param key: ssh_key

lb edge {
  frontend www = www
  pool app
  probe up = tcp :8080
  rule web = tcp www:80 -> app:8080 { probe: up }
  outbound out = any app -> www { ports_per_instance: 1024 }
  nat_rule ssh = tcp www:50000..50119 -> app:22
}

vmss web Uniform {
  image: ubuntu_24_04
  size: Standard_D2s_v5
  instances: 2
  admin { user: "ops", ssh: key }
  health edge.up
  nic main { subnet: net.app, pools: [edge.app] }
}
"#;

#[test]
fn emitters_obey_what_the_tables_say() {
    use lbxc::compile::{Options, compile};
    use lbxc::emit;
    use lbxc::source::Memory;

    let compiled = compile("x.lbx", EMITTED.to_owned(), &mut Memory::default(), &Options::default());
    let deployment = compiled.deployment.as_ref().expect("no errors");
    let text = emit::arm::template(deployment);
    let template: serde_json::Value = serde_json::from_str(&text).expect("a template");
    let resources = template["resources"].as_array().expect("resources");
    let of = |ty: &str| resources.iter().filter(|r| r["type"] == ty).collect::<Vec<_>>();

    // LB-245, LB-235: one body with all parts, of one version that is new enough.
    let [lb] = of("Microsoft.Network/loadBalancers")[..] else { panic!("one load balancer: {text}") };
    for part in [
        "frontendIPConfigurations",
        "backendAddressPools",
        "probes",
        "loadBalancingRules",
        "outboundRules",
        "inboundNatRules",
    ] {
        assert_eq!(lb["properties"][part].as_array().map(Vec::len), Some(1), "{part}");
    }
    assert!(
        resources
            .iter()
            .all(|r| !r["type"].as_str().unwrap_or_default().starts_with("Microsoft.Network/loadBalancers/"))
    );
    assert!(lb["apiVersion"].as_str() > Some("2023-04-01"));

    // LB-055, LB-056: who is in a pool is written at the nics, and nothing that only Azure writes.
    assert_eq!(lb["properties"]["backendAddressPools"][0], serde_json::json!({ "name": "app" }));
    for read_only in ["backendIPConfigurations", "loadBalancerBackendAddresses", "provisioningState"] {
        assert!(!text.contains(read_only), "{read_only}");
    }

    // LB-185: no SKU is left to a default.
    assert_eq!(lb["sku"]["name"], "Standard");
    assert!(of("Microsoft.Network/publicIPAddresses").iter().all(|ip| ip["sku"]["name"] == "Standard"));

    // LB-191: the scale set waits for the load balancer.
    let [set] = of("Microsoft.Compute/virtualMachineScaleSets")[..] else { panic!("one scale set: {text}") };
    let first: Vec<&str> = set["dependsOn"].as_array().expect("waits").iter().filter_map(|d| d.as_str()).collect();
    assert!(first.iter().any(|d| d.contains("Microsoft.Network/loadBalancers")), "{first:?}");

    // LB-202: no command that makes a load balancer by itself.
    let script = emit::az::script(deployment, "x");
    assert!(script.contains("Microsoft.Compute/virtualMachineScaleSets/web?api-version="), "{script}");
    assert!(!script.contains("az vmss create"), "{script}");
}
