//! A network of public addresses hides the real ones.

use ipnet::IpNet;

use super::Findings;
use super::edits::{self, WayOut};
use crate::azure::limits;
use crate::topology::{View, Vnet};

rule! {
    public_address_space "LBX4005" "public-address-space" Hint
    "a network uses addresses of the internet",
    from: ["NET-003"]
}

fn check(view: &View, findings: &mut Findings) {
    let private: Vec<IpNet> = limits::PRIVATE_NETWORKS.iter().filter_map(|n| n.parse().ok()).collect();
    for vnet in view.all::<Vnet>().filter(|v| !v.existing()) {
        for (prefix, span) in vnet.prefixes() {
            if matches!(prefix, IpNet::V4(_)) && !private.iter().any(|p| p.contains(&prefix)) {
                let free = edits::other_network(vnet, &prefix);
                let text = free.map(|net| net.to_string()).unwrap_or_default();
                let title = format!("write `{text}`");
                let edit = vec![crate::diag::Edit { span, text }];
                findings.push(
                    vnet.0,
                    CODE.at(span, format!("`{prefix}` are addresses of the internet, which are out of reach from here then"))
                        .help(format!("choose one within {}", limits::PRIVATE_NETWORKS.join(", ")))
                    .way_if(free.is_some(), title, edit),
                );
            }
        }
    }
}
