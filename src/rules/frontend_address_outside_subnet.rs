//! An address that is not in the frontend's subnet.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Frontend, Source, V, View};

rule! { frontend_address_outside_subnet "LBX1010" "frontend-address-outside-subnet" Error
"an address that is not in the frontend's subnet", azure: "PrivateIPAddressNotInSubnet", from: ["LB-033"], refused }

fn check(view: &View, findings: &mut Findings) {
    for frontend in view.all::<Frontend>().filter(|f| !f.existing()) {
        let Source::Subnet(subnet) = frontend.source() else { continue };
        let written = frontend.get("address");
        let V::Address(address) = written.v else { continue };
        let prefixes = subnet.prefixes();
        if !subnet.all_known() || prefixes.iter().any(|(net, _)| net.contains(&address)) {
            continue;
        }
        let mut finding = CODE.at(written.span, format!("{address} is not in {}", subnet.called()));
        for (net, span) in prefixes {
            finding = finding.because(span, format!("holds {net}"));
        }
        findings.push(*frontend, finding
            .help("choose an address of the subnet; its first four and its last are Azure's")
            .offer_without(*frontend, "address"));
    }
}
