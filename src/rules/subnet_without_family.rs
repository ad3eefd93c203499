//! An IPv6 address comes from an IPv6 prefix.

use ipnet::IpNet;

use super::Findings;
use super::edits::{self, WayOut};
use crate::topology::{Nic, View};

rule! {
    subnet_without_family "LBX4008" "subnet-without-family" Error
    "an address of a family that its subnet has not",
    from: ["NET-027", "VM-070"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        let Some(subnet) = nic.subnet().is().filter(|s| s.all_known()) else { continue };
        let prefixes = subnet.prefixes();
        let (four, six) = (
            prefixes.iter().any(|(n, _)| matches!(n, IpNet::V4(_))),
            prefixes.iter().any(|(n, _)| matches!(n, IpNet::V6(_))),
        );
        for config in nic.ip_configs() {
            let missing = match config.version().as_deref() {
                Some("IPv6") if !six => "IPv6",
                Some("IPv4") if !four => "IPv4",
                _ => continue,
            };
            let span = match config.rows.slot("version") {
                Some(slot) => slot.value.span,
                None => nic.span_of("subnet"),
            };
            let edits = if missing == "IPv6" { edits::second_family(subnet) } else { Vec::new() };
            findings.push(
                config.rows,
                CODE.at(span, format!("`{}` has no {missing} prefix", subnet.path()))
                    .because(subnet.span_of("prefixes"), "its prefixes")
                    .help(if missing == "IPv6" {
                        "give network and subnet an IPv6 prefix each: `subnet app [10.0.0.0/24, fd00:db8:1::/64]`"
                    } else {
                        "give the subnet an IPv4 prefix too"
                    })
                    .way_if(!edits.is_empty(), format!("give `{}` an IPv6 prefix", subnet.path()), edits),
            );
        }
    }
}
