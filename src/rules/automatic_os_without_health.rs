//! Upgrades of the image go in batches as well.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Machine, Upgrade, View};

rule! {
    automatic_os_without_health "LBX2034" "automatic-os-without-health" Error
    "automatic upgrades of the image without a source of health",
    // Azure's answer, word for word as VM-061 records it, since people search for it.
    azure: "Automatic OS Upgrade is not supported for this Virtual Machine Scale Set because a health probe or health extension was not specified.",
    from: ["VM-061"], refused,
    lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.existing() || !vmss.health_sources().is_empty() {
            continue;
        }
        for upgrade in vmss.parts::<Upgrade>() {
            // A rolling upgrade without health is reported as such.
            let rolling = upgrade.text("mode").as_deref() == Some("Rolling");
            // A cluster of Service Fabric watches its machines itself.
            let fabric = vmss.parts::<crate::topology::Extension>().any(|e| {
                e.parts_of_type().is_some_and(|(publisher, ..)| publisher.eq_ignore_ascii_case("Microsoft.Azure.ServiceFabric"))
            });
            if upgrade.flag("automatic_os") == Some(true) && !rolling && !fabric {
                findings.push(
                    upgrade.0,
                    CODE.at(
                        upgrade.span_of("automatic_os"),
                        format!("`{}` gets new images by itself, but nothing tells whether they work", vmss.path()),
                    )
                    .help("write `health http :8080 /healthz`, or `health LB.PROBE`")
                    .offer_line(vmss.0, &edits::health(vmss)),
                );
            }
        }
    }
}
