//! The whole compiler is total: whatever the source, there are findings and no panic, and what compiles can be emitted.
//! Sources are spoilt by lines, words and characters; the seeds are printed where one fails.

use crate::support::dice::Dice;
use lbxc::compile::{Options, compile};
use lbxc::emit;
use lbxc::source::Memory;
use lbxc::syntax;

/// Sources that have a bit of everything.
pub(crate) const SEEDS: &[&str] = &[
    include_str!("../../benches/small.lbx"),
    r#"
param public: bool = true
param count: int in 2..9 = 3
param key: ssh_key = none
param pw: secret
let base = lower("${deploy.group}-x")
vnet core [10.0.0.0/16, fd00:30::/48] {
  for n, name in ["web", "app"] {
    subnet tier cidr_subnet(10.0.0.0/16, 24, n + 1) { nsg: guard }
  }
}
nsg guard {
  allow 100 web = tcp [203.0.113.0/24, 198.51.100.7] -> *:[80, 8000..8080]
  deny outbound 200 rest = any * -> Internet:*
}
if public {
  public_ip door { zones: [1, 2, 3] }
} else {
  existing public_ip door { group: "rg", name: base }
}
lb edge {
  frontend www = door
  pool app
  probe up = http :80 /
  for p in [80, 443] {
    rule web = tcp www:p -> app:p { probe: up, snat: false }
  }
  nat_rule ssh = tcp www:50000..50099 -> app:22
}
for i in 1..2 {
  vm box {
    image: "Canonical:ubuntu-24_04-lts:server:latest"
    size: Standard_D2s_v5
    zones: [i]
    admin { user: "ops", ssh: key, password: if key == none then pw }
    nic main { subnet: core.tier["web"], pools: [edge.app] }
    data_disk 0 { size: 64GiB }
    extension x = "A.B/C@1.0" { settings: { n: count, s: "${base}" } }
  }
}
module tier(subnet: subnet, port: port = 8080) {
  lb front {
    frontend ilb = subnet
    pool app
    probe up = tcp :port
    rule all = any ilb:* -> app:* { probe: up }
  }
  output address = front.ilb.address
}
tier orders { subnet: core.tier["app"], port: 9000 }
resource data = "Microsoft.Storage/storageAccounts@2023-05-01" {
  location: deploy.location
  kind: "StorageV2"
  sku: { name: "Standard_LRS" }
}
expect tcp core.tier["web"] -> orders.front.ilb:80 allowed
output address = orders.address
output boxes = box[*].id
output blob = data.properties.primaryEndpoints.blob
"#,
];

/// Pieces that change what a source means, not only how it reads.
const PIECES: &[&str] = &[
    "none",
    "true",
    "-1",
    "99999999999",
    "10.0.0.0/8",
    "fd00::/64",
    "*",
    "..",
    "->",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"\"\"",
    "${",
    "5m",
    "20%",
    "64GiB",
    "for i in 1..3 {",
    "if public {",
    "edge",
    "core.tier",
    "door.address",
    "count",
    "pw",
    "[1, 2]",
    "existing ",
    "raw { a: 1 }",
    "waive x because \"y\"",
    "name: base",
    "zones: [1]",
    "Standard",
    "é",
    "\u{0}",
    "\r\n",
    "\t",
    "box[1]",
    "box[*].id",
    "orders",
];

pub(crate) fn spoil(text: &str, dice: &mut Dice) -> String {
    let mut out = text.to_owned();
    for _ in 0..=dice.roll(4) {
        let lines: Vec<&str> = out.split('\n').collect();
        let at = dice.roll(lines.len());
        let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
        match dice.roll(7) {
            0 => {
                lines.remove(at);
            }
            1 => {
                let line = lines[at].clone();
                let to = dice.roll(lines.len());
                lines.insert(to, line);
            }
            2 => {
                let to = dice.roll(lines.len());
                lines.swap(at, to);
            }
            3 | 4 => {
                let mut words: Vec<&str> = lines[at].split(' ').collect();
                let word = dice.roll(words.len());
                words[word] = PIECES[dice.roll(PIECES.len())];
                lines[at] = words.join(" ");
            }
            5 => {
                let place =
                    lines[at].char_indices().map(|(i, _)| i).nth(dice.roll(lines[at].chars().count())).unwrap_or(0);
                lines[at].insert_str(place, PIECES[dice.roll(PIECES.len())]);
            }
            _ => {
                let drop = dice.roll(lines[at].chars().count());
                lines[at] = lines[at].chars().enumerate().filter(|(i, _)| *i != drop).map(|(_, c)| c).collect();
            }
        }
        out = lines.join("\n");
    }
    out
}

#[test]
fn whatever_the_source_there_are_findings_and_no_panic() {
    let runs: u64 = std::env::var("LBXC_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000);
    let mut compiled = 0;
    for seed in 1..=runs {
        let mut dice = Dice::new(seed);
        let text = spoil(SEEDS[dice.roll(SEEDS.len())], &mut dice);
        let outcome = std::panic::catch_unwind(|| {
            let result = compile("spoilt.lbx", text.clone(), &mut Memory::default(), &Options::default());
            if let Some(deployment) = &result.deployment {
                let _ = emit::arm::template(deployment);
                let _ = emit::bicep::file(deployment);
                let _ = emit::az::script(deployment, "spoilt.lbx");
            }
            let file = lbxc::source::FileId(0);
            let ast = syntax::parse(file, &text).ast;
            let _ = syntax::format(&text, &ast);
            result.deployment.is_some()
        });
        match outcome {
            Ok(whole) => compiled += usize::from(whole),
            Err(_) => panic!("seed {seed} panics on:\n{text}"),
        }
    }
    assert!(compiled > 20, "only {compiled} of {runs} compile: the spoiling is too coarse to reach lowering");
}
