//! Zones on a frontend with a public address.

use super::Findings;
use crate::topology::{Frontend, View};

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
        findings.push(
            *frontend,
            CODE.at(slot.key_span.to(slot.value.span), format!("{} has a public address, whose zones it has", frontend.called()))
                .because(frontend.span_of("source"), "the address")
                .help("write `zones` on the public_ip or public_ip_prefix"),
        );
    }
}
