//! An address of a nic lies in its subnet, is not one that Azure keeps, and belongs to it alone.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Nic, NodeId, Source, Thing, V, View};

rule! {
    refused_private_address "LBX4007" "refused-private-address" Error
    "an address that a nic cannot have",
    azure: "PrivateIPAddressNotInSubnet", from: ["NET-008", "F058"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut taken: BTreeMap<(NodeId, IpAddr), Thing> = BTreeMap::new();
    for frontend in view.all::<crate::topology::Frontend>() {
        if let (Source::Subnet(subnet), V::Address(address)) = (frontend.source(), frontend.get("address").v) {
            taken.insert((subnet.id, address), frontend.0);
        }
    }
    for nic in view.all::<Nic>() {
        let Some(subnet) = nic.subnet().is() else { continue };
        for config in nic.ip_configs() {
            let value = config.rows.get("address");
            let V::Address(address) = value.v else { continue };
            let span = config.rows.span_of("address");
            if let Some(other) = taken.insert((subnet.id, address), config.rows)
                && !config.rows.existing()
            {
                findings.push(
                    config.rows,
                    CODE.at(span, format!("`{address}` belongs to `{}` already", other.path()))
                        .because(other.span_of("address"), "here")
                        .offer_without(config.rows, "address")
                        .azure(Some("PrivateIPAddressIsAllocated")),
                );
            }
            if nic.existing() || !subnet.all_known() {
                continue;
            }
            let prefixes = subnet.prefixes();
            match prefixes.iter().find(|(net, _)| net.contains(&address)) {
                None => {
                    let words: Vec<String> = prefixes.iter().map(|(net, _)| format!("`{net}`")).collect();
                    findings.push(
                        config.rows,
                        CODE.at(span, format!("`{address}` is not in `{}`, which has {}", subnet.path(), words.join(" and ")))
                            .because(subnet.span_of("prefixes"), "the subnet")
                            .offer_without(config.rows, "address"),
                    );
                }
                Some((net, _)) => {
                    if let Some(first) = kept(net, address) {
                        findings.push(
                            config.rows,
                            CODE.at(span, format!("Azure keeps `{address}`: the first four addresses of a subnet, and the last"))
                                .because(subnet.span_of("prefixes"), "the subnet")
                                .azure(Some("PrivateIPAddressInReservedRange"))
                                .help(format!("the first free one is `{first}`"))
                                .offer_set(config.rows, "address", &first.to_string()),
                        );
                    }
                }
            }
        }
    }
}

/// The first address that is not kept, if this one is.
fn kept(net: &IpNet, address: IpAddr) -> Option<IpAddr> {
    let (IpNet::V4(net), IpAddr::V4(address)) = (net, address) else { return None };
    let start = u32::from(net.network());
    let offset = u32::from(address).checked_sub(start)?;
    let last = u32::from(net.broadcast()) - start;
    (offset < 4 || offset == last).then(|| IpAddr::V4((start.saturating_add(4)).into()))
}
