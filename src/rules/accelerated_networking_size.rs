//! Small and old sizes have no accelerated networking. Only those that are sure are named here.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::sizes::Size;
use crate::topology::{Nic, View};

rule! {
    accelerated_networking_size "LBX2090" "accelerated-networking-size" Error
    "accelerated networking on a size that has none",
    azure: "VMSizeIsNotPermittedToEnableAcceleratedNetworking", from: ["VM-083", "F088"], refused
}

fn without(size: &Size) -> bool {
    match size.family {
        "A" | "G" | "GS" => true,
        "B" => size.version <= 1 && size.number < 12,
        // With a letter behind the number sources disagree.
        "D" => size.version == 3 && size.number == 2 && size.features.is_empty(),
        "DS" | "F" => size.number == 1,
        _ => false,
    }
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>() {
        if nic.existing() || nic.flag("accelerated_networking") != Some(true) {
            continue;
        }
        let Some(machine) = nic.machine() else { continue };
        for (name, span) in machine.sizes() {
            if Size::parse(&name).is_some_and(|s| without(&s)) {
                let error = if machine.vmss().is_some() { "VMSizeIsNotPermittedToEnableAcceleratedNetworkingForVmss" } else { CODE.azure_error.unwrap_or_default() };
                findings.push(
                    nic.0,
                    CODE.at(nic.span_of("accelerated_networking"), format!("`{name}` has no accelerated networking"))
                        .because(span, "the size")
                        .azure(Some(error))
                        .help("remove `accelerated_networking`, or choose a newer or larger size")
                        .offer_without(nic.0, "accelerated_networking"),
                );
            }
        }
    }
}
