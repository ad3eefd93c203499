//! What newcomers write wrongly, and what they are told: one message at the right place, a fix where what was meant is
//! certain, and nothing else. Each case is a whole file; `~` stands before the wrong text and `~` behind it.

use std::fmt::Write;

use lbxc::compile::{Compilation, Options, compile};
use lbxc::diag::{Diagnostic, Fix, Level};
use lbxc::source::Memory;
use pretty_assertions::assert_eq;

/// Things that most cases need.
const AROUND: &str = "
deploy { location: westeurope }
param admin_key: ssh_key
vnet core 10.20.0.0/16 {
  subnet app 10.20.1.0/24 { nsg: app }
}
nsg app {
  allow 100 web = tcp Internet -> *:8080
  allow 110 ssh = tcp 203.0.113.0/24 -> *:22
}
public_ip www { zones: [1, 2, 3] }
lb edge {
  frontend www = www
  pool app
  probe health = http :8080 /healthz
  rule web = tcp www:80 -> app:8080 { probe: health, snat: false }
  nat_pool ssh = tcp www:50000..50119 -> :22
  outbound egress = any app -> www { ports_per_instance: max }
}
";

/// A scale set with something in it.
fn machines(inside: &str) -> String {
    format!(
        "{AROUND}
vmss web Uniform {{
  image: ubuntu_24_04
  size: Standard_D2s_v5
  zones: [1, 2, 3]
  instances: 3
  admin {{ user: \"azureuser\", ssh: admin_key }}
  nic main {{ subnet: core.app, pools: [edge.app], nat_pools: [edge.ssh] }}
  health edge.health
  {inside}
}}
"
    )
}

fn files() -> Memory {
    let mut files = Memory::default();
    files.0.insert("init.yaml".into(), "#cloud-config\nhost: {{db}}\n".into());
    files.0.insert("fleet.lbx".into(), "// a fleet\n\ndeploy { group: \"rg\" }\n\nvnet core 10.0.0.0/16\n".into());
    files
}

fn run(text: &str) -> Compilation {
    compile("web.lbx", text.to_owned(), &mut files(), &Options::default())
}

/// The findings of level error and warning.
fn findings(text: &str) -> Vec<Diagnostic> {
    run(text).diagnostics.into_iter().filter(|d| matches!(d.level, Level::Error | Level::Warning)).collect()
}

/// The text after a fix.
fn apply(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    let mut out = text.to_owned();
    for edit in edits {
        out.replace_range(edit.span.range(), &edit.text);
    }
    out
}

/// One case: exactly one finding, at the marked text, whose message holds `words`; with `becomes`, the first fix makes that
/// of the line and leaves nothing of the finding.
#[track_caller]
fn said(marked: &str, words: &str, becomes: Option<&str>) {
    let from = marked.find('~').expect("a mark");
    let to = marked[from + 1..].find('~').expect("two marks") + from;
    let text = marked.replacen('~', "", 2);
    let found = findings(&text);
    let mut shown = String::new();
    for d in &found {
        let _ = writeln!(shown, "{} {:?} {} {:?}", d.code.name, d.level, d.message, d.helps);
    }
    assert_eq!(found.len(), 1, "one mistake, one message:\n{shown}");
    let finding = &found[0];
    let span = finding.primary.span.range();
    assert_eq!((span.start, span.end), (from, to), "the place of: {}", finding.message);
    let whole = format!("{} {} {}", finding.message, finding.helps.join(" "), finding.notes.join(" "));
    assert!(whole.contains(words), "wanted `{words}` in:\n{whole}");
    let Some(becomes) = becomes else { return };
    let fix = finding.fixes.first().unwrap_or_else(|| panic!("no fix for: {}", finding.message));
    let fixed = apply(&text, fix);
    assert!(fixed.contains(becomes), "wanted `{becomes}` after the fix, and got:\n{fixed}");
    let after = findings(&fixed);
    let left: Vec<&str> = after.iter().filter(|d| d.level == Level::Error).map(|d| d.message.as_str()).collect();
    assert!(left.is_empty(), "after the fix {left:?} is left of\n{fixed}");
}

#[test]
fn the_surroundings_say_nothing() {
    assert_eq!(findings(&machines("")), []);
}

#[test]
fn repairs() {
    said(
        &machines("~repair~ { after: 20m }"),
        "did you mean `repairs` with `grace: 20m`?",
        Some("repairs { grace: 20m }"),
    );
}

#[test]
fn a_password_is_a_secret() {
    said(
        &format!("{}param p: ~password~\n", machines("custom_data: p")),
        "a value that is never shown is a `secret`",
        Some("param p: secret"),
    );
}

#[test]
fn an_optional_key() {
    said(
        &format!("{}param k: ssh_key = ~\"\"~\noutput k = k\n", machines("")),
        "`\"\"` is no SSH key; an optional param is `= none`",
        Some("param k: ssh_key = none"),
    );
}

#[test]
fn an_optional_secret() {
    said(
        &format!("{}param p: secret = ~\"\"~\n", machines("custom_data: p")),
        "a secret's default is `none` or `new_guid()`; not given is `none`",
        Some("param p: secret = none"),
    );
}

#[test]
fn a_key_that_may_be_none() {
    let text = AROUND.to_owned()
        + "
param login: string in [\"ssh\", \"password\"] = \"ssh\"
param k: ssh_key = none
param p: secret
vmss web Uniform {
  image: ubuntu_24_04
  size: Standard_D2s_v5
  zones: [1, 2, 3]
  instances: 3
  ~admin~ {
    user: \"azureuser\"
    if login == \"ssh\" {
      ssh: k
    } else {
      password: p
    }
  }
  nic main { subnet: core.app, pools: [edge.app], nat_pools: [edge.ssh] }
}
output key = admin_key
";
    said(&text, "`k` may be `none`, and `admin` of `web` then has neither key nor password", None);
    let text = text.replace('~', "");
    let notes = findings(&text)[0].notes.join("\n");
    assert!(notes.contains("`login` is \"ssh\""), "{notes}");
}

#[test]
fn an_image_of_another_name() {
    let text = machines("").replace("image: ubuntu_24_04", "image: ~ubuntu_2404~");
    said(&text, "did you mean `ubuntu_24_04`?", Some("image: ubuntu_24_04"));
    let windows = machines("").replace("image: ubuntu_24_04", "image: windows_server_2022");
    let fix = findings(&windows)[0].fixes[0].clone();
    assert_eq!(fix.title, "write `windows_2022`");
}

#[test]
fn a_plan_of_three_lines() {
    let text = machines("~plan~ { publisher: \"acme\", product: \"fw\", name: \"byol\" }")
        .replace("image: ubuntu_24_04", "image: \"acme:fw:byol:latest\"\n  os: Linux");
    said(&text, "`plan` is a property; the image says the same three: `plan: from_image`", Some("plan: from_image"));
}

#[test]
fn an_ip_config() {
    let text = machines("").replace(
        "nic main { subnet: core.app, pools: [edge.app], nat_pools: [edge.ssh] }",
        "nic main {\n    subnet: core.app\n    ~ip_config~ v4 { pools: [edge.app], nat_pools: [edge.ssh] }\n  }",
    );
    said(&text, "did you mean `ip`?", Some("ip v4 {"));
}

#[test]
fn a_spot_base() {
    let text = machines("spot { ~base~: 2 }").replace("Uniform", "Flexible");
    let text = text.replace(", nat_pools: [edge.ssh]", "").replace("health edge.health", "");
    let text =
        text.replace("nat_pool ssh = tcp www:50000..50119 -> :22", "nat_rule ssh = tcp www:50000..50119 -> app:22");
    said(&text, "did you mean `base_regular`?", Some("spot { base_regular: 2 }"));
}

#[test]
fn addresses_of_a_nat_gateway() {
    said(
        "public_ip out { zones: [1] }\nnat_gateway egress { ~ips~: [out], zones: [1] }\nvnet core 10.0.0.0/16 {\n  subnet a 10.0.0.0/24 { nat_gateway: egress }\n}\n",
        "`public_ips` takes",
        Some("public_ips: [out]"),
    );
}

#[test]
fn a_function_of_another_name() {
    said(
        &machines("custom_data: ~load_text~(\"init.yaml\")"),
        "`file(\"init.yaml\")` reads a text",
        Some("custom_data: file(\"init.yaml\")"),
    );
    said(&format!("{}output a = ~toLower~(\"A\")\n", machines("")), "did you mean `lower`?", Some("lower(\"A\")"));
    said(
        &format!("{}output a = ~uniqueString~(\"A\")\n", machines("")),
        "the group's id is added",
        Some("unique(\"A\")"),
    );
    said(
        &format!("{}output a = ~resourceGroup~().location\n", machines("")),
        "facts of the deployment are read from `deploy`",
        Some("deploy.group_location"),
    );
}

#[test]
fn a_peering_without_its_half() {
    said(
        "deploy { location: westeurope }\nexisting vnet hub 10.1.0.0/16 { group: \"rg-hub\" }\nvnet spoke 10.2.0.0/16 {\n  peering ~hub~ = hub { forwarded: true }\n}\n",
        "peering back = spoke",
        None,
    );
}

#[test]
fn an_expect_without_a_port() {
    said(
        &format!("{}expect any web -> ~Internet~ via edge.www\n", machines("")),
        "`:*` is every port",
        Some("Internet:* via edge.www"),
    );
}

#[test]
fn an_expect_that_reaches_a_frontend() {
    said(
        &format!("{}expect tcp Internet -> edge.www:80 reaches ~edge.www~:8080\n", machines("")),
        "is a frontend; `reaches` names machines or a pool",
        Some("reaches edge.app:8080"),
    );
}

#[test]
fn a_file_that_is_built_on_its_own() {
    said(
        &format!("use ~\"./fleet.lbx\"~ as fleet\n{}output n = fleet.core.name\n", machines("")),
        "has a `deploy` (line 3), so it is built on its own",
        Some("use existing \"./fleet.lbx\" as fleet"),
    );
}

#[test]
fn nothing_to_come_in_by() {
    let text = machines("").replace(", nat_pools: [edge.ssh]", "");
    let found = findings(&text);
    let finding = found.iter().find(|d| d.code.name == "scale-set-without-inbound-nat").expect("the guideline");
    assert_eq!(finding.level, Level::Error);
    assert!(finding.fixes.len() >= 2 && finding.fixes.iter().all(|f| !f.certain), "{:?}", finding.fixes);
    for fix in &finding.fixes {
        let left = findings(&apply(&text, fix));
        let left: Vec<&str> = left.iter().map(|d| d.code.name).collect();
        assert!(!left.contains(&"scale-set-without-inbound-nat"), "{}: {left:?}", fix.title);
    }
}

#[test]
fn the_length_of_a_prefix() {
    said(
        "public_ip_prefix out ~/30~ { zones: [1, 2, 3] }\nnat_gateway g { prefixes: [out] }\n",
        "the length is a property: `length: 30`",
        Some("length: 30"),
    );
}

#[test]
fn the_tier_in_the_block() {
    said(
        "lb world {\n  ~tier~: Global\n  frontend www = www\n}\npublic_ip www { tier: Global }\n",
        "the tier stands in the head",
        Some("lb world Global {"),
    );
}

#[test]
fn several_machines() {
    let text = machines("") + "vm ~sql[3]~ { size: Standard_D2s_v5 }\n";
    said(&text, "for i in 1..3 { vm sql { … } }", None);
}

#[test]
fn instances_of_a_single_machine() {
    said(
        "param k: ssh_key\nparam s: subnet\nvm sql {\n  ~instances~: 3\n  image: ubuntu_24_04\n  size: Standard_D2s_v5\n  zones: [1]\n  admin { user: \"ops\", ssh: k }\n  nic main { subnet: s }\n}\n",
        "for i in 1..3 { vm NAME { … } }",
        None,
    );
}

#[test]
fn values_of_other_tools() {
    said(&machines("boot_diagnostics: ~true~"), "did you mean `managed`?", Some("boot_diagnostics: managed"));
    said(&machines("identity: ~system~"), "did you mean `SystemAssigned`?", Some("identity: SystemAssigned"));
    said(&machines("~priority~: Spot"), "did you mean `spot`?", Some("spot { }"));
}

#[test]
fn a_vm_size_with_its_letters_swapped() {
    let text = machines("").replace("Standard_D2s_v5", "~Standard_D2_v6s~");
    said(&text, "did you mean `Standard_D2s_v6`?", Some("Standard_D2s_v6"));
}

#[test]
fn a_property_without_its_colon() {
    let text = machines("").replace("image: ubuntu_24_04", "~image~ ubuntu_24_04");
    said(&text, "`image` is a property: write `image: ubuntu_24_04`", Some("image: ubuntu_24_04"));
}

#[test]
fn a_pool_of_another_load_balancer() {
    let text = machines("").replace("pools: [edge.app]", "pools: [~app~]");
    said(&text, "`edge.app` is one", Some("pools: [edge.app]"));
}

#[test]
fn a_rule_without_a_destination_port() {
    let text = AROUND.replace("-> app:8080 {", "-> ~app~ {");
    let text = text + "output key = admin_key\n";
    said(&text, "the destination needs a port", None);
}

#[test]
fn which_mode() {
    let text = machines("").replace("vmss web Uniform {", "vmss ~web~ {");
    said(
        &text,
        "which mode? `Uniform` has NAT pools and LB health, `Flexible` mixes sizes and spot",
        Some("vmss web Uniform {"),
    );
}

#[test]
fn a_nic_in_a_subnet() {
    let text = AROUND.replace("{ nsg: app }", "{\n    nsg: app\n    ~nic~ x\n  }") + "output key = admin_key\n";
    said(&text, "`nic` cannot stand in a `subnet`", None);
}
