//! An upgrade in batches has to know whether a batch went well.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Machine, Upgrade, View};

rule! {
    rolling_without_health "LBX2032" "rolling-without-health" Error
    "a rolling upgrade without a source of health",
    // Azure's answer, word for word as VM-040 records it, since people search for it.
    azure: "Rolling Upgrade mode is not supported for this Virtual Machine Scale Set because a health probe or health extension was not provided.",
    from: ["VM-014", "VM-040", "F008"], refused,
    lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.existing() || machine.is_empty_set() || !vmss.health_sources().is_empty() {
            continue;
        }
        for upgrade in vmss.parts::<Upgrade>() {
            if upgrade.text("mode").as_deref() == Some("Rolling") {
                findings.push(
                    upgrade.0,
                    CODE.at(
                        upgrade.span_of("mode"),
                        format!("`{}` is upgraded in batches, but nothing tells whether a batch is healthy", vmss.path()),
                    )
                    .help("write `health http :8080 /healthz`, or in a Uniform set `health LB.PROBE`")
                    .offer_line(vmss.0, &edits::health(vmss)),
                );
            }
        }
    }
}
