//! A NAT gateway that nothing reaches.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Route, Subnet, V, View};

rule! {
    idle_nat_gateway "LBX4044" "idle-nat-gateway" Warning
    "a default route passes a subnet's NAT gateway by",
    from: ["NET-037", "NET-033"]
}

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        let Some(gateway) = subnet.nat_gateway().is() else { continue };
        let Some(table) = subnet.route_table().is() else { continue };
        for route in table.parts::<Route>() {
            let all = matches!(route.get("prefix").v, V::Cidr(net) if net.prefix_len() == 0 && net.addr().is_ipv4());
            let hop = route.get("next_hop");
            let away = match &hop.v {
                V::Word(word) | V::Str(word) => matches!(&**word, "VirtualNetworkGateway" | "None"),
                V::Address(_) | V::Thing(_) => true,
                _ => false,
            };
            if all && away {
                findings.push(
                    subnet.0,
                    CODE.at(subnet.span_of("nat_gateway"), format!("everything from `{}` takes the default route, and nothing `{}`", subnet.path(), gateway.path()))
                        .because(route.name_span(), "the default route")
                        .help("remove the NAT gateway here, or lead the route to `Internet`")
                        .offer_without(subnet.0, "nat_gateway"),
                );
            }
        }
    }
}
