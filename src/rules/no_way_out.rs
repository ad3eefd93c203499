//! Machines that reach nothing outside their network. Said only where every way out is known to be missing.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::azure::images::Os;
use crate::topology::{
    InstancePublicIp, IpConfig, Known, Lb, Machine, Mode, Nic, NodeId, Pool, Route, Rule, Subnet, Tier, V, View,
};

rule! {
    no_way_out "LBX6001" "no-way-out" Warning
    "a machine reaches nothing outside its network",
    azure: "OutboundConnectivityNotEnabledOnVM",
    from: ["VM-011", "NET-018", "NET-021", "NET-023", "LB-103", "LB-130", "LB-175", "LB-177", "LB-178", "F084", "F222", "F233", "F235"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    // Rules of public load balancers by pool: which of them lets members out.
    let mut rules: BTreeMap<NodeId, Vec<Rule>> = BTreeMap::new();
    for rule in view.all::<Rule>() {
        for (pool, _) in rule.pools() {
            rules.entry(pool.id).or_default().push(rule);
        }
    }
    let members = members(view);
    for machine in view.machines() {
        let thing = machine.thing();
        let nics = machine.nics();
        if thing.existing() || nics.is_empty() || machine.is_empty_set() {
            continue;
        }
        if nics.iter().any(|n| gets_out(machine, *n, &rules, &members) != Some(false)) {
            continue;
        }
        let Some(subnet) = nics[0].subnet().is() else { continue };
        let needs = match machine.os() {
            Some(Os::Windows) => "activation, updates and most extensions need one",
            _ => "updates, packages and most extensions need one",
        };
        let (title, edits) = edits::nat_gateway(view, subnet);
        let finding = CODE.at(nics[0].span_of("subnet"), format!("`{}` has no way out of its network", thing.path()));
        let joins = nics[0].ip_configs().into_iter().filter(|c| loses_default(*c)).flat_map(|c| c.pools()).next();
        let finding = match joins.filter(|_| subnet.flag("default_outbound") == Some(true)) {
            Some((pool, span)) => finding
                .because(span, format!("in a pool of {}, Azure's own way is gone", pool.lb().called()))
                .because(subnet.span_of("default_outbound"), "which counts no more"),
            None => finding.because(subnet.name_span(), "this subnet gives none"),
        };
        findings.push(
            nics[0].0,
            finding
                .note(needs)
                .help(format!(
                    "give `{}` a `nat_gateway`; or, if nothing has to get out, `waive no-way-out because \"…\"`",
                    subnet.path()
    )).way_if(!edits.is_empty(), title, edits),
        );
    }
}

/// Pools by the addresses in them.
#[derive(Default)]
struct Members<'v> {
    pools: BTreeMap<IpAddr, Vec<Pool<'v>>>,
    /// Some address is not known.
    unsure: bool,
}

fn members<'v>(view: &'v View<'v>) -> Members<'v> {
    let mut out = Members::default();
    for pool in view.all::<Pool>() {
        for member in pool.members() {
            match member.get("target").v {
                V::Address(address) => out.pools.entry(address).or_default().push(pool),
                V::Thing(_) => {}
                _ => out.unsure = true,
            }
        }
    }
    out
}

/// Whether packets of a nic get out; `None` where nobody knows.
fn gets_out(machine: Machine, nic: Nic, rules: &BTreeMap<NodeId, Vec<Rule>>, members: &Members) -> Option<bool> {
    let subnet = nic.subnet().is()?;
    match subnet_lets_out(machine, subnet) {
        Way::Out => return Some(true),
        Way::Unknown => return None,
        // Who joins a pool of a Standard load balancer loses Azure's own way.
        Way::Default if !nic.ip_configs().iter().any(|c| loses_default(*c)) => return Some(true),
        Way::Default | Way::None => {}
    }
    let mut out = Some(false);
    for config in nic.ip_configs() {
        match config_gets_out(config, rules, members) {
            Some(false) => {}
            other => out = other,
        }
        if out == Some(true) {
            break;
        }
    }
    out
}

/// What a subnet gives its machines.
enum Way {
    /// A way of its own.
    Out,
    /// Azure's own, which any other way replaces.
    Default,
    /// Nothing.
    None,
    /// Nobody knows.
    Unknown,
}

fn subnet_lets_out(machine: Machine, subnet: Subnet) -> Way {
    match subnet.nat_gateway() {
        Known::Is(_) => return Way::Out,
        Known::Unknown => return Way::Unknown,
        Known::No => {}
    }
    match subnet.route_table() {
        Known::Unknown => return Way::Unknown,
        Known::Is(table) if table.existing() => return Way::Unknown,
        Known::Is(table) => {
            // Gateways may bring routes of their own; an appliance decides by itself.
            let leads = table.parts::<Route>().any(|r| match r.get("prefix").v {
                V::Cidr(net) => net.prefix_len() == 0 && !matches!(&r.get("next_hop").v, V::Word(w) | V::Str(w) if matches!(&**w, "Internet" | "None")),
                _ => false,
            });
            if leads {
                return Way::Unknown;
            }
        }
        Known::No => {}
    }
    let flexible = machine.mode() == Some(Mode::Flexible);
    match subnet.flag("default_outbound") {
        Some(true) if !flexible => Way::Default,
        Some(_) => Way::None,
        None => Way::Unknown,
    }
}

/// Whether an ip configuration stands in a pool that certainly takes Azure's own way from it.
fn loses_default(config: IpConfig) -> bool {
    config.pools().iter().any(|(pool, _)| pool.lb().tier() == Tier::Standard && !pool.lb().existing())
}

fn config_gets_out(config: IpConfig, rules: &BTreeMap<NodeId, Vec<Rule>>, members: &Members) -> Option<bool> {
    if config.rows.parts::<InstancePublicIp>().next().is_some() {
        return Some(true);
    }
    match config.public_ip() {
        Known::Is(_) => return Some(true),
        Known::Unknown => return None,
        Known::No => {}
    }
    if !config.rows.all_things_known("pools") {
        return None;
    }
    let mut out = Some(false);
    let mut pools: Vec<Pool> = config.pools().into_iter().map(|(p, _)| p).collect();
    match config.rows.get("address").v {
        V::Address(address) => pools.extend(members.pools.get(&address).into_iter().flatten()),
        V::None if members.unsure => out = None,
        V::None => {}
        _ if members.pools.is_empty() && !members.unsure => {}
        _ => out = None,
    }
    for pool in pools {
        let lb: Lb = pool.lb();
        // What an existing load balancer does not state may be there; a Gateway one hands packets on.
        if lb.existing() || lb.tier() == Tier::Gateway {
            out = None;
            continue;
        }
        if lb.frontends().any(|f| f.public().is_none()) {
            out = None;
        }
        let public = lb.frontends().any(|f| f.public() == Some(true));
        let outbound = lb.outbounds().any(|o| o.pool().is_some_and(|p| p.id == pool.id));
        let snat = rules.get(&pool.id).into_iter().flatten().any(|r| r.snat() != Some(false));
        if public && (outbound || snat) {
            return Some(true);
        }
    }
    out
}
