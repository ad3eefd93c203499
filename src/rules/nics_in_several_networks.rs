//! A machine stands in one network.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Machine, Subnet, View, Vnet};

rule! {
    nics_in_several_networks "LBX2082" "nics-in-several-networks" Error
    "the nics of one machine stand in different networks",
    azure: "SubnetsNotInSameVnet", from: ["VM-072", "F086"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let mut first: Option<(Subnet, Vnet, crate::source::Span)> = None;
        for nic in machine.nics() {
            let Some(subnet) = nic.subnet().is() else { continue };
            let Some(vnet) = subnet.vnet() else { continue };
            match first {
                None => first = Some((subnet, vnet, nic.span_of("subnet"))),
                Some((theirs, other, span)) if other.id != vnet.id => {
                    let error = match machine {
                        Machine::Vmss(_) => "VMScaleSetCannotReferenceSubnetsFromDifferentVirtualNetworks",
                        Machine::Vm(_) => "SubnetsNotInSameVnet",
                    };
                    findings.push(
                        nic.0,
                        CODE.at(
                            nic.span_of("subnet"),
                            format!("`{}` stands in `{}` already; all its nics stand in one network", machine.thing().path(), other.path()),
                        )
                        .because(span, format!("this nic is in `{}`", other.path()))
                        .azure(Some(error))
                        .help(format!("choose a subnet of `{}`", other.path()))
                        .offer_set(nic.0, "subnet", &theirs.path()),
                    );
                }
                Some(_) => {}
            }
        }
    }
}
