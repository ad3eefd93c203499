//! A network has IPv4 addresses, since each nic needs one.

use ipnet::IpNet;

use super::Findings;
use super::edits::{self, WayOut};
use crate::topology::{View, Vnet};

rule! {
    ipv6_network_alone "LBX1833" "ipv6-network-alone" Warning
    "a network with IPv6 addresses only",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for vnet in view.all::<Vnet>().filter(|v| !v.existing() && v.all_known()) {
        let prefixes = vnet.prefixes();
        if prefixes.iter().any(|(net, _)| matches!(net, IpNet::V4(_))) {
            continue;
        }
        let Some(slot) = vnet.slot("prefixes") else { continue };
        let free = edits::free_network(view);
        let edit = free.and_then(|free| edits::one_more(slot, &free.to_string(), true));
        let title = free.map(|free| format!("add `{free}`")).unwrap_or_default();
        findings.push(
            vnet.0,
            CODE.at(vnet.span_of("prefixes"), format!("`{}` has IPv6 addresses only, and every nic needs one of IPv4", vnet.path()))
                .help("give it a network of either family: `[10.0.0.0/16, fd00:db8::/48]`")
                .way_if(edit.is_some(), title, edit.into_iter().collect()),
        );
    }
}
