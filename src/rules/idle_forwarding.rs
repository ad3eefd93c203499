//! What a route leads to has to pass packets on.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{Findings, edits};
use crate::topology::{Frontend, Nic, NodeId, Route, V, View};

rule! {
    idle_forwarding "LBX4042" "idle-forwarding" Warning
    "a route leads to a nic that passes nothing on",
    from: ["NET-035"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let mut homes: BTreeMap<IpAddr, Vec<Nic>> = BTreeMap::new();
    for nic in view.all::<Nic>() {
        for config in nic.ip_configs() {
            if let V::Address(address) = config.rows.get("address").v {
                homes.entry(address).or_default().push(nic);
            }
        }
    }
    let mut told: BTreeSet<NodeId> = BTreeSet::new();
    for route in view.all::<Route>() {
        for nic in targets(route, &homes) {
            let off = nic.slot("ip_forwarding").is_none() || nic.flag("ip_forwarding") == Some(false);
            if off && !nic.existing() && told.insert(nic.id) {
                findings.push(
                    nic.0,
                    CODE.at(nic.span_of("ip_forwarding"), format!("`{}` takes only packets that are meant for it; a route leads others here", nic.path()))
                        .because(route.name_span(), "the route")
                        .help("write `ip_forwarding: true` in the nic")
                        .with_fix("write `ip_forwarding: true`", false, vec![edits::set(nic.0, "ip_forwarding", "true")]),
                );
            }
        }
    }
}

/// The nics that a route leads to: by name, by an address that one nic alone has, or behind a frontend whose HA ports
/// lead to a pool.
fn targets<'v>(route: Route<'v>, homes: &BTreeMap<IpAddr, Vec<Nic<'v>>>) -> Vec<Nic<'v>> {
    if let Some(nic) = route.one_of::<Nic>("next_hop").is() {
        return vec![nic];
    }
    if let V::Address(address) = route.get("next_hop").v {
        return match homes.get(&address).map(Vec::as_slice) {
            Some([nic]) => vec![*nic],
            _ => Vec::new(),
        };
    }
    let Some(frontend) = route.one_of::<Frontend>("next_hop").is() else { return Vec::new() };
    let rules = frontend.lb().rules().filter(|r| r.ha_ports() && r.frontend().is_some_and(|f| f.id == frontend.id));
    let pools = rules.flat_map(|r| r.pools()).map(|(pool, _)| pool);
    pools.flat_map(|pool| pool.users()).map(|(config, _)| config.nic).collect()
}
