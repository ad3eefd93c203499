//! Services that want a subnet of a certain name: Bastion, Azure Firewall, gateways, route servers.

use super::Findings;
use super::raw_members::{body, provider_type, thing_of, value_at};
use crate::schema::Kind;
use crate::topology::{Value, View};

rule! {
    service_in_another_subnet "LBX1862" "service-in-another-subnet" Warning
    "a service in a subnet of another name than it wants",
    from: []
}

/// Types in lower case, the name that the service wants, and how messages call it.
const SERVICES: [(&str, &str, &str); 3] = [
    ("microsoft.network/azurefirewalls", "AzureFirewallSubnet", "Azure Firewall"),
    ("microsoft.network/bastionhosts", "AzureBastionSubnet", "Bastion"),
    ("microsoft.network/virtualnetworkgateways", "GatewaySubnet", "a virtual network gateway"),
];

fn check(view: &View, findings: &mut Findings) {
    for service in view.of_kind(Kind::Resource).filter(|r| !r.existing()) {
        let Some(ty) = provider_type(service) else { continue };
        let Some((_, wanted, what)) = SERVICES.iter().find(|(t, ..)| ty.eq_ignore_ascii_case(t)) else { continue };
        let body = body(service);
        let configs = value_at(&body, "properties.ipConfigurations").map(Value::items).unwrap_or_default();
        for config in configs {
            let Some(id) = value_at(config, "properties.subnet.id") else { continue };
            let Some(subnet) = thing_of(view, id).filter(|t| t.kind() == Kind::Subnet) else { continue };
            let Some(name) = subnet.azure_name().filter(|n| !n.eq_ignore_ascii_case(wanted)) else { continue };
            findings.push(
                service,
                CODE.at(id.span, format!("{what} stands in a subnet called `{wanted}`, and this one is `{name}`"))
                    .because(subnet.name_span(), "the subnet")
                    .help(format!("write `subnet {wanted} …` in the vnet, for this service alone")),
            );
        }
    }
}
