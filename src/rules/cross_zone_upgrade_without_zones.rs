//! Upgrades over zones need zones.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Machine, Upgrade, View};

rule! {
    cross_zone_upgrade_without_zones "LBX2030" "cross-zone-upgrade-without-zones" Error
    "an upgrade over zones of a scale set without zones",
    from: ["VM-056"], refused,
    lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        for upgrade in vmss.parts::<Upgrade>().filter(|_| !vmss.existing()) {
            if upgrade.flag("cross_zone") == Some(true) && vmss.zones().is_some_and(|z| z.is_empty()) {
                findings.push(
                    upgrade.0,
                    CODE.at(upgrade.span_of("cross_zone"), format!("`{}` stands in no zones to upgrade across", vmss.path()))
                        .help("remove `cross_zone`, or give the scale set `zones: [1, 2, 3]`")
                        .offer_without(upgrade.0, "cross_zone")
                        .offer_set(vmss.0, "zones", "[1, 2, 3]"),
                );
            }
        }
    }
}
