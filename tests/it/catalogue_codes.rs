//! What the table of scale sets and networks says a code of the language decides, tried: the entry, what is written,
//! the code that has to be among what is said.

use std::collections::BTreeSet;

use lbxc::compile::{Options, compile};
use lbxc::rules::catalogue::{self, Outcome};
use lbxc::source::Memory;

/// Where a line is put.
#[derive(Clone, Copy)]
enum In {
    File,
    ScaleSet,
    Autoscale,
    Group,
}
use In::{Autoscale, File, Group, ScaleSet};

const CASES: &[(&str, In, &str, &str)] = &[
    ("VM-001", File, "vmss other { image: ubuntu_24_04, size: Standard_D2s_v5, instances: 1 }", "missing-property"),
    ("VM-044", ScaleSet, "repairs { grace: 9m }", "out-of-range"),
    ("VM-044", ScaleSet, "repairs { grace: 91m }", "out-of-range"),
    ("VM-046", ScaleSet, "repairs { action: Delete }", "unknown-value"),
    ("VM-053", ScaleSet, "upgrade Rolling { max_batch: 4% }", "out-of-range"),
    ("VM-053", ScaleSet, "upgrade Rolling { max_unhealthy: 101% }", "out-of-range"),
    ("VM-053", ScaleSet, "upgrade Rolling { pause: 25h }", "out-of-range"),
    ("VM-071", ScaleSet, "nic second { primary: false }", "missing-property"),
    ("VM-081", ScaleSet, "nic second { subnet: net.app, instance_public_ip each { idle: 31m } }", "out-of-range"),
    ("VM-090", ScaleSet, "admin { user: \"ops\", password: \"Pa5s.word.of.mine\" }", "plain-secret"),
    ("VM-114", ScaleSet, "terminate_notice: 4m", "out-of-range"),
    ("VM-114", ScaleSet, "terminate_notice: 16m", "out-of-range"),
    ("VM-115", ScaleSet, "scale_in Random", "unknown-value"),
    ("VM-119", ScaleSet, "extensions_budget: 14m", "out-of-range"),
    ("VM-119", ScaleSet, "extensions_budget: 3h", "out-of-range"),
    ("NET-001", File, "vnet other 10.10.10.0/16", "host-bits"),
    ("NET-001", File, "vnet other 10.10.0/16", "bad-address"),
    ("NET-012", File, "vnet other 10.9.0.0/16 {\n  subnet a 10.9.0.0/24 { nsg: [doors, doors] }\n}", "wrong-kind"),
    ("NET-040", File, "vnet other 10.9.0.0/16 { flow_timeout: 3m }", "out-of-range"),
    ("NET-040", File, "vnet other 10.9.0.0/16 { flow_timeout: 31m }", "out-of-range"),
    ("NSG-001", Group, "allow 99 x = tcp * -> *:80", "out-of-range"),
    ("NSG-001", Group, "allow 4097 x = tcp * -> *:80", "out-of-range"),
    ("NSG-004", Group, "allow 200 x = tcp * -> *:65536", "out-of-range"),
    ("NSG-004", Group, "allow 200 x = tcp * -> *:90..80", "out-of-range"),
    ("IP-006", File, "public_ip other { idle: 3m, zones: [1] }", "out-of-range"),
    ("IP-006", File, "public_ip other { idle: 31m, zones: [1] }", "out-of-range"),
    ("NAT-012", File, "nat_gateway other { public_ips: [www], idle: 121m }", "out-of-range"),
    ("AS-008", Autoscale, "out by 1 when cpu > 90% { cooldown: 30s }", "out-of-range"),
    ("AS-008", Autoscale, "out by 1 when cpu > 90% { cooldown: 8d }", "out-of-range"),
    ("AS-009", Autoscale, "out by 0 when cpu > 90%", "out-of-range"),
    ("AS-010", Autoscale, "out by 1 when cpu > 90% { statistic: Median }", "unknown-value"),
    ("AS-010", Autoscale, "out by 1 when cpu > 90% { aggregation: Median }", "unknown-value"),
    ("ARM-015", File, "param hidden: secret\noutput shown = hidden", "secret-in-plain-place"),
    ("ARM-015", File, "param hidden: secret\noutput shown = \"it is ${hidden}\"", "secret-in-plain-place"),
    ("ARM-015", File, "param hidden: secret = \"Pa5s.word.of.mine\"", "bad-default"),
    ("ARM-015", ScaleSet, "admin { user: \"ops\", password: \"Pa5s.word.of.mine\" }", "plain-secret"),
];

/// Entries whose codes are tried where they are made: limits of a whole template, and what follows packets.
const ELSEWHERE: &[&str] = &["ARM-001", "ARM-002", "ARM-003", "ARM-004", "ARM-005", "NSG-021", "NSG-025", "NAT-003"];

fn source(place: In, line: &str) -> String {
    let at = |wanted: fn(In) -> bool| if wanted(place) { line } else { "" };
    format!(
        "param key: ssh_key\npublic_ip www {{ zones: [1, 2, 3] }}\nnat_gateway leave {{ public_ips: [www] }}\n\
         vnet net 10.0.0.0/16 {{\n  subnet app 10.0.0.0/24 {{ nsg: doors, nat_gateway: leave }}\n}}\n\
         nsg doors {{\n  allow 100 web = tcp * -> *:80\n  {}\n}}\n\
         vmss web Uniform {{\n  image: ubuntu_24_04\n  size: Standard_D2s_v5\n  {}\n  nic main {{ subnet: net.app }}\n  \
         health tcp :80\n  admin {{ user: \"ops\", ssh: key }}\n  autoscale 2..9 {{\n    out by 1 when cpu > 75%\n    \
         in by 1 when cpu < 25%\n    {}\n  }}\n}}\n{}\n",
        at(|p| matches!(p, Group)),
        at(|p| matches!(p, ScaleSet)),
        at(|p| matches!(p, Autoscale)),
        at(|p| matches!(p, File)),
    )
}

fn said(text: String) -> BTreeSet<&'static str> {
    let found = compile("x.lbx", text, &mut Memory::default(), &Options::default());
    found.diagnostics.iter().map(|d| d.code.name).collect()
}

#[test]
fn codes_decide_what_the_table_of_networks_says() {
    let plain = said(source(File, ""));
    let mut wrong = Vec::new();
    for (entry, place, line, code) in CASES {
        assert!(!plain.contains(code), "`{code}` is said of the plain source already");
        let names = said(source(*place, line));
        if !names.contains(code) {
            wrong.push(format!("{entry}: `{line}` is not {code}, but {names:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_line_that_names_a_code_is_tried() {
    let tried: BTreeSet<&str> = CASES.iter().map(|(entry, ..)| *entry).chain(ELSEWHERE.iter().copied()).collect();
    let table = catalogue::ALL.iter().find(|c| c.name == "vmss_net").expect("the table");
    let lines = table.lines();
    let untried: Vec<&str> =
        lines.iter().filter(|l| l.outcome == Some(Outcome::Code) && !tried.contains(l.id)).map(|l| l.id).collect();
    assert!(untried.is_empty(), "nothing tries {untried:?}");
}
