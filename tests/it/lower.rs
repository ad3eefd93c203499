//! What lowering makes of sources, one line for each value. The snapshots hold source and result side by side.

use std::fmt::Write as _;

use lbxc::compile::{Options, compile};
use lbxc::deploy::{Deployment, Expr, Scope, Step, Target, order};
use lbxc::diag::Level;
use lbxc::source::Memory;

/// A deployment in lines: `edge.properties.probes[0].name = "health"`.
fn lines(d: &Deployment) -> String {
    let mut out = String::new();
    for p in &d.params {
        let default = p.default.as_ref().map_or(String::new(), |e| format!(" = {}", text(d, e)));
        let secure = if p.secure { " secure" } else { "" };
        writeln!(out, "param {}: {:?}{secure}{default}", p.name, p.ty).expect("a string");
    }
    for v in &d.vars {
        writeln!(out, "var {}: {:?} = {}", v.name, v.ty, text(d, &v.value)).expect("a string");
    }
    let needs = order::depends_on(d);
    for (at, r) in d.resources.iter().enumerate() {
        let mut head = format!("{} {}@{} {}", r.symbol, r.ty, r.api, text(d, &r.name));
        if r.existing {
            head.insert_str(0, "existing ");
        }
        if let Some(parent) = r.parent {
            write!(head, " in {}", d.resources[parent.0].symbol).expect("a string");
        }
        match &r.scope {
            Scope::Group => {}
            Scope::Other { group, subscription } => {
                let subscription = subscription.as_ref().map_or(String::new(), |s| format!(" of {}", text(d, s)));
                write!(head, " in group {}{subscription}", text(d, group)).expect("a string");
            }
            Scope::On(on) => write!(head, " on {}", d.resources[on.0].symbol).expect("a string"),
            Scope::Id(id) => write!(head, " with id {}", text(d, id)).expect("a string"),
        }
        if let Some(condition) = &r.condition {
            write!(head, " if {}", text(d, condition)).expect("a string");
        }
        let needs: Vec<&str> = needs[at].iter().map(|id| d.resources[id.0].symbol.as_str()).collect();
        if !needs.is_empty() {
            write!(head, " after {}", needs.join(", ")).expect("a string");
        }
        writeln!(out, "{head}").expect("a string");
        for (name, value) in &r.body {
            tree(d, value, &format!("  {name}"), &mut out);
        }
    }
    for o in &d.outputs {
        let condition = o.condition.as_ref().map_or(String::new(), |c| format!(" if {}", text(d, c)));
        writeln!(out, "output {}: {:?} = {}{condition}", o.name, o.ty, text(d, &o.value)).expect("a string");
    }
    out
}

fn tree(d: &Deployment, value: &Expr, path: &str, out: &mut String) {
    match value {
        Expr::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| tree(d, value, &format!("{path}.{name}"), out));
        }
        Expr::List(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                let condition = item.condition.as_ref().map_or(String::new(), |c| format!(" if {}", text(d, c)));
                tree(d, &item.value, &format!("{path}[{at}{condition}]"), out);
            }
        }
        Expr::If(c, value, none) if **none == Expr::Null => {
            tree(d, value, &format!("{path}(if {})", text(d, c)), out);
        }
        other => writeln!(out, "{path} = {}", text(d, other)).expect("a string"),
    }
}

fn text(d: &Deployment, e: &Expr) -> String {
    let list = |parts: &[Expr]| parts.iter().map(|p| text(d, p)).collect::<Vec<_>>().join(", ");
    match e {
        Expr::Null => "null".to_owned(),
        Expr::Bool(b) => b.to_string(),
        Expr::Int(i) => i.to_string(),
        Expr::Number(n) => n.to_string(),
        Expr::Str(s) => format!("{s:?}"),
        Expr::List(items) => {
            let items = items.iter().map(|i| match &i.condition {
                Some(c) => format!("{} if {}", text(d, &i.value), text(d, c)),
                None => text(d, &i.value),
            });
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        Expr::Object(members) => {
            let members = members.iter().map(|(n, v)| format!("{n}: {}", text(d, v)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Expr::Keyed(members) => {
            let members = members.iter().map(|(k, v)| format!("({}): {}", text(d, k), text(d, v)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Expr::Each(of, member) => format!("each {}: {member}", text(d, of)),
        Expr::Param(id) => d.params[id.0].name.clone(),
        Expr::Var(id) => format!("${}", d.vars[id.0].name),
        Expr::Fact(fact) => format!("{fact:?}"),
        Expr::Id(target) => format!("#{}", place(d, target)),
        Expr::Name(id) => format!("{}.name", d.resources[id.0].symbol),
        Expr::State(target, steps) => format!("state {}{}", place(d, target), path(d, steps)),
        Expr::ListCall(id, call, steps) => format!("{}.{call}(){}", d.resources[id.0].symbol, path(d, steps)),
        Expr::Concat(parts) => format!("join({})", list(parts)),
        Expr::Call(func, parts) => format!("{func:?}({})", list(parts)),
        Expr::If(c, a, b) => format!("({} ? {} : {})", text(d, c), text(d, a), text(d, b)),
        Expr::Index(of, index) => format!("{}[{}]", text(d, of), text(d, index)),
        Expr::Member(of, name) => format!("{}.{name}", text(d, of)),
        Expr::Arm(text) => format!("arm({text})"),
    }
}

fn place(d: &Deployment, target: &Target) -> String {
    let mut out = d.resources[target.resource.0].symbol.clone();
    for (kind, name) in &target.child {
        write!(out, "/{kind}/{}", text(d, name)).expect("a string");
    }
    out
}

fn path(d: &Deployment, steps: &[Step]) -> String {
    steps
        .iter()
        .map(|step| match step {
            Step::Member(name) => format!(".{name}"),
            Step::Index(index) => format!("[{}]", text(d, index)),
        })
        .collect()
}

/// Compiles and snapshots; `keep`: the resources to look at, all where there is none.
#[track_caller]
fn check(name: &str, source: &str, keep: &[&str]) {
    let compiled = compile("a.lbx", source.to_owned(), &mut Memory::default(), &Options::default());
    let errors: Vec<&str> =
        compiled.diagnostics.iter().filter(|d| d.level == Level::Error).map(|d| d.message.as_str()).collect();
    assert_eq!(errors, Vec::<&str>::new(), "{name}");
    let deployment = compiled.deployment.expect("no errors, so a deployment");
    let all = lines(&deployment);
    let shown = if keep.is_empty() {
        all
    } else {
        let mut on = false;
        let mut shown = String::new();
        for line in all.lines() {
            if !line.starts_with(' ') {
                let first = line.strip_prefix("existing ").unwrap_or(line).split(' ').next().unwrap_or_default();
                on = keep.contains(&first);
            }
            if on {
                shown.push_str(line);
                shown.push('\n');
            }
        }
        shown
    };
    insta::with_settings!({ description => source, omit_expression => true }, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn a_web_tier() {
    check(
        "lower_web_tier",
        r#"
param peak: int in 3..40 = 10
param key: ssh_key
deploy { location: eastus2, tags: { app: "shop" } }
vnet core 10.20.0.0/16 {
  subnet app 10.20.1.0/24 { nsg: app }
}
nsg app {
  /// NSGs see the backend port
  allow 100 web = tcp Internet -> *:8080
  allow 110 ssh = tcp 203.0.113.0/24 -> *:22
}
public_ip www { zones: [1, 2, 3] }
lb edge {
  frontend www = www
  pool app
  probe health = http :8080 /healthz
  rule web = tcp www:80 -> app:8080 { probe: health, idle: 15m }
  nat_pool ssh = tcp www:50000..50119 -> :22
  outbound egress = any app -> www { ports_per_instance: max }
}
vmss web Uniform {
  image: ubuntu_24_04
  size: Standard_D2s_v5
  admin { user: "azureuser", ssh: key }
  nic main { subnet: core.app, pools: [edge.app], nat_pools: [edge.ssh] }
  health edge.health
  upgrade Rolling { pause: 10s }
  autoscale 3..peak {
    out by 1 when cpu > 75% over 10m
    in by 10% when cpu < 25% over 10m { cooldown: 10m }
    profile night 2..4 { days: [Saturday, Sunday], hours: 22:00..06:00 }
  }
}
output url = "http://${edge.www.address}"
"#,
        &[],
    );
}

#[test]
fn what_conditions_leave_out() {
    check(
        "lower_conditions",
        r#"
param extra: bool = false
param label: string = none
param auth: string in ["password", "key"] = "key"
param secret_or_key: secret
let both = extra and auth == "key"
vnet net [10.0.0.0/16, if extra then 10.1.0.0/16] {
  subnet one 10.0.1.0/24 { nsg: if extra then n }
  if extra {
    subnet two 10.1.0.0/24
  }
}
nsg n {
  allow 100 a = tcp [net.one, if extra then net.two] -> *:[80, 8000..8010]
  if both {
    deny outbound 200 b = any * -> Internet:*
  }
}
public_ip ip { dns: label }
lb edge {
  frontend www = ip
  if extra {
    frontend inner = net.one
  }
  pool app
  probe up = tcp :80
  rule web = tcp www:80 -> app:80 { probe: up, idle: if extra then 5m else 6m }
  if both {
    outbound out = any app -> www { ports_per_instance: 1024 }
  }
}
vm one {
  image: if auth == "key" then ubuntu_24_04 else windows_2022
  size: Standard_D2s_v5
  security_type: if extra then TrustedLaunch
  admin {
    user: "azureuser"
    password: if auth == "password" then secret_or_key
    ssh: if auth == "key" then secret_or_key
  }
  nic main { subnet: net.one, pools: [edge.app] }
}
if extra {
  asg late
  output late_id = late.id
}
output inner = if extra then edge.inner.address
"#,
        &["var", "net", "n", "ip", "edge", "one", "late", "output"],
    );
}

#[test]
fn members_by_address_tunnels_and_nat_rules() {
    check(
        "lower_pools",
        r#"
vnet net 10.0.0.0/16 {
  subnet a 10.0.1.0/24 { nsg: n }
}
nsg n { allow 100 all = any * -> *:* }
public_ip ip
lb inspect Gateway {
  frontend in = net.a
  pool nva {
    tunnel Internal { id: 800, port: 10800 }
    tunnel External { id: 801, port: 10801 }
  }
  probe up = tcp :80
  rule all = any in:* -> nva:* { probe: up }
}
lb edge {
  frontend www = ip { gateway: inspect.in }
  pool hosts {
    vnet: net
    member one = 10.0.1.4
    member two = 10.0.1.5
  }
  pool machines
  probe up = tcp :80
  rule web = tcp www:80 -> hosts:80 { probe: up }
  rule other = udp www:53 -> machines:53 { probe: up }
  nat_rule each = tcp www:50000..50009 -> machines:22
  nat_rule first = tcp www:2222 -> :2200
}
param key: ssh_key
vm m {
  image: ubuntu_24_04
  size: Standard_D2s_v5
  admin { user: "azureuser", ssh: key }
  nic main { subnet: net.a, pools: [edge.machines], nat_rules: [edge.first] }
  extension hello = "Microsoft.Azure.Extensions/CustomScript@2.1" { settings: { commandToExecute: "true" } }
}
"#,
        &["inspect", "edge", "edge_hosts", "m", "m_main", "m_hello"],
    );
}

#[test]
fn what_is_there_already_and_what_is_written_verbatim() {
    check(
        "lower_existing",
        r#"
param vnet_group: string = deploy.group
param more: map = {}
deploy { tags: { team: "web" } }
existing vnet far { name: "far-net", group: vnet_group, subscription: "s1" }
existing vnet near
existing nsg unread
subnet one 10.0.1.0/24 { vnet: near }
subnet two 10.0.2.0/24 { vnet: near }
vnet own 10.9.0.0/16 {
  tags: { Team: "net", n: 3 }
  peering out = far
}
existing vmss set Uniform {
  autoscale 1..3 {
    out by 1 when cpu > 80%
    in by 1 when cpu < 20%
  }
}
resource store = "Microsoft.Storage/storageAccounts@2023-05-01" {
  name: "s${unique()}"
  location: deploy.location
  kind: "StorageV2"
  sku: { name: "Standard_LRS" }
  tags: more
}
resource blobs = "Microsoft.Storage/storageAccounts/blobServices@2023-05-01" { parent: store, name: "default" }
resource lock = "Microsoft.Authorization/locks@2020-05-01" { scope: store, properties: { level: "CanNotDelete" } }
asg resource { raw { properties: {} } }
asg path { tags: more, depends_on: [lock] }
output key = call(store, "listKeys").keys[0].value
output blob = store.properties.primaryEndpoints.blob
output part = child(store, "x", "y")
"#,
        &[],
    );
}

#[test]
fn an_id_from_outside_has_a_name() {
    check(
        "lower_outside",
        r#"
param ip: public_ip
param s: subnet
param key: ssh_key
param who: resource
lb edge {
  frontend www = ip
  pool app
  probe up = tcp :80
  rule web = tcp www:80 -> app:80 { probe: up }
  nat_rule ssh = tcp www:50000..50009 -> app:22
}
vmss set Flexible {
  image: "Canonical:ubuntu-24_04-lts:server:latest"
  size: [Standard_D2s_v5, Standard_D4s_v5]
  allocation: Prioritized
  instances: 2
  identity: [who]
  admin { user: "ops", ssh: key }
  nic main { subnet: s, pools: [edge.app] }
  health tcp :80
}
output name = s.name
"#,
        &["edge", "set", "output"],
    );
}
