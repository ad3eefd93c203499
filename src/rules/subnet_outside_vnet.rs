//! Every subnet lies within its network.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Subnet, View, V};

rule! {
    subnet_outside_vnet "LBX4001" "subnet-outside-vnet" Error
    "a subnet that is not within its network",
    azure: "NetcfgSubnetRangeOutsideVnet", from: ["NET-005", "NET-027", "F128"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        let Some(vnet) = subnet.vnet().filter(|v| v.all_known()) else { continue };
        let space = vnet.prefixes();
        for (prefix, span) in subnet.prefixes() {
            if space.iter().any(|(net, _)| net.contains(&prefix)) {
                continue;
            }
            let own = vnet.get("prefixes");
            let written = own.items();
            let nets: Vec<String> = space.iter().map(|(net, _)| net.to_string()).collect();
            let words: Vec<String> = space.iter().map(|(net, _)| format!("`{net}`")).collect();
            findings.push(
                subnet.0,
                CODE.at(span, format!("`{prefix}` is not within `{}`, which has {}", vnet.path(), words.join(" and ")))
                    .because(vnet.span_of("prefixes"), "the network's prefixes")
                    .help("choose another prefix, or add one to the network").way_if(
                        !vnet.existing() && written.iter().all(|v| matches!(v.v, V::Cidr(_))),
                        format!("add `{prefix}` to `{}`", vnet.path()),
                        vec![edits::set(vnet.0, "prefixes", &format!("[{}, {prefix}]", nets.join(", ")))],
                    ),
            );
        }
    }
}
