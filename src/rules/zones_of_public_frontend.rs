//! Zones on a frontend with a public address.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Frontend, View, Source};

rule! { zones_of_public_frontend "LBX1006" "zones-of-public-frontend" Error
"zones on a frontend with a public address",
azure: "LoadBalancerFrontendIPConfigCannotHaveZoneWhenReferencingPublicIPAddress", from: ["LB-028", "F040"], refused }

fn check(view: &View, findings: &mut Findings) {
    for frontend in view.all::<Frontend>().filter(|f| !f.existing() && f.public() == Some(true)) {
        let Some(slot) = frontend.slot("zones") else { continue };
        let zones = frontend.get("zones");
        if zones.is_none() || zones.is_missing() {
            continue;
        }
        // Where the address is in the very zones, they are only said twice.
        let same = match frontend.source() {
            Source::PublicIp(ip) => ip.zones().is_some_and(|of_ip| Some(of_ip) == frontend.zones()),
            _ => false,
        };
        findings.push(
            *frontend,
            CODE.at(slot.key_span.to(slot.value.span), format!("{} has a public address, whose zones it has", frontend.called()))
                .because(frontend.span_of("source"), "the address")
                .help("write `zones` on the public_ip or public_ip_prefix")
                .without(*frontend, "zones", same),
        );
    }
}
