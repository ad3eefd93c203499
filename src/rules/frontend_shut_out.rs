//! Who calls a load balancer sends to its frontend, not to the machines behind it.

use std::collections::HashSet;

use ipnet::IpNet;

use super::Findings;
use super::edits::{self, WayOut};
use crate::schema::Kind;
use crate::topology::{Frontend, NodeId, Nsg, NsgRule, Ports, Rule, Source, Subnet, Thing, V, Value, View, Vnet, protocols_meet};

rule! {
    frontend_shut_out "LBX1815" "frontend-shut-out" Warning
    "a security group lets callers to the machines and not to the frontend before them", from: ["F244"]
}

/// Groups and load balancers beyond this size are not judged, so that the cost stays linear.
const MOST: usize = 64;

/// An internal load-balancing rule: where callers send, and where its machines are.
struct Service<'v> {
    rule: Rule<'v>,
    frontend: Vec<IpNet>,
    frontend_port: i64,
    members: Vec<IpNet>,
    backend_port: i64,
    subnets: Vec<NodeId>,
}

fn check(view: &View, findings: &mut Findings) {
    let guards = guards(view);
    if guards.is_empty() {
        return;
    }
    let services: Vec<Service> = view.all::<Rule>().filter_map(service).take(MOST).collect();
    for (nsg, at) in guards {
        let mut rules: Vec<(i64, NsgRule)> = nsg
            .rules()
            .filter(|r| r.outbound())
            .filter_map(|r| Some((r.num("priority")?.single()?, r)))
            .take(MOST)
            .collect();
        rules.sort_by_key(|(priority, r)| (*priority, r.id));
        for (_, allow) in rules.iter().filter(|(_, r)| r.allows()) {
            let Some(to) = networks(&allow.get("destination")) else { continue };
            let Some(ports) = allow.ports("destination_port") else { continue };
            let protocol = allow.text("protocol").unwrap_or_else(|| "any".into());
            let shut = services.iter().find(|s| {
                !s.subnets.iter().any(|id| at.contains(id))
                    && protocols_meet(&protocol, &s.rule.protocol().unwrap_or_else(|| "any".into()))
                    && surely(&ports, s.backend_port)
                    && s.members.iter().any(|m| to.iter().any(|n| n.contains(m) || m.contains(n)))
                    && denied(&rules, s)
            });
            let Some(service) = shut else { continue };
            let frontend = service.rule.frontend().map_or_else(String::new, |f| f.called());
            let line = allowed(&rules, service).filter(|_| nsg.node().instance.is_none() && nsg.node().keys.is_empty());
            let text = line.clone().unwrap_or_default();
            findings.push(
                allow.0,
                CODE.at(
                    allow.span_of("destination"),
                    format!("{} lets callers to the machines behind {frontend}, but nothing lets them to the frontend itself", allow.called()),
                )
                .because(service.rule.name_span(), "callers send to its frontend's address and port")
                .help("allow the frontend's address and port as the destination; the machines' own rules see the machine's address and port")
                .way_if(line.is_some(), format!("write `{text}`"), vec![edits::line_at_end(nsg.0, &text)]),
            );
        }
    }
}

/// A line that lets callers to a frontend before anything is denied, where its address is known and there is room.
fn allowed(rules: &[(i64, NsgRule)], service: &Service) -> Option<String> {
    let [net] = service.frontend[..] else { return None };
    let denies = rules.iter().filter(|(_, r)| !r.allows()).map(|(priority, _)| *priority).min()?;
    let free = (100..denies).rev().find(|p| !rules.iter().any(|(taken, _)| taken == p))?;
    let named = |name: &str| rules.iter().any(|(_, r)| *r.node().symbol == *name);
    let name = (1..).map(|n| if n == 1 { "frontend".to_owned() } else { format!("frontend_{n}") }).find(|n| !named(n))?;
    let protocol = service.rule.protocol().unwrap_or_else(|| "any".into());
    let to = if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() };
    Some(format!("allow outbound {free} {name} = {protocol} * -> {to}:{}", service.frontend_port))
}

/// Groups that deny something on the way out and allow something, with the subnets that they guard.
fn guards<'v>(view: &'v View<'v>) -> Vec<(Nsg<'v>, HashSet<NodeId>)> {
    let mut all: Vec<(Nsg, HashSet<NodeId>)> = Vec::new();
    let mut of: std::collections::HashMap<NodeId, HashSet<NodeId>> = std::collections::HashMap::new();
    for subnet in view.all::<Subnet>() {
        if let Some(nsg) = subnet.nsg().is() {
            of.entry(nsg.id).or_default().insert(subnet.id);
        }
    }
    for nsg in view.all::<Nsg>().filter(|n| !n.existing()) {
        let Some(subnets) = of.remove(&nsg.id) else { continue };
        let outbound: Vec<NsgRule> = nsg.rules().filter(|r| r.outbound()).collect();
        if outbound.iter().any(|r| r.allows()) && outbound.iter().any(|r| !r.allows()) {
            all.push((nsg, subnets));
        }
    }
    all
}

fn service<'v>(rule: Rule<'v>) -> Option<Service<'v>> {
    let frontend: Frontend = rule.frontend()?;
    let Source::Subnet(subnet) = frontend.source() else { return None };
    let at = match frontend.get("address").v {
        V::Address(address) => vec![IpNet::from(address)],
        V::None => subnet.prefixes().into_iter().map(|(n, _)| n).collect(),
        _ => return None,
    };
    let mut members = Vec::new();
    let mut subnets = Vec::new();
    for (pool, _) in rule.pools() {
        for (config, _) in pool.users() {
            let Some(home) = config.nic.subnet().is() else { continue };
            if !subnets.contains(&home.id) {
                subnets.push(home.id);
                members.extend(home.prefixes().into_iter().map(|(n, _)| n));
            }
        }
    }
    if at.is_empty() || members.is_empty() {
        return None;
    }
    Some(Service { rule, frontend: at, frontend_port: rule.frontend_ports()?.single()?, members, backend_port: rule.backend_ports()?.single()?, subnets })
}

/// The networks that a written end names; `None` where it is no list of networks.
fn networks(value: &Value) -> Option<Vec<IpNet>> {
    let mut all = Vec::new();
    for item in value.items() {
        match &item.v {
            V::Cidr(net) => all.push(*net),
            V::Address(address) => all.push(IpNet::from(*address)),
            _ => return None,
        }
    }
    (!all.is_empty()).then_some(all)
}

/// As `networks`, with subnets and networks of this file, and everything where it is `*` or a word.
fn reach(view: &View, value: &Value) -> Option<Vec<IpNet>> {
    let mut all = Vec::new();
    for item in value.items() {
        match &item.v {
            V::Cidr(net) => all.push(*net),
            V::Address(address) => all.push(IpNet::from(*address)),
            V::Thing(id) => {
                let thing: Thing = view.thing(*id);
                match thing.kind() {
                    Kind::Subnet => all.extend(Subnet(thing).prefixes().into_iter().map(|(n, _)| n)),
                    Kind::Vnet => all.extend(Vnet(thing).prefixes().into_iter().map(|(n, _)| n)),
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
    Some(all)
}

/// Whether the first rule that packets to the frontend meet denies them; nothing is said where that is not known.
fn denied(rules: &[(i64, NsgRule)], service: &Service) -> bool {
    let protocol = service.rule.protocol().unwrap_or_else(|| "any".into());
    for (_, rule) in rules {
        let theirs = rule.text("protocol").unwrap_or_else(|| "any".into());
        if !protocols_meet(&theirs, &protocol) {
            continue;
        }
        let Some(ports) = rule.ports("destination_port") else { return false };
        let destination = rule.get("destination");
        let everyone = matches!(&destination.v, V::Any);
        let hit = match reach(rule.view, &destination) {
            Some(nets) => service.frontend.iter().all(|f| nets.iter().any(|n| n.contains(f))),
            None if everyone => true,
            // A tag or a group may well hold the frontend.
            None if rule.allows() => return false,
            None => matches!(&destination.v, V::Word(w) | V::Str(w) if &**w == "VirtualNetwork"),
        };
        if hit && surely(&ports, service.frontend_port) {
            return !rule.allows();
        }
        // What it lets through in part is let through as far as can be told.
        if rule.allows() && perhaps(&ports, service.frontend_port) {
            let some = reach(rule.view, &destination);
            if some.is_none_or(|nets| service.frontend.iter().any(|f| nets.iter().any(|n| n.contains(f) || f.contains(n)))) {
                return false;
            }
        }
    }
    false
}

fn surely(ports: &Ports, port: i64) -> bool {
    ports.any || ports.surely_holds(port)
}

fn perhaps(ports: &Ports, port: i64) -> bool {
    ports.any || ports.ranges.iter().any(|(a, b)| a.lo <= port && port <= b.hi)
}
