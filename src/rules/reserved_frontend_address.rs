//! An address that Azure keeps for itself.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use crate::rules::edits::WayOut;
use crate::diag::Edit;
use super::Findings;
use crate::topology::{Frontend, Source, V, View};

rule! { reserved_frontend_address "LBX1011" "reserved-frontend-address" Error
"an address that Azure keeps for itself", azure: "PrivateIPAddressInReservedRange", from: ["LB-034"], refused }

fn check(view: &View, findings: &mut Findings) {
    for frontend in view.all::<Frontend>().filter(|f| !f.existing()) {
        let Source::Subnet(subnet) = frontend.source() else { continue };
        let written = frontend.get("address");
        let V::Address(IpAddr::V4(address)) = written.v else { continue };
        for (net, span) in subnet.prefixes() {
            let IpNet::V4(v4) = net else { continue };
            let (first, last) = (u32::from(v4.network()), u32::from(v4.broadcast()));
            let at = u32::from(address);
            if v4.contains(&address) && (at < first.saturating_add(4) || at == last) {
                findings.push(
                    *frontend,
                    CODE.at(written.span, format!("{address} is one of the five addresses of {net} that Azure keeps"))
                        .because(span, "the first four and the last are Azure's")
                        .help(match first.checked_add(4).filter(|free| *free < last) {
                            Some(free) => format!("the first free one is {}", Ipv4Addr::from(free)),
                            None => "choose a larger subnet".to_owned(),
                        }).way_if(
                            first.checked_add(4).is_some_and(|free| free < last),
                            format!("write `{}`", Ipv4Addr::from(first.saturating_add(4))),
                            vec![Edit { span: written.span, text: Ipv4Addr::from(first.saturating_add(4)).to_string() }],
                        ),
                );
            }
        }
    }
}
