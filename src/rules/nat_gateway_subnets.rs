//! Where a NAT gateway can serve.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::azure::limits;
use crate::topology::{NatGateway, Subnet, Tier, View, Vnet};

rule! {
    nat_gateway_subnets "LBX4073" "nat-gateway-subnets" Error
    "a NAT gateway at subnets it cannot serve",
    azure: "NatGatewayCannotBeUsedBySubnetsBelongingToDifferentVirtualNetworks",
    from: ["NAT-009", "NAT-010", "NAT-011", "NAT-017", "F081"], refused
}

/// Services whose delegated subnets a StandardV2 NAT gateway does not serve (NAT-010).
const NOT_BEHIND_V2: [&str; 8] = [
    "Microsoft.Sql/managedInstances",
    "Microsoft.ContainerInstance/containerGroups",
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "Microsoft.DBforMySQL/flexibleServers",
    "Microsoft.App/environments",
    "Microsoft.Web/serverFarms",
    "Microsoft.Web/hostingEnvironments",
    "Microsoft.Network/dnsResolvers",
];

fn check(view: &View, findings: &mut Findings) {
    for gateway in view.all::<NatGateway>() {
        let subnets = gateway.subnets();
        let mut first: Option<(Vnet, Subnet)> = None;
        for subnet in subnets.iter().filter(|s| !s.existing()) {
            let Some(vnet) = subnet.vnet() else { continue };
            match first {
                None => first = Some((vnet, *subnet)),
                Some((other, there)) if other.id != vnet.id => {
                let (title, edits) = edits::new_nat_gateway(*subnet);
                findings.push(
                    subnet.0,
                    CODE.at(subnet.span_of("nat_gateway"), format!("`{}` serves `{}` already; a NAT gateway serves one network", gateway.path(), other.path()))
                        .because(there.span_of("nat_gateway"), "there")
                        .help(format!("declare a NAT gateway for `{}`", vnet.path()))
                        .way_if(!edits.is_empty(), title, edits),
                );
                }
                Some(_) => {}
            }
        }
        if let Some(culprit) = subnets.get(limits::NAT_GATEWAY_SUBNETS) {
            findings.push(
                culprit.0,
                CODE.at(culprit.span_of("nat_gateway"), format!("a NAT gateway serves at most {} subnets; `{}` has {}", limits::NAT_GATEWAY_SUBNETS, gateway.path(), subnets.len()))
                    .azure(None),
            );
        }
        for subnet in &subnets {
            members(*subnet, findings);
        }
    }
}

fn members(subnet: Subnet, findings: &mut Findings) {
    let here = subnet.span_of("nat_gateway");
    if subnet.azure_name().is_some_and(|n| n.eq_ignore_ascii_case("GatewaySubnet")) && !subnet.existing() {
        findings.push(
            subnet.0,
            CODE.at(here, "`GatewaySubnet` takes no NAT gateway").azure(None).help("remove `nat_gateway`").offer_without(subnet.0, "nat_gateway"),
        );
    }
    let two = subnet.nat_gateway().is().is_some_and(|g| g.text("sku").as_deref() == Some("StandardV2"));
    if let Some(service) = subnet.text("delegation").filter(|_| two && !subnet.existing())
        && NOT_BEHIND_V2.iter().any(|s| s.eq_ignore_ascii_case(&service))
    {
        findings.push(
            subnet.0,
            CODE.at(here, format!("`{}` is delegated to {service}, which no StandardV2 NAT gateway serves", subnet.path()))
                .because(subnet.span_of("delegation"), "delegated here")
                .azure(None)
                .help("use a Standard NAT gateway here"),
        );
    }
    for nic in subnet.nics() {
        for config in nic.ip_configs() {
            let basic_lb = config.pools().into_iter().find(|(p, _)| p.lb().tier() == Tier::Basic).map(|(p, span)| (p.lb().0, span));
            let basic_ip = config
                .public_ip()
                .is()
                .filter(|ip| ip.sku().as_deref() == Some("Basic"))
                .map(|ip| (ip.0, config.rows.span_of("public_ip")));
            if let Some((basic, span)) = basic_lb.or(basic_ip)
                && !nic.existing()
            {
                findings.push(
                    nic.0,
                    CODE.at(span, format!("`{}` has a NAT gateway, so nothing Basic in it: `{}`", subnet.path(), basic.path()))
                        .because(here, "the NAT gateway")
                        .azure(Some("SubnetWithNatGatewatAndBasicSKUResourceNotAllowed")),
                );
            }
        }
    }
}
