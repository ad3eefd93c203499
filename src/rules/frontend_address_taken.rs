//! A frontend's address that something else has.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{Frontend, Known, Nic, NodeId, Source, Thing, V, View};

rule! { frontend_address_taken "LBX1013" "frontend-address-taken" Error
"a frontend's address that something else has", azure: "PrivateIPAddressIsAllocated", from: ["F058"], refused }

fn check(view: &View, findings: &mut Findings) {
    let mut taken: HashMap<(NodeId, IpAddr), (Thing, Span)> = HashMap::new();
    // NICs first, so that what is found is always about a frontend.
    for nic in view.all::<Nic>() {
        let Known::Is(subnet) = nic.subnet() else { continue };
        for config in nic.ip_configs() {
            let written = config.rows.get("address");
            if let V::Address(address) = written.v {
                taken.entry((subnet.id, address)).or_insert((config.rows, written.span));
            }
        }
    }
    for frontend in view.all::<Frontend>() {
        let Source::Subnet(subnet) = frontend.source() else { continue };
        let written = frontend.get("address");
        let V::Address(address) = written.v else { continue };
        let Some((other, span)) = taken.get(&(subnet.id, address)) else {
            taken.insert((subnet.id, address), (*frontend, written.span));
            continue;
        };
        if frontend.existing() {
            continue;
        }
        findings.push(
            *frontend,
            CODE.at(written.span, format!("{} has {address} already", other.called()))
                .because(*span, "taken here")
                .help("choose another address, or leave `address` out")
                .offer_without(*frontend, "address"),
        );
    }
}
