//! Repairs need to know who is ill.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Machine, Repairs, View};

rule! {
    repairs_without_health "LBX2033" "repairs-without-health" Error
    "automatic repairs without a source of health",
    // Azure's answer, word for word as VM-043 records it, since people search for it.
    azure: "Automatic repairs not supported for this Virtual Machine Scale Set because a health probe or health extension was not provided.",
    from: ["VM-043", "F005"], refused,
    lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.existing() || machine.is_empty_set() || !vmss.health_sources().is_empty() {
            continue;
        }
        for repairs in vmss.parts::<Repairs>() {
            findings.push(
                repairs.0,
                CODE.at(repairs.name_span(), format!("`{}` repairs its machines, but nothing tells which are ill", vmss.path()))
                    .help("write `health http :8080 /healthz`, or in a Uniform set `health LB.PROBE`")
                    .offer_line(vmss.0, &edits::health(vmss)),
            );
        }
    }
}
