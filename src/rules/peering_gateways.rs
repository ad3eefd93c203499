//! Whose gateway a network uses.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::topology::{Peering, View, Vnet};

rule! {
    peering_gateways "LBX4052" "peering-gateways" Error
    "a network uses a gateway that nobody lends it",
    from: [], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for vnet in view.all::<Vnet>() {
        let peerings: Vec<Peering> = vnet.peerings().collect();
        let users: Vec<&Peering> = peerings.iter().filter(|p| p.flag("remote_gateways") == Some(true)).collect();
        for second in users.iter().skip(1).filter(|p| !p.existing()) {
            findings.push(
                second.0,
                CODE.at(second.span_of("remote_gateways"), format!("`{}` uses the gateway of another network already", vnet.path()))
                    .because(users[0].span_of("remote_gateways"), "here")
                    .help("one peering of a network uses the gateway of the other side")
                    .offer_without(second.0, "remote_gateways"),
            );
        }
        for peering in &peerings {
            if peering.existing() || peering.flag("remote_gateways") != Some(true) {
                continue;
            }
            let here = peering.span_of("remote_gateways");
            if peering.flag("gateway_transit") == Some(true) {
                findings.push(
                    peering.0,
                    CODE.at(here, "a network that lends its gateway does not use the other's")
                        .because(peering.span_of("gateway_transit"), "it lends its own")
                        .help("keep one of the two")
                        .offer_without(peering.0, "gateway_transit")
                        .offer_without(peering.0, "remote_gateways"),
                );
            }
            let Some(far) = peering.one_of::<Vnet>("remote").is() else { continue };
            let Some(back) = far.peerings().find(|b| b.one_of::<Vnet>("remote").is().is_some_and(|v| v.id == vnet.id)) else {
                continue;
            };
            if back.flag("gateway_transit") == Some(false) && (!back.existing() || back.slot("gateway_transit").is_some()) {
                findings.push(
                    peering.0,
                    CODE.at(here, format!("`{}` does not lend its gateway", far.path()))
                        .because(back.name_span(), "its half of the peering")
                        .help(format!("write `gateway_transit: true` in `{}`", back.path()))
                        .offer_set(back.0, "gateway_transit", "true"),
                );
                continue;
            }
            let gateway = far.subnets().iter().any(|s| s.azure_name().is_none_or(|n| n.eq_ignore_ascii_case("GatewaySubnet")));
            if !far.existing() && !gateway && !far.subnets().is_empty() && far.node().raw.is_empty() {
                findings.push(
                    peering.0,
                    CODE.at(here, format!("`{}` has no gateway: it has no `GatewaySubnet`", far.path()))
                        .because(far.name_span(), "the other network")
                        .level(Level::Warning)
                        .help("write the subnet and a gateway in it, or leave `remote_gateways` out until they are there")
                        .offer_without(peering.0, "remote_gateways"),
                );
            }
        }
    }
}
