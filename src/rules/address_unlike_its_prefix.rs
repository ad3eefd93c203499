//! An address is like the prefix it comes from, and there are as many as it holds.

use std::collections::BTreeMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::topology::{Given, NatGateway, NodeId, PublicIp, PublicIpPrefix, View};

rule! {
    address_unlike_its_prefix "LBX4065" "address-unlike-its-prefix" Error
    "an address that cannot come from its prefix",
    from: ["IP-018", "IP-021"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut drawn: BTreeMap<NodeId, i64> = BTreeMap::new();
    let mut whole: BTreeMap<NodeId, NatGateway> = BTreeMap::new();
    for gateway in view.all::<NatGateway>() {
        whole.extend(gateway.named::<PublicIpPrefix>("prefixes").iter().map(|(p, _)| (p.id, gateway)));
    }
    for ip in view.all::<PublicIp>().filter(|i| !i.existing()) {
        let Some(prefix) = ip.one_of::<PublicIpPrefix>("prefix").is() else { continue };
        let span = ip.span_of("prefix");
        let count = drawn.entry(prefix.id).or_default();
        *count += 1;
        if let Some(there) = prefix.addresses()
            && *count > there
        {
            findings.push(
                ip.0,
                CODE.at(span, format!("`{}` has {there} addresses, and all are taken", prefix.path()))
                    .because(prefix.span_of("length"), format!("{there} addresses"))
                    .offer_without(ip.0, "prefix"),
            );
        }
        if let Some(gateway) = whole.get(&prefix.id) {
            findings.push(
                ip.0,
                CODE.at(span, format!("`{}` uses all of `{}`", gateway.path(), prefix.path()))
                    .because(gateway.span_of("prefixes"), "the NAT gateway")
                    .help("take the address from another prefix").offer_without(ip.0, "prefix"),
            );
        }
        for property in ["version", "sku", "tier"] {
            if let (Some(own), Some(theirs)) = (ip.text(property), prefix.text(property))
                && own != theirs
            {
                findings.push(
                    ip.0,
                    CODE.at(span, format!("`{}` is {own}, its prefix `{}` {theirs}", ip.path(), prefix.path()))
                        .because(ip.span_of(property), own.to_string())
                        .because(prefix.span_of(property), theirs.to_string())
                        .offer_set(ip.0, property, &theirs),
                );
            }
        }
        zones(ip, prefix, findings);
    }
}

fn zones(ip: PublicIp, prefix: PublicIpPrefix, findings: &mut Findings) {
    let (Some(own), Some(theirs)) = (ip.zones(), prefix.zones()) else { return };
    if own == theirs || prefix.existing() && prefix.given("zones") != Given::Yes {
        return;
    }
    let words = |z: &[i64]| if z.is_empty() { "none".to_owned() } else { format!("{z:?}") };
    let span = if own.is_empty() { ip.span_of("prefix") } else { ip.span_of("zones") };
    let finding = CODE
        .at(span, format!("the zones of `{}` are {}, those of its prefix {}", ip.path(), words(&own), words(&theirs)))
        .because(prefix.name_span(), "the prefix");
    findings.push(
        ip.0,
        if own.is_empty() {
            finding
            .level(Level::Warning)
            .help(format!("Azure takes the prefix's; write `zones: {theirs:?}`"))
            .offer_set(ip.0, "zones", &format!("{theirs:?}"))
        } else {
            let zones = if theirs.is_empty() { "none".to_owned() } else { format!("{theirs:?}") };
            finding.help(format!("write `zones: {zones}`")).offer_set(ip.0, "zones", &zones)
        },
    );
}
