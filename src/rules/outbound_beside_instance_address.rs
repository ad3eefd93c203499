//! A machine with a public address of its own in the pool of an outbound rule.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Known, Outbound, View};

rule! {
    outbound_beside_instance_address "LBX3030" "outbound-beside-instance-address" Error
    "a machine with a public address of its own in the pool of an outbound rule",
    azure: "NicWithPublicIpCannotReferencePoolWithOutboundRule", from: ["LB-166"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>() {
        let Some(pool) = outbound.pool() else { continue };
        for (config, span) in pool.users().into_iter().filter(|(c, _)| !c.nic.existing()) {
            let place = match (config.instance_public_ip(), config.public_ip()) {
                (Some(address), _) => address.name_span(),
                (None, Known::Is(_)) => config.rows.span_of("public_ip"),
                (None, Known::No | Known::Unknown) => continue,
            };
            let finding = CODE.at(
                    span,
                    format!("{} has a public address of its own, and {} leaves by {}", config.rows.called(), pool.called(), outbound.called()),
                )
                .because(place, "its own address")
                .because(outbound.span_of("pool"), "the outbound rule")
                .help("join another pool for what comes in, or leave one of the two out");
            let finding = match config.instance_public_ip() {
                Some(address) => finding.offer_removal(*address),
                None => finding.offer_without(config.rows, "public_ip"),
            };
            findings.push(config.rows, finding.offer_drop(config.rows, &["pools"], span));
        }
    }
}
