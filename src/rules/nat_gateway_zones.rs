//! In which zone a NAT gateway stands, and with which addresses.

use crate::rules::edits::WayOut;
use super::Findings;
use super::location_mismatch::location;
use crate::azure::regions;
use crate::diag::Level;
use crate::topology::{NatGateway, PublicIp, PublicIpPrefix, View};

rule! {
    nat_gateway_zones "LBX4072" "nat-gateway-zones" Error
    "a NAT gateway in zones it cannot have, or with addresses of others",
    from: ["NAT-007", "NAT-008", "NAT-019"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for gateway in view.all::<NatGateway>().filter(|g| !g.existing()) {
        let Some(sku) = gateway.text("sku") else { continue };
        if sku.as_ref() == "StandardV2"
            && let Some(region) = location(gateway.0)
            && regions::WITHOUT_STANDARD_V2_NAT.contains(&region.as_str())
        {
            findings.push(
                gateway.0,
                CODE.at(gateway.span_of("sku"), format!("`{region}` had no StandardV2 NAT gateway when this was written")).level(Level::Warning),
            );
        }
        let Some(zones) = gateway.zones().filter(|z| !z.is_empty()) else { continue };
        let span = gateway.span_of("zones");
        if sku.as_ref() == "StandardV2" {
            findings.push(
                gateway.0,
                CODE.at(span, "a StandardV2 NAT gateway stands in all zones by itself and says none").help("remove `zones`").without(gateway.0, "zones", zones.len() == 3),
            );
            continue;
        }
        let [zone] = zones[..] else {
            findings.push(
                gateway.0,
                CODE.at(span, format!("a Standard NAT gateway stands in one zone; here are {}", zones.len()))
                    .help("write one, leave `zones` out, or write `sku: StandardV2`, which is in all")
                    .offer_set(gateway.0, "zones", &format!("[{}]", zones[0])),
            );
            continue;
        };
        let ips = gateway.named::<PublicIp>("public_ips").into_iter().map(|(ip, s)| (ip.0, s));
        for (address, at) in ips.chain(gateway.named::<PublicIpPrefix>("prefixes").into_iter().map(|(p, s)| (p.0, s))) {
            let Some(theirs) = address.zones() else { continue };
            if theirs.contains(&zone) {
                continue;
            }
            let words = if theirs.is_empty() { "no zone".to_owned() } else { format!("zone {}", theirs[0]) };
            let finding = CODE
                .at(at, format!("`{}` is in zone {zone}, `{}` in {words}", gateway.path(), address.path()))
                .because(span, "the NAT gateway's zone")
                .because(address.name_span(), "the address")
                .help(format!("write `zones: [{zone}]` or `zones: [1, 2, 3]` at the address"))
                .offer_set(address, "zones", &format!("[{zone}]"));
            // What an address without zones is depends on when and where it is made.
            findings.push(gateway.0, if theirs.is_empty() { finding.level(Level::Warning) } else { finding });
        }
    }
}
