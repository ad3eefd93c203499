//! Parts that cannot be written alone, or that their whole, which stands in this file, takes away again.

use std::collections::HashMap;

use super::Findings;
use super::edits::WayOut;
use super::raw_members::provider_type;
use crate::diag::Level;
use crate::schema::Kind;
use crate::topology::{Lb, NodeId, Pool, Thing, View};

rule! {
    part_beside_its_whole "LBX1803" "part-beside-its-whole" Error
    "a part that is written beside the resource it belongs to",
    from: ["F039", "F117", "F126", "F154", "F193", "F232"]
}

/// Types that exist to be read, and what writes them.
const READ_ONLY: [(&str, &str); 9] = [
    ("Microsoft.Network/loadBalancers/frontendIPConfigurations", "its load balancer: `frontend` in the `lb`"),
    ("Microsoft.Network/loadBalancers/loadBalancingRules", "its load balancer: `rule` in the `lb`"),
    ("Microsoft.Network/loadBalancers/probes", "its load balancer: `probe` in the `lb`"),
    ("Microsoft.Network/loadBalancers/outboundRules", "its load balancer: `outbound` in the `lb`"),
    ("Microsoft.Network/loadBalancers/networkInterfaces", "the nics: `pools` in the `nic`"),
    ("Microsoft.Network/networkInterfaces/ipConfigurations", "its nic: `ip` in the `nic`"),
    ("Microsoft.Network/networkInterfaces/loadBalancers", "its nic: `pools` in the `nic`"),
    ("Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces", "the scale set's model: its `nic`"),
    ("Microsoft.Compute/virtualMachineScaleSets/networkInterfaces", "the scale set's model: its `nic`"),
];

/// Lists that a whole sends complete, so that what is written beside them goes at the next deployment.
const LISTS: [(&str, Kind, &str); 6] = [
    ("Microsoft.Network/loadBalancers/backendAddressPools", Kind::Lb, "pool"),
    ("Microsoft.Network/loadBalancers/inboundNatRules", Kind::Lb, "nat_rule"),
    ("Microsoft.Network/virtualNetworks/subnets", Kind::Vnet, "subnet"),
    ("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", Kind::Vnet, "peering"),
    ("Microsoft.Network/networkSecurityGroups/securityRules", Kind::Nsg, "allow"),
    ("Microsoft.Network/routeTables/routes", Kind::RouteTable, "route"),
];

fn check(view: &View, findings: &mut Findings) {
    let mut wholes: Option<HashMap<(Kind, String), Thing>> = None;
    for part in view.of_kind(Kind::Resource).filter(|t| !t.existing()) {
        let Some(ty) = provider_type(part) else { continue };
        let read_only = |t: &str| ty.eq_ignore_ascii_case(t) || prefix_of(t, &ty);
        if let Some((_, writer)) = READ_ONLY.iter().find(|(t, _)| read_only(t)) {
            findings.push(
                part,
                CODE.at(part.span_of("type"), format!("`{ty}` can be read, and never written"))
                    .help(format!("what writes it is {writer}"))
                    .offer_removal(part),
            );
            continue;
        }
        let Some((_, kind, word)) = LISTS.iter().find(|(t, ..)| ty.eq_ignore_ascii_case(t)) else { continue };
        let (whole, name) = match part.one("parent").is() {
            Some(parent) => (Some(parent), part.azure_name().map(|n| n.to_string())),
            None => match part.azure_name().and_then(|n| n.split_once('/').map(|(a, b)| (a.to_lowercase(), b.to_owned()))) {
                Some((owner, name)) => {
                    let all = wholes.get_or_insert_with(|| wholes_of(view));
                    (all.get(&(*kind, owner)).copied(), Some(name))
                }
                None => (None, None),
            },
        };
        let Some(whole) = whole.filter(|w| w.kind() == *kind && !w.existing()) else { continue };
        let mut finding = CODE
            .at(part.span_of("type"), format!("{} is written whole, so this part of it goes with the next deployment", whole.called()))
            .level(Level::Warning)
            .because(whole.name_span(), "all its parts are sent with it")
            .help(format!("write a `{word}` in `{}` instead", whole.path()))
            .offer_removal(part);
        let pool = (*kind == Kind::Lb && *word == "pool").then_some(Lb(whole));
        let members = pool.and_then(|lb| lb.pools().find(|p| p.azure_name().map(|n| n.to_string()) == name)).map(Pool::users);
        if let Some((config, span)) = members.unwrap_or_default().into_iter().next() {
            finding = finding
                .because(span, format!("{} is in it, which only its nic may say", config.nic.called()))
                .level(Level::Error)
                .azure(Some("ModificationOfNICIpConfigBackendPoolNotSupported"));
        }
        findings.push(part, finding);
    }
}

/// `t` with further segments behind it.
fn prefix_of(t: &str, ty: &str) -> bool {
    ty.len() > t.len() && ty.as_bytes()[t.len()] == b'/' && ty.get(..t.len()).is_some_and(|p| p.eq_ignore_ascii_case(t))
}

fn wholes_of<'v>(view: &'v View<'v>) -> HashMap<(Kind, String), Thing<'v>> {
    let mut all = HashMap::new();
    for at in 0..view.topology.nodes.len() {
        let thing = view.thing(NodeId(at as u32));
        if view.present(thing.id)
            && matches!(thing.kind(), Kind::Lb | Kind::Vnet | Kind::Nsg | Kind::RouteTable)
            && let Some(name) = thing.azure_name()
        {
            all.entry((thing.kind(), name.to_lowercase())).or_insert(thing);
        }
    }
    all
}
