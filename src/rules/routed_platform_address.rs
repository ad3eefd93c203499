//! Probes, DNS and DHCP come from an address of the host.

use std::net::{IpAddr, Ipv4Addr};

use super::{Findings, edits};
use crate::topology::{Route, V, View};

/// Where probes, DNS and DHCP come from (NET-004).
const PLATFORM: IpAddr = IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16));

rule! {
    routed_platform_address "LBX1708" "routed-platform-address" Warning
    "a route leads the platform's own address away",
    from: ["NET-034"]
}

fn check(view: &View, findings: &mut Findings) {
    for route in view.all::<Route>().filter(|r| !r.existing()) {
        let V::Cidr(net) = route.get("prefix").v else { continue };
        // A default route, or half of one, does not mean this address.
        if net.prefix_len() < 8 || !net.contains(&PLATFORM) {
            continue;
        }
        let away = match &route.get("next_hop").v {
            V::Word(word) | V::Str(word) => matches!(&**word, "VirtualNetworkGateway" | "None"),
            V::Address(_) | V::Thing(_) => true,
            _ => false,
        };
        if away {
            findings.push(
                route.0,
                CODE.at(
                    route.span_of("prefix"),
                    format!("`{net}` holds {PLATFORM}, the host's own address, from which probes and DNS come"),
                )
                .because(route.span_of("next_hop"), "answers to probes would go here")
                .help("remove the route, or let it hold only what is meant")
                .with_fix("remove the route", false, vec![edits::remove(route.0)]),
            );
        }
    }
}
