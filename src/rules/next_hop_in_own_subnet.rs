//! An appliance in the subnet that is sent to it: its own packets come back to it.

use std::net::IpAddr;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Frontend, Nic, Route, Source, Subnet, V, View};

rule! {
    next_hop_in_own_subnet "LBX4043" "next-hop-in-own-subnet" Warning
    "a subnet's routes lead to an appliance that stands in it",
    from: ["NET-035"]
}

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        let Some(table) = subnet.route_table().is() else { continue };
        for route in table.parts::<Route>() {
            let home = if let Some(nic) = route.one_of::<Nic>("next_hop").is() {
                nic.subnet().is().map(|s| s.id)
            } else if let Some(frontend) = route.one_of::<Frontend>("next_hop").is() {
                match frontend.source() {
                    Source::Subnet(s) => Some(s.id),
                    _ => None,
                }
            } else {
                match route.get("next_hop").v {
                    V::Address(address) => holds(subnet, address).then_some(subnet.id),
                    _ => None,
                }
            };
            if home == Some(subnet.id) {
                findings.push(
                    subnet.0,
                    CODE.at(subnet.span_of("route_table"), format!("the appliance stands in `{}` itself, so its own packets come back to it", subnet.path()))
                        .because(route.span_of("next_hop"), "the appliance")
                        .help("put the appliance into a subnet of its own, without this table")
                        .offer_without(subnet.0, "route_table"),
                );
                break;
            }
        }
    }
}

fn holds(subnet: Subnet, address: IpAddr) -> bool {
    subnet.prefixes().iter().any(|(net, _)| net.contains(&address))
}
