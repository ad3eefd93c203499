//! A pool's address that is not in its network.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Pool, View, Vnet};

rule! {
    member_address_outside_vnet "LBX1052" "member-address-outside-vnet" Error
    "a pool's address that is not in its network", from: ["LB-048"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>().filter(|p| !p.existing()) {
        let Some(vnet) = pool.one_of::<Vnet>("vnet").is().filter(|v| v.all_known()) else { continue };
        let prefixes = vnet.prefixes();
        for member in pool.members() {
            let Some(address) = member.address() else { continue };
            if prefixes.iter().any(|(net, _)| net.contains(&address)) {
                continue;
            }
            let mut finding = CODE
                .at(member.span_of("target"), format!("{address} is not in {}", vnet.called()))
                .because(pool.span_of("vnet"), "the network of the pool");
            for (net, span) in &prefixes {
                finding = finding.because(*span, format!("holds {net}"));
            }
            findings.push(*member, finding.help("the members of a pool are addresses of the network that it names").offer_removal(*member));
        }
    }
}
