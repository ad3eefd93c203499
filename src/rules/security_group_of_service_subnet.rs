//! Subnets of services that filter by themselves.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Given, Subnet, V, View};

rule! {
    security_group_of_service_subnet "LBX4029" "security-group-of-service-subnet" Warning
    "a security group, or routes, on the subnet of a service that takes none",
    from: ["NET-038"]
}

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        let Some(name) = subnet.azure_name() else { continue };
        let gateway = name.eq_ignore_ascii_case("GatewaySubnet");
        let firewall = ["AzureFirewallSubnet", "AzureFirewallManagementSubnet"].iter().any(|n| n.eq_ignore_ascii_case(&name));
        let routes = name.eq_ignore_ascii_case("RouteServerSubnet");
        if (gateway || firewall || routes) && subnet.given("nsg") == Given::Yes {
            findings.push(
                subnet.0,
                CODE.at(subnet.span_of("nsg"), format!("`{name}` takes no security group: its service filters by itself")).help("remove `nsg`").offer_without(subnet.0, "nsg"),
            );
        }
        let bastion = name.eq_ignore_ascii_case("AzureBastionSubnet");
        if (bastion || routes) && subnet.given("route_table") == Given::Yes {
            findings.push(
                subnet.0,
                CODE.at(subnet.span_of("route_table"), format!("`{name}` takes no routes of your own")).help("remove `route_table`").offer_without(subnet.0, "route_table"),
            );
        }
        if gateway
            && let Some(table) = subnet.route_table().is().filter(|t| t.flag("bgp_propagation") == Some(false))
        {
            findings.push(
                subnet.0,
                CODE.at(subnet.span_of("route_table"), "`GatewaySubnet` needs the routes that gateways bring, and this table keeps them out")
                    .because(table.span_of("bgp_propagation"), "kept out here")
                    .help("remove `bgp_propagation: false`, or `route_table`"),
            );
        }
        if gateway && let Some(table) = subnet.route_table().is() {
            let all = table.children(crate::schema::Kind::Route).find(|r| matches!(r.get("prefix").v, V::Cidr(n) if n.prefix_len() == 0));
            if let Some(route) = all {
                findings.push(
                    subnet.0,
                    CODE.at(subnet.span_of("route_table"), "a default route on `GatewaySubnet` cuts the gateway off")
                        .because(route.name_span(), "the default route")
                        .help("remove `route_table`").offer_without(subnet.0, "route_table"),
                );
            }
        }
    }
}
