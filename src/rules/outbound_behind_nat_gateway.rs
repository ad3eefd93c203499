//! An outbound rule whose machines leave by a NAT gateway.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Known, Outbound, View};

rule! {
    outbound_behind_nat_gateway "LBX3009" "outbound-behind-nat-gateway" Warning
    "an outbound rule whose machines leave by a NAT gateway", from: ["LB-170", "LB-171", "NAT-001", "NAT-002"]
}

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        let Some(pool) = outbound.pool() else { continue };
        // A Standard NAT gateway leaves IPv6 alone; what StandardV2 does to it is a rule of its own.
        if outbound.frontends().iter().any(|(f, _)| f.version().as_deref() != Some("IPv4")) {
            continue;
        }
        let users = pool.users();
        let gateways: Option<Vec<_>> = users
            .iter()
            .map(|(config, span)| {
                let subnet = config.nic.subnet().is()?;
                match subnet.nat_gateway() {
                    Known::Is(gateway) => Some((gateway, subnet, *span)),
                    Known::No | Known::Unknown => None,
                }
            })
            .collect();
        let Some((gateway, subnet, span)) = gateways.and_then(|all| all.first().copied()) else { continue };
        findings.push(
            *outbound,
            CODE.at(outbound.name_span(), format!("nothing leaves by {}: {} wins", outbound.called(), gateway.called()))
                .because(subnet.span_of("nat_gateway"), format!("{} leaves by it", subnet.called()))
                .because(span, "the machines are there")
                .help("remove the outbound rule, or the NAT gateway").offer_removal(*outbound),
        );
    }
}
