//! Which addresses a NAT gateway takes, and how many.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::limits;
use crate::source::Span;
use crate::topology::{NatGateway, PublicIp, PublicIpPrefix, Thing, View};

rule! {
    nat_gateway_addresses "LBX4071" "nat-gateway-addresses" Error
    "a NAT gateway with addresses that it does not take",
    from: ["NAT-005", "NAT-006", "NAT-014", "IP-005", "IP-022", "IP-023"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for gateway in view.all::<NatGateway>().filter(|g| !g.existing()) {
        let Some(sku) = gateway.text("sku") else { continue };
        let mut count = [0i64; 2];
        let ips = gateway.named::<PublicIp>("public_ips").into_iter().map(|(ip, span)| (ip.0, span, Some(1)));
        let prefixes = gateway.named::<PublicIpPrefix>("prefixes").into_iter().map(|(p, span)| (p.0, span, p.addresses()));
        for (address, span, addresses) in ips.chain(prefixes) {
            let six = address.text("version").as_deref() == Some("IPv6");
            count[usize::from(six)] += addresses.unwrap_or(1);
            judge(gateway, &sku, address, span, six, findings);
        }
        for (most, have, version) in [
            (limits::NAT_GATEWAY_ADDRESSES as i64, count[0], "IPv4"),
            (limits::NAT_GATEWAY_ADDRESSES_V6 as i64, count[1], "IPv6"),
        ] {
            if have > most {
                findings.push(
                    gateway.0,
                    CODE.at(gateway.name_span(), format!("a NAT gateway has at most {most} {version} addresses, those of its prefixes included; here are {have}")),
                );
            }
        }
    }
}

fn judge(gateway: NatGateway, sku: &str, address: Thing, span: Span, six: bool, findings: &mut Findings) {
    let mut say = |message: String, property: &str, help: &str| {
        let finding = CODE.at(span, message).because(address.span_of(property), "the address").help(help);
        let finding = match property {
            "sku" => finding.offer_set(address, "sku", sku),
            "version" => finding.offer_drop(gateway.0, &["public_ips", "prefixes"], span),
            property => finding.offer_without(address, property),
        };
        findings.push(gateway.0, finding);
    };
    let path = address.path();
    if let Some(theirs) = address.text("sku").filter(|s| &**s != sku) {
        say(format!("`{}` is {sku}, `{path}` {theirs}; the two must agree", gateway.path()), "sku", &format!("write `sku: {sku}` at the address"));
    } else if six && sku == "Standard" {
        say(format!("a Standard NAT gateway translates IPv4 only, and `{path}` is IPv6"), "version", "write `sku: StandardV2` at both, which has IPv6 as well");
    }
    if address.text("routing").as_deref() == Some("Internet") {
        say(format!("a NAT gateway takes no address with a routing preference: `{path}`"), "routing", "remove `routing`");
    }
    if address.text("ddos").as_deref() == Some("Enabled") {
        say(format!("a NAT gateway takes no address with DDoS protection of its own: `{path}`"), "ddos", "protect the network instead: `ddos_plan`");
    }
    if address.text("tier").as_deref() == Some("Global") {
        say(format!("a NAT gateway takes no Global address: `{path}`"), "tier", "remove `tier: Global`");
    }
}
