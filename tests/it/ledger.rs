//! `lbxc show`'s ledger: what the numbers rest on.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use pretty_assertions::assert_eq;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn show(source: &str, format: &str) -> String {
    let out = Command::cargo_bin("lbxc")
        .expect("the binary")
        .args(["show", "-", "--format", format])
        .write_stdin(source)
        .output()
        .expect("a run");
    String::from_utf8(out.stdout).expect("text")
}

/// The part of the tree behind the things.
fn ledger(source: &str) -> String {
    let tree = show(source, "tree");
    let starts = ["SNAT ports of", "NAT ports of", "IPv4 addresses of", "limits used"];
    let lines: Vec<&str> =
        tree.lines().skip_while(|line| !starts.iter().any(|start| line.starts_with(start))).collect();
    lines.join("\n")
}

#[test]
fn every_number_stands_beside_its_statement() {
    let source = r#"deploy { group: "rg", location: westeurope }

param peak: int in 2..40 = 10
param key: ssh_key

vnet net 10.0.0.0/16 {
  subnet web 10.0.1.0/26 { nsg: web }
  subnet jobs 10.0.3.0/29 { nsg: web, nat_gateway: out }
  subnet app 10.0.2.0/24 { nsg: web }
}

nsg web {
  allow 100 http = tcp Internet -> *:80
}

public_ip www { zones: [1, 2, 3] }
public_ip egress { zones: [1, 2, 3] }
public_ip way_out { zones: [1, 2, 3], sku: StandardV2 }
nat_gateway out { public_ips: [way_out], sku: StandardV2 }

lb edge {
  frontend www = www
  frontend out = egress
  pool web
  pool app
  probe alive = tcp :80
  rule http = tcp www:80 -> web:80 { probe: alive }
  rule app = tcp www:81 -> app:80 { probe: alive, snat: false }
  nat_rule ssh = tcp www:50000..50099 -> app:22
  nat_rule ssh_web = tcp www:40000..40009 -> web:22
  outbound internet = any app -> [out, www] { ports_per_instance: max }
}

vmss web Flexible {
  instances: 3
  size: Standard_D2s_v5
  image: ubuntu_24_04
  zones: [1, 2, 3]
  admin { user: "operator", ssh: key }
  nic main { subnet: net.web, pools: [edge.web] }
}

vmss jobs Flexible {
  instances: 2
  size: Standard_D2s_v5
  image: ubuntu_24_04
  zones: [1, 2, 3]
  admin { user: "operator", ssh: key }
  nic main { subnet: net.jobs }
}

waive multiple-scale-sets-per-load-balancer because "two tiers"

vmss app Uniform {
  instances: peak
  overprovision: true
  size: Standard_D2s_v5
  image: ubuntu_24_04
  zones: [1, 2, 3]
  admin { user: "operator", ssh: key }
  nic main { subnet: net.app, pools: [edge.app] }
}
"#;
    let out = Command::cargo_bin("lbxc")
        .expect("the binary")
        .args(["check", "-", "--format", "short"])
        .write_stdin(source)
        .output();
    assert_eq!(
        String::from_utf8_lossy(&out.expect("a run").stdout).lines().filter(|l| l.contains("error[")).count(),
        0
    );
    insta::assert_snapshot!(ledger(source));
}

fn checked(file: &Path) -> String {
    let out = Command::cargo_bin("lbxc").expect("the binary").args(["check", "--format", "short"]).arg(file).output();
    String::from_utf8(out.expect("a run").stdout).expect("text")
}

/// Whatever is shown adds up, for every file that is shipped.
#[test]
fn accounts_add_up() {
    let mut accounts = 0;
    for directory in ["examples", "tests/prototypes"] {
        let mut files: Vec<_> =
            fs::read_dir(root().join(directory)).expect("files").map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "lbx")) {
            let out = Command::cargo_bin("lbxc")
                .expect("the binary")
                .args(["show", "--format", "json"])
                .arg(file)
                .output()
                .expect("a run");
            let shown: Value = serde_json::from_slice(&out.stdout).expect("JSON");
            for variant in shown["variants"].as_array().expect("variants") {
                for account in variant["ledger"]["accounts"].as_array().expect("accounts") {
                    let sum = |lines: &Value| -> i64 {
                        let lines = lines.as_array().expect("lines").iter();
                        lines.map(|line| line["amount"].as_i64().expect("an amount")).sum()
                    };
                    let left = sum(&account["there"]) - sum(&account["taken"]);
                    assert_eq!(account["left"].as_i64(), Some(left), "{}: {account:#}", file.display());
                    if left < 0 {
                        let said = checked(file);
                        assert!(said.contains("full-subnet"), "{}: nothing says so: {account:#}", file.display());
                    }
                    accounts += 1;
                }
                for limit in variant["ledger"]["limits"].as_array().expect("limits") {
                    assert!(limit["used"].as_i64() <= limit["most"].as_i64(), "{}: {limit:#}", file.display());
                }
            }
        }
    }
    assert!(accounts > 100, "{accounts} accounts");
}

/// The account that is short is the one that a rule speaks of.
#[test]
fn what_is_short_is_an_error_as_well() {
    let source = r#"deploy { group: "rg", location: westeurope }
param key: ssh_key
vnet net 10.0.0.0/16 {
  subnet web 10.0.1.0/28 {}
}
vmss web Flexible {
  instances: 20
  size: Standard_D2s_v5
  image: ubuntu_24_04
  admin { user: "operator", ssh: key }
  nic main { subnet: net.web }
}
"#;
    let shown: Value = serde_json::from_str(&show(source, "json")).expect("JSON");
    let accounts = shown["variants"][0]["ledger"]["accounts"].as_array().expect("accounts");
    assert_eq!(accounts[0]["left"].as_i64(), Some(16 - 5 - 20));
    let out = Command::cargo_bin("lbxc")
        .expect("the binary")
        .args(["check", "-", "--format", "short"])
        .write_stdin(source)
        .output()
        .expect("a run");
    let said = String::from_utf8(out.stdout).expect("text") + &String::from_utf8_lossy(&out.stderr);
    assert!(said.contains("full-subnet"), "{said}");
}
