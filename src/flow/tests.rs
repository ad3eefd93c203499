//! Filters against a reading of each rule for itself, one packet at a time; and whole topologies.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::addresses::{End, Far};
use super::filter::{Ask, Call, Direction};
use super::ports::Ports;
use super::space::{self, PortSet, Ranges};
use super::{Fate, Flow, Protocol, Verdict, witness};
use crate::compile::{Options, compile};
use crate::diag::Level;
use crate::source::Memory;
use crate::topology::{Nic, Nsg, View, variants};

/// A rule in a small world: addresses 10.0.0.0..10.0.0.15 as far ends, ports 0..15.
#[derive(Clone, Debug)]
struct Small {
    allow: bool,
    protocol: &'static str,
    /// A network by its first address and length.
    source: (u8, u8),
    ports: (u16, u16),
    source_ports: (u16, u16),
}

fn small() -> impl Strategy<Value = Small> {
    let network = (28u8..=32).prop_flat_map(|length| {
        let step = 1u8 << (32 - length);
        (0..16 / step, Just(length)).prop_map(move |(at, length)| (at * step, length))
    });
    let range = (0u16..16, 0u16..16).prop_map(|(a, b)| (a.min(b), a.max(b)));
    let sources = prop_oneof![3 => Just((0, u16::MAX)), 1 => range.clone()];
    (any::<bool>(), prop_oneof![Just("tcp"), Just("udp"), Just("any")], network, range, sources).prop_map(
        |(allow, protocol, source, ports, source_ports)| Small { allow, protocol, source, ports, source_ports },
    )
}

impl Small {
    fn line(&self, priority: usize) -> String {
        let verb = if self.allow { "allow" } else { "deny" };
        let (source, length) = self.source;
        let sources = match self.source_ports {
            (0, u16::MAX) => String::new(),
            (from, to) => format!(":{from}..{to}"),
        };
        let (from, to) = self.ports;
        format!(
            "  {verb} {priority} r{priority} = {} 10.0.0.{source}/{length}{sources} -> *:{from}..{to}\n",
            self.protocol
        )
    }

    fn matches(&self, udp: bool, far: u8, source_port: u16, port: u16) -> bool {
        let (source, length) = self.source;
        let size = 1u16 << (32 - length);
        let protocol = self.protocol == "any" || (self.protocol == "udp") == udp;
        protocol
            && u16::from(far) >= u16::from(source)
            && u16::from(far) < u16::from(source) + size
            && (self.ports.0..=self.ports.1).contains(&port)
            && (self.source_ports.0..=self.source_ports.1).contains(&source_port)
    }
}

fn with_view(text: String, look: impl FnOnce(&View)) {
    let compilation = compile("small.lbx", text, &mut Memory::default(), &Options::default());
    let topology = compilation.meaning().expect("a topology");
    let variants = variants(topology).expect("few variants");
    look(&View::new(topology, variants[0].clone()));
}

fn network(rules: &str) -> String {
    format!(
        "vnet core 10.9.0.0/16 {{\n  subnet app 10.9.0.0/24 {{ nsg: app }}\n}}\nnsg app {{\n{rules}}}\n\
         nic main {{ subnet: core.app }}\n"
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_filter_says_what_its_rules_say(rules in prop::collection::vec(small(), 0..12), udp in any::<bool>()) {
        let text: String = rules.iter().enumerate().fold(String::new(), |mut text, (at, rule)| {
            let _ = write!(text, "{}", rule.line(100 + at));
            text
        });
        let mut wrong = Vec::new();
        with_view(network(&text), |view| {
            let flow = Flow::of(view);
            let nsg = view.all::<Nsg>().next().expect("the group");
            let config = view.all::<Nic>().next().expect("the nic").ip_configs()[0];
            let near = flow.world.end(config);
            let chain = flow.chain(nsg, Direction::In, near.subnet);
            let first = space::spot("10.0.0.0".parse().expect("an address"));
            let far = Far::every(Ranges::range(first, first + 15));
            let ask = Ask {
                protocol: if udp { Protocol::Udp } else { Protocol::Tcp },
                ports: &Ports::Known(PortSet::range(0, 15)),
                source_ports: &PortSet::range(0, 15),
                near: &near,
                far: &far,
            };
            let pieces = chain.judge(&ask);
            for far in 0u8..16 {
                for (source_port, port) in (0..16).flat_map(|s| (0..16).map(move |p| (s, p))) {
                    let hits: Vec<&Call> = pieces
                        .iter()
                        .filter(|p| {
                            p.ports.contains(port)
                                && p.source_ports.contains(source_port)
                                && p.far.as_ref().is_some_and(|set| set.contains(first + u128::from(far)))
                        })
                        .map(|p| &p.call)
                        .collect();
                    let want = rules.iter().find(|r| r.matches(udp, far, source_port, port)).is_some_and(|r| r.allow);
                    let found = matches!(hits[..], [Call::Allow(_)]);
                    let decided = matches!(hits[..], [Call::Allow(_) | Call::Deny(_)]);
                    if !decided || found != want {
                        wrong.push((far, source_port, port, want, format!("{hits:?}")));
                    }
                }
            }
        });
        prop_assert!(wrong.is_empty(), "{:?}", wrong.first());
    }
}

/// What becomes of a claim: the packet that proves it wrong and what it met last, or what is lacking.
fn told(flow: &Flow, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Holds => "holds".to_owned(),
        Verdict::Silent => "silent".to_owned(),
        Verdict::Fails(journey, why) => {
            let met = journey.decided().map_or("nothing", |step| &step.text);
            let end = match &journey.fate {
                Fate::Arrives(member) => format!("at {}", member.name),
                Fate::Unanswered(member, _) => format!("unanswered at {}", member.name),
                Fate::Leaves => "leaves".to_owned(),
                Fate::Stopped(_) => "stopped".to_owned(),
            };
            format!("{why:?}: {}, {end}: {met}", witness(flow, journey))
        }
        Verdict::TooFewPorts(way, ports) => format!("{ports} ports by {}", flow.view().topology.path(*way)),
        Verdict::Undecided(lacks) => {
            let lacks = lacks.iter().map(|lack| {
                if lack.line.is_empty() { lack.what.clone() } else { format!("{} ({})", lack.what, lack.line) }
            });
            format!("open: {}", lacks.collect::<Vec<_>>().join("; "))
        }
    }
}

/// Each file of `tests/data/packets` is a topology, and behind each of its claims stands what becomes of it.
/// `LBXC_BLESS=1` writes it there: look at what has changed.
#[test]
fn claims_of_files() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/packets");
    let mut files: Vec<_> =
        fs::read_dir(directory).expect("files").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a text").replace("\r\n", "\n");
        let compilation = compile("packets.lbx", text.clone(), &mut Memory::default(), &Options::default());
        let errors = compilation
            .diagnostics
            .iter()
            .filter(|d| d.level == Level::Error && d.code.id < "LBX1" && d.code.name != "failed-expect");
        let errors: Vec<_> = errors.map(|d| (compilation.sources.start(d.primary.span).line, &d.message)).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        let topology = compilation.meaning().expect("a topology");
        let mut said = vec![Vec::new(); topology.expects.len()];
        for variant in variants(topology).expect("few variants") {
            let view = View::new(topology, variant);
            let flow = Flow::of(&view);
            for (expect, said) in topology.expects.iter().zip(&mut said) {
                let told = told(&flow, &flow.judge(expect));
                if !said.contains(&told) {
                    said.push(told);
                }
            }
        }
        let mut said = said.into_iter();
        let found: Vec<String> = text
            .lines()
            .map(|line| match line.split(" // ").next().filter(|line| line.starts_with("expect ")) {
                Some(claim) => format!("{claim} // {}", said.next().expect("a verdict").join(" | ")),
                None => line.to_owned(),
            })
            .collect();
        let found = found.join("\n") + "\n";
        if found != text {
            if std::env::var_os("LBXC_BLESS").is_some() {
                fs::write(&path, &found).expect("a file to write");
            }
            let pairs = text.lines().zip(found.lines()).filter(|(a, b)| a != b);
            wrong.extend(pairs.map(|(a, b)| format!("- {a}\n+ {b}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What becomes of the expects of a text, one word each.
fn verdicts(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    with_view(text.to_owned(), |view| {
        let flow = Flow::of(view);
        for expect in &view.topology.expects {
            out.push(match flow.judge(expect) {
                Verdict::Holds => "holds".to_owned(),
                Verdict::Silent => "silent".to_owned(),
                Verdict::Fails(_, why) => format!("{why:?}"),
                Verdict::TooFewPorts(_, ports) => format!("{ports} ports"),
                Verdict::Undecided(lacks) => lacks.iter().map(|l| l.what.clone()).collect::<Vec<_>>().join("; "),
            });
        }
    });
    out
}

fn claim(text: &str, claims: &[(&str, &str)]) {
    let lines: Vec<String> = claims.iter().map(|(claim, _)| format!("expect {claim}\n")).collect();
    let found = verdicts(&format!("{text}\n{}", lines.concat()));
    let wanted: Vec<&str> = claims.iter().map(|(_, want)| *want).collect();
    assert_eq!(found, wanted);
}

const TIERS: &str = r#"
param key: ssh_key
param app_port: port in 8000..9000 = 8080

vnet net 10.0.0.0/16 {
  subnet web 10.0.1.0/24 { nsg: web, nat_gateway: leave }
  subnet app 10.0.2.0/24 { nsg: app }
}
vnet other 10.8.0.0/16 {
  subnet far 10.8.1.0/24
}

public_ip leave_ip { zones: [1, 2, 3] }
nat_gateway leave { public_ips: [leave_ip] }
public_ip www { zones: [1, 2, 3] }

nsg web {
  allow 100 clients = tcp Internet -> *:8443
  deny outbound 100 mail = tcp * -> Internet:25
}
nsg app {
  allow 100 callers = tcp net.web -> *:app_port
  allow 110 probe = tcp AzureLoadBalancer -> *:*
  deny 200 others = any * -> *:*
}

lb edge {
  frontend www = www
  pool web
  probe up = tcp :8443
  rule https = tcp www:443 -> web:8443 { probe: up, snat: false }
  nat_rule ssh = tcp www:50000..50002 -> web:22
}
lb inner {
  frontend door = net.app { address: 10.0.2.10 }
  pool app
  probe up = tcp :app_port
  rule main = tcp door:80 -> app:app_port { probe: up }
}

for i in 1..3 {
  vm web {
    image: ubuntu_24_04
    size: Standard_D2s_v5
    admin { user: "operator", ssh: key }
    nic main { subnet: net.web, address: cidr_host(10.0.1.0/24, 10 + i), pools: [edge.web] }
  }
}
vmss app Flexible {
  image: ubuntu_24_04
  size: Standard_D2s_v5
  instances: 2
  admin { user: "operator", ssh: key }
  nic main { subnet: net.app, pools: [inner.app] }
}
"#;

#[test]
fn claims_about_tiers() {
    claim(
        TIERS,
        &[
            ("tcp Internet -> edge.www:443 reaches web:8443", "holds"),
            ("tcp Internet -> edge.www:443 reaches web:443", "Elsewhere"),
            ("tcp Internet -> edge.www:443 reaches web[1]:8443", "Elsewhere"),
            ("tcp Internet -> edge.www:80 blocked", "holds"),
            ("tcp Internet -> edge.www:50001 blocked", "holds"),
            ("tcp web -> inner.door:80 reaches app:app_port", "holds"),
            ("tcp web -> inner.door:80 reaches app:9000", "Elsewhere"),
            ("tcp net.web -> inner.door:80 reaches inner.app:app_port", "holds"),
            ("tcp net -> inner.door:80 reaches app:*", "Stopped"),
            ("tcp app -> inner.door:80 reaches app:app_port", "Stopped"),
            ("tcp web -> inner.door:81 blocked", "holds"),
            ("udp web -> app:app_port blocked", "holds"),
            ("tcp web -> app:app_port allowed", "holds"),
            ("tcp 10.0.1.12 -> app:app_port allowed", "holds"),
            ("tcp 10.0.2.200 -> app:app_port allowed", "Stopped"),
            ("tcp other.far -> app:app_port blocked", "holds"),
            ("tcp app -> web:8443 allowed", "holds"),
            ("tcp web -> Internet:443 via leave", "holds"),
            ("tcp web -> Internet:25 blocked", "holds"),
            ("tcp web -> Internet:20..30 allowed", "Stopped"),
            ("tcp web -> Storage:443 via leave { min_ports: 20000 }", "holds"),
            ("tcp web -> Storage:443 via leave { min_ports: 22000 }", "21504 ports"),
            ("tcp app -> Internet:443 blocked", "holds"),
            ("tcp Internet -> inner.door:80 blocked", "holds"),
            ("tcp Internet -> app:app_port blocked", "holds"),
            ("tcp web -> edge.www:443 reaches web:8443", "holds"),
        ],
    );
}

#[test]
fn what_nobody_stated_is_undecided() {
    let text = r#"
existing vnet hub 10.0.0.0/16 {
  group: "rg-hub"
  subnet app 10.0.1.0/24
  subnet stated 10.0.2.0/24 { nsg: none, route_table: none }
}
vnet spoke 10.1.0.0/16 {
  subnet web 10.1.0.0/24
  peering to_hub = hub
}
"#;
    claim(
        text,
        &[
            ("tcp hub.stated -> 10.0.2.9:443 allowed", "holds"),
            ("tcp hub.stated -> 10.0.1.9:443 allowed", "the security group of `hub.app`; the route table of `hub.app`"),
            ("tcp spoke.web -> 10.0.2.9:443 allowed", "the peering of `hub` with `spoke`"),
        ],
    );
}

#[test]
fn routes_lead_past_appliances_and_lose_answers() {
    let text = TIERS.replace("nsg: web, nat_gateway: leave", "nsg: web, route_table: by_fw")
        + "route_table by_fw { route all = 0.0.0.0/0 -> 10.8.1.4 }\n";
    claim(
        &text,
        &[
            ("tcp Internet -> edge.www:443 reaches web:8443", "Stopped"),
            ("tcp Internet -> edge.www:443 blocked", "Through"),
            ("tcp web -> Internet:443 allowed", "holds"),
            ("tcp web -> Internet:443 via leave", "OtherWay"),
            ("tcp web -> app:app_port allowed", "holds"),
        ],
    );
    let none = text.replace("-> 10.8.1.4", "-> None");
    claim(&none, &[("tcp web -> Internet:443 blocked", "holds")]);
}

#[test]
fn an_end_without_a_known_address_is_in_its_subnet() {
    with_view(network("  allow 100 a = tcp * -> 10.9.0.0/25:80\n  deny 200 b = any * -> *:*\n"), |view| {
        let flow = Flow::of(view);
        let nsg = view.all::<Nsg>().next().expect("the group");
        let config = view.all::<Nic>().next().expect("the nic").ip_configs()[0];
        let near: End = flow.world.end(config);
        let chain = flow.chain(nsg, Direction::In, near.subnet);
        let far = Far::every(space::public());
        let ask = Ask {
            protocol: Protocol::Tcp,
            ports: &Ports::one(80),
            source_ports: &PortSet::all(),
            near: &near,
            far: &far,
        };
        assert_eq!(chain.lets_any(&ask), None, "nobody knows in which half of the subnet it is");
        assert_eq!(chain.lets_any(&Ask { ports: &Ports::one(81), ..ask }), Some(false));
    });
}

#[test]
fn groups_floating_addresses_and_appliances_of_both_families() {
    let text = r#"
param key: ssh_key
vnet net [10.0.0.0/16, fd00:10::/48] {
  subnet app [10.0.1.0/24, fd00:10:0:1::/64] { nsg: app }
}
asg blue
asg green
nsg app {
  allow 100 blue = tcp Internet -> blue:80
  allow 110 green = tcp green -> blue:9000
  allow 120 virtual = tcp Internet -> 10.0.1.9:443
  deny 200 others = tcp * -> *:[80, 443, 9000]
}
public_ip four { zones: [1, 2, 3] }
public_ip six { version: IPv6, zones: [1, 2, 3] }
lb edge {
  frontend four = four
  frontend six = six
  pool p4
  pool p6
  probe up = tcp :8080
  rule web4 = tcp four:80 -> p4:80 { probe: up, snat: false }
  rule web6 = tcp six:80 -> p6:80 { probe: up, snat: false }
  rule floats = tcp four:443 -> p4:443 { probe: up, floating_ip: true, snat: false }
  outbound out4 = any p4 -> four { ports_per_instance: 64 }
  outbound out6 = any p6 -> six { ports_per_instance: 64 }
}
for colour in ["one", "two"] {
  vm app {
    image: ubuntu_24_04
    size: Standard_D2s_v5
    admin { user: "operator", ssh: key }
    nic main {
      subnet: net.app
      ip v4 { pools: [edge.p4], asgs: [if colour == "one" then blue else green] }
      ip v6 { version: IPv6, pools: [edge.p6], asgs: [if colour == "one" then blue else green] }
    }
  }
}
"#;
    claim(
        text,
        &[
            ("tcp Internet -> edge.four:80 reaches app[\"one\"]:80", "Stopped"),
            ("tcp app[\"two\"] -> app[\"one\"]:9000 allowed", "holds"),
            ("tcp app[\"one\"] -> app[\"two\"]:9000 allowed", "Stopped"),
            ("tcp app[\"one\"] -> app[\"two\"]:9001 allowed", "holds"),
            ("tcp app -> Internet:443 via edge.four { min_ports: 64 }", "holds"),
            ("tcp app -> [2001:db8::5]:443 via edge.six", "holds"),
            (
                "tcp Internet -> edge.four:443 blocked",
                "which of its addresses a security group of `app[one]` sees with floating IP; whether `allow 120 virtual` holds \
                 for `app[one]`; which of its addresses a security group of `app[two]` sees with floating IP; whether `allow 120 \
                 virtual` holds for `app[two]`",
            ),
        ],
    );
}

#[test]
fn a_global_load_balancer_leads_to_regions() {
    let region = |name: &str, net: u8| {
        format!(
            r#"
vnet net_{name} 10.{net}.0.0/16 {{
  subnet app 10.{net}.1.0/24 {{ nsg: app }}
}}
public_ip ip_{name} {{ zones: [1, 2, 3] }}
lb {name} {{
  frontend www = ip_{name}
  pool app
  probe up = tcp :8080
  rule web = tcp www:443 -> app:8080 {{ probe: up, snat: false }}
}}
vm m_{name} {{
  image: ubuntu_24_04
  size: Standard_D2s_v5
  admin {{ user: "operator", ssh: key }}
  nic main {{ subnet: net_{name}.app, pools: [{name}.app] }}
}}
"#
        )
    };
    let text = format!(
        r#"param key: ssh_key
nsg app {{
  allow 100 web = tcp Internet -> *:8080
}}
public_ip all {{ tier: Global }}
lb world Global {{
  frontend www = all
  pool regions {{
    member east = east.www
    member west = west.www
  }}
  rule web = tcp www:443 -> regions:443
}}
{}{}"#,
        region("east", 1),
        region("west", 2)
    );
    claim(
        &text,
        &[
            ("tcp Internet -> world.www:443 reaches world.regions:8080", "holds"),
            ("tcp Internet -> world.www:443 reaches m_east:8080", "Elsewhere"),
            ("tcp Internet -> world.www:80 blocked", "holds"),
        ],
    );
}
