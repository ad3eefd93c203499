//! A route to the frontend of a Gateway load balancer.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Frontend, Known, NodeId, Route, Source, Subnet, Thing, Tier, V, View};

rule! {
    gateway_next_hop "LBX1064" "gateway-next-hop" Error
    "a route to the frontend of a Gateway load balancer", from: ["LB-222"]
}

fn check(view: &View, findings: &mut Findings) {
    // Frontends of Gateways by network and address, and the networks in which a table is used.
    let mut by_address: HashMap<(NodeId, IpAddr), Frontend> = HashMap::new();
    for frontend in view.all::<Frontend>().filter(|f| f.lb().tier() == Tier::Gateway) {
        let Source::Subnet(subnet) = frontend.source() else { continue };
        if let (Some(vnet), V::Address(address)) = (subnet.vnet(), frontend.get("address").v) {
            by_address.entry((vnet.id, address)).or_insert(frontend);
        }
    }
    let mut used: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    if !by_address.is_empty() {
        for subnet in view.all::<Subnet>() {
            if let (Known::Is(table), Some(vnet)) = (subnet.route_table(), subnet.vnet()) {
                used.entry(table.id).or_default().push(vnet.id);
            }
        }
    }
    for route in view.all::<Route>().filter(|r| !r.existing()) {
        if let Some(frontend) = route.one_of::<Frontend>("next_hop").is() {
            if frontend.lb().tier() == Tier::Gateway {
                report(*route, frontend, findings);
            }
            continue;
        }
        let V::Address(address) = route.get("next_hop").v else { continue };
        let vnets = route.parent().and_then(|table| used.get(&table.id)).map_or(&[][..], Vec::as_slice);
        if let Some(frontend) = vnets.iter().find_map(|vnet| by_address.get(&(*vnet, address))) {
            report(*route, *frontend, findings);
        }
    }
}

fn report(route: Thing, frontend: Frontend, findings: &mut Findings) {
    findings.push(
        route,
        CODE.at(route.span_of("next_hop"), format!("{} belongs to a Gateway load balancer, to which no route leads", frontend.called()))
            .because(frontend.lb().span_of("tier"), "a Gateway")
            .help("lead public frontends through it with `gateway: …`, or route to an internal Standard load balancer")
            .offer_removal(route),
    );
}
