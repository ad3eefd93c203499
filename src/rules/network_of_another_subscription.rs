//! Machines, networks and what is tied to them stand in one subscription.

use super::Findings;
use super::edits::WayOut;
use super::ids::id_of;
use crate::source::Span;
use crate::topology::{NatGateway, Nic, Subnet, Thing, V, View};

rule! {
    network_of_another_subscription "LBX1807" "network-of-another-subscription" Error
    "two things that belong together stand in different subscriptions",
    from: ["F127"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut pairs: Vec<(Thing, Thing, Thing, Span)> = Vec::new();
    for nic in view.all::<Nic>() {
        let owner = nic.machine().map_or(nic.0, |m| m.thing());
        if let Some(subnet) = nic.subnet().is() {
            pairs.push((nic.0, owner, subnet.0, nic.span_of("subnet")));
        }
        pairs.extend(nic.things("nsg").into_iter().map(|(t, span)| (nic.0, owner, t, span)));
        for config in nic.ip_configs() {
            let named = config.rows.things("asgs").into_iter();
            pairs.extend(named.map(|(t, span)| (config.rows, owner, t, span)));
        }
    }
    for subnet in view.all::<Subnet>() {
        for property in ["nsg", "route_table", "nat_gateway"] {
            pairs.extend(subnet.things(property).into_iter().map(|(t, span)| (subnet.0, subnet.0, t, span)));
        }
    }
    for gateway in view.all::<NatGateway>() {
        for property in ["public_ips", "prefixes"] {
            pairs.extend(gateway.things(property).into_iter().map(|(t, span)| (gateway.0, gateway.0, t, span)));
        }
    }
    for (culprit, owner, other, span) in pairs {
        if culprit.existing() {
            continue;
        }
        let (Some((here, ours)), Some((there, theirs))) = (subscription(owner), subscription(other)) else { continue };
        if !here.eq_ignore_ascii_case(&there) {
            findings.push(
                culprit,
                CODE.at(span, format!("`{}` is in subscription {there}, `{}` in {here}; they have to be in one", other.path(), owner.path()))
                    .because(theirs, format!("in {there}"))
                    .because(ours, format!("in {here}"))
                    .help("peer the networks of two subscriptions instead")
                    .offer_drop(culprit, &["nsg", "route_table", "nat_gateway", "asgs", "public_ips", "prefixes"], span),
            );
        }
    }
}

/// The subscription of a thing, and where it is said.
fn subscription(thing: Thing) -> Option<(String, Span)> {
    let view = thing.view;
    let mut at = Some(thing);
    while let Some(part) = at {
        for name in ["subscription", "id"] {
            let Some(slot) = part.slot(name) else { continue };
            let value = view.reduce(&slot.value);
            return match (&value.v, name) {
                (V::Str(s) | V::Word(s), "subscription") => Some((s.to_string(), slot.value.span)),
                _ => id_of(view, &value)?.subscription.map(|s| (s, slot.value.span)),
            };
        }
        if part.existing() && part.parent().is_none() && part.node().body.is_empty() {
            // What says neither is in the deployment's own.
            break;
        }
        at = part.parent();
    }
    let deploy = view.topology.deploy.map(|id| view.thing(id))?;
    let slot = deploy.slot("subscription")?;
    match &view.reduce(&slot.value).v {
        V::Str(s) | V::Word(s) => Some((s.to_string(), slot.value.span)),
        _ => None,
    }
}
