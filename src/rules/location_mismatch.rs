//! What hangs together stands in one region.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::regions;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{
    Frontend, InstancePublicIp, Lb, NatGateway, Nic, PublicIp, Source, Subnet, Thing, Tier, V, View, Vm, Vnet,
};

rule! {
    location_mismatch "LBX4010" "location-mismatch" Error
    "two things that belong together stand in different regions",
    azure: "InvalidResourceReference", from: ["NET-011", "LB-024", "LB-041", "LB-239", "F037"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut pairs: Vec<(Thing, Thing, Thing, Span)> = Vec::new();
    let mut behind: Vec<(Thing, Thing, Thing, Span)> = Vec::new();
    for subnet in view.all::<Subnet>() {
        let Some(vnet) = subnet.vnet() else { continue };
        for property in ["nsg", "route_table", "nat_gateway"] {
            pairs.extend(subnet.things(property).into_iter().map(|(t, span)| (subnet.0, vnet.0, t, span)));
        }
    }
    for nic in view.all::<Nic>() {
        let owner = nic.machine().map_or(nic.0, |m| m.thing());
        if let Some(vnet) = nic.subnet().is().and_then(|s| s.vnet()) {
            pairs.push((nic.0, owner, vnet.0, nic.span_of("subnet")));
        }
        pairs.extend(nic.things("nsg").into_iter().map(|(t, span)| (nic.0, owner, t, span)));
        for config in nic.ip_configs() {
            for property in ["public_ip", "asgs"] {
                let named = config.rows.things(property).into_iter();
                pairs.extend(named.map(|(t, span)| (config.rows, owner, t, span)));
            }
        }
    }
    for frontend in view.all::<Frontend>() {
        let lb = frontend.lb();
        let span = frontend.span_of("source");
        match frontend.source() {
            Source::PublicIp(ip) => pairs.push((frontend.0, lb.0, ip.0, span)),
            Source::Prefix(prefix) => pairs.push((frontend.0, lb.0, prefix.0, span)),
            Source::Subnet(subnet) => pairs.extend(subnet.vnet().map(|v| (frontend.0, lb.0, v.0, span))),
            Source::Unknown => {}
        }
    }
    for lb in view.all::<Lb>().filter(|lb| lb.tier() != Tier::Global) {
        for pool in lb.pools() {
            if let Some(vnet) = pool.one_of::<Vnet>("vnet").is() {
                behind.push((pool.0, lb.0, vnet.0, pool.span_of("vnet")));
            }
            for (config, span) in pool.users() {
                let owner = config.nic.machine().map_or(config.nic.0, |m| m.thing());
                behind.push((config.rows, lb.0, owner, span));
            }
        }
    }
    for gateway in view.all::<NatGateway>() {
        for property in ["public_ips", "prefixes"] {
            pairs.extend(gateway.things(property).into_iter().map(|(t, span)| (gateway.0, gateway.0, t, span)));
        }
    }
    for ip in view.all::<PublicIp>() {
        pairs.extend(ip.things("prefix").into_iter().map(|(t, span)| (ip.0, ip.0, t, span)));
    }
    for address in view.all::<InstancePublicIp>() {
        let set = std::iter::successors(address.parent(), |t| t.parent()).last();
        if let Some(set) = set {
            pairs.extend(address.things("prefix").into_iter().map(|(t, span)| (address.0, set, t, span)));
        }
    }
    for vm in view.all::<Vm>() {
        for property in ["availability_set", "vmss", "proximity_group"] {
            pairs.extend(vm.things(property).into_iter().map(|(t, span)| (vm.0, vm.0, t, span)));
        }
    }
    // Of what is behind a load balancer Azure's answer is not known.
    let pairs = pairs.into_iter().map(|pair| (pair, CODE.azure_error));
    for ((culprit, owner, other, span), azure) in pairs.chain(behind.into_iter().map(|pair| (pair, None))) {
        if culprit.existing() {
            continue;
        }
        let (Some(here), Some(there)) = (location(owner), location(other)) else { continue };
        if here != there {
            let finding = CODE.at(span, format!("`{}` is in {there}, `{}` in {here}; they have to be in one region", other.path(), owner.path()))
                    .because(other.span_of("location"), format!("in {there}"))
                    .because(owner.span_of("location"), format!("in {here}"))
                    .azure(azure);
            let finding = match (owner.slot("location"), other.slot("location")) {
                // What is behind a load balancer has neighbours of its own there.
                _ if azure.is_none() => finding,
                (None, Some(_)) if !other.existing() => finding.offer_without(other, "location"),
                (Some(_), None) if !other.existing() => finding.offer_without(owner, "location"),
                _ => finding,
            };
            findings.push(culprit, finding);
        }
    }
}

/// The region of a resource, as ARM compares it, where it is written down.
pub(super) fn location(thing: Thing) -> Option<String> {
    let view = thing.view;
    let value = match thing.slot("location") {
        Some(slot) => view.reduce(&slot.value),
        None if thing.existing() => return None,
        None => {
            let deploy = view.topology.deploy.map(|id| view.thing(id))?;
            debug_assert_eq!(deploy.kind(), Kind::Deploy);
            view.reduce(&deploy.slot("location")?.value)
        }
    };
    match &value.v {
        V::Str(s) | V::Word(s) => Some(regions::fold(s)),
        _ => None,
    }
}
