//! How much a network and a route table hold.

use std::collections::BTreeMap;

use super::Findings;
use super::edits::WayOut;
use crate::azure::limits;
use crate::topology::{Machine, Nic, NodeId, Route, RouteTable, V, View, Vnet};

rule! {
    network_limits "LBX4009" "network-limits" Error
    "more subnets, peerings, DNS servers or routes than Azure takes",
    from: ["NET-010", "NET-026", "NET-030"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for vnet in view.all::<Vnet>() {
        let subnets = vnet.subnets();
        if subnets.len() > limits::SUBNETS {
            let culprit = subnets[limits::SUBNETS];
            findings.push(
                culprit.0,
                CODE.at(culprit.name_span(), format!("a network has at most {} subnets; `{}` has {}", limits::SUBNETS, vnet.path(), subnets.len()))
                    .offer_removal(culprit.0),
            );
        }
        let peerings: Vec<_> = vnet.peerings().collect();
        if peerings.len() > limits::PEERINGS {
            let culprit = peerings[limits::PEERINGS];
            findings.push(
                culprit.0,
                CODE.at(culprit.name_span(), format!("a network has at most {} peerings; `{}` has {}", limits::PEERINGS, vnet.path(), peerings.len()))
                    .offer_removal(culprit.0),
            );
        }
        let servers = vnet.get("dns_servers");
        if servers.items().len() > limits::DNS_SERVERS {
            findings.push(
                vnet.0,
                CODE.at(vnet.span_of("dns_servers"), format!("a network has at most {} DNS servers; here are {}", limits::DNS_SERVERS, servers.items().len()))
                    .offer_drop(vnet.0, &["dns_servers"], servers.items()[limits::DNS_SERVERS].span),
            );
        }
    }
    addresses(view, findings);
    for table in view.all::<RouteTable>() {
        let routes: Vec<Route> = table.parts().collect();
        if routes.len() > limits::ROUTES {
            let culprit = routes[limits::ROUTES];
            findings.push(
                culprit.0,
                CODE.at(culprit.name_span(), format!("a route table has at most {} routes; `{}` has {}", limits::ROUTES, table.path(), routes.len()))
                    .offer_removal(culprit.0),
            );
        }
        let tags: Vec<&Route> = routes.iter().filter(|r| matches!(r.get("prefix").v, V::Word(_) | V::Str(_))).collect();
        if tags.len() > limits::SERVICE_TAG_ROUTES {
            let culprit = tags[limits::SERVICE_TAG_ROUTES];
            findings.push(
                culprit.0,
                CODE.at(
                    culprit.name_span(),
                    format!("a route table has at most {} routes to service tags; `{}` has {}", limits::SERVICE_TAG_ROUTES, table.path(), tags.len()),
                ),
            );
        }
    }
}

/// Addresses of one nic, and of all that may stand in one network.
fn addresses(view: &View, findings: &mut Findings) {
    let mut networks: BTreeMap<NodeId, (i64, Vnet)> = BTreeMap::new();
    for nic in view.all::<Nic>() {
        let configs = nic.ip_configs().len();
        if configs > limits::ADDRESSES_PER_NIC && !nic.existing() {
            findings.push(
                nic.0,
                CODE.at(nic.name_span(), format!("a nic has at most {} addresses; `{}` has {configs}", limits::ADDRESSES_PER_NIC, nic.path())),
            );
        }
        let Some(vnet) = nic.subnet().is().and_then(|s| s.vnet()) else { continue };
        let machines = match nic.machine() {
            Some(Machine::Vmss(vmss)) => vmss.most_instances().map_or(0, |n| n.lo.max(0)),
            _ => 1,
        };
        let sum = networks.entry(vnet.id).or_insert((0, vnet));
        sum.0 = sum.0.saturating_add(machines.saturating_mul(configs as i64));
    }
    for (sum, vnet) in networks.into_values() {
        if sum > limits::ADDRESSES_PER_VNET as i64 && !vnet.existing() {
            findings.push(
                vnet.0,
                CODE.at(
                    vnet.name_span(),
                    format!("a network has at most {} addresses in use; the machines in `{}` may need {sum}", limits::ADDRESSES_PER_VNET, vnet.path()),
                )
                .help("spread the machines over several networks"),
            );
        }
    }
}
