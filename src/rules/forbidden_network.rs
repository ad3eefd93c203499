//! Networks that no address space may hold.

use ipnet::IpNet;

use super::Findings;
use super::edits::{self, WayOut};
use crate::azure::limits;
use crate::topology::{View, Vnet};

rule! {
    forbidden_network "LBX4004" "forbidden-network" Error
    "a network includes addresses that the platform needs",
    from: ["NET-002", "NET-004", "LB-083"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let forbidden: Vec<IpNet> = limits::FORBIDDEN_NETWORKS.iter().filter_map(|n| n.parse().ok()).collect();
    for vnet in view.all::<Vnet>().filter(|v| !v.existing()) {
        for (prefix, span) in vnet.prefixes() {
            let Some(bad) = forbidden.iter().find(|f| f.contains(&prefix) || prefix.contains(*f)) else { continue };
            let why = match bad.to_string().as_str() {
                "168.63.129.16/32" => "the platform's own address, from which probes and DNS come",
                "169.254.0.0/16" => "link-local addresses",
                "127.0.0.0/8" => "a machine's own addresses",
                "224.0.0.0/4" => "multicast addresses",
                _ => "the broadcast address",
            };
            let free = edits::other_network(vnet, &prefix);
            let text = free.map(|net| net.to_string()).unwrap_or_default();
            let title = format!("write `{text}`");
            let edit = vec![crate::diag::Edit { span, text }];
            findings.push(
                vnet.0,
                CODE.at(span, format!("`{prefix}` includes `{bad}`: {why}"))
                    .help(format!("choose one within {}", limits::PRIVATE_NETWORKS.join(", ")))
                    .way_if(free.is_some(), title, edit),
            );
        }
    }
}
