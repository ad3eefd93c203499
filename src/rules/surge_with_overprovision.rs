//! Two ways of having more machines for a while exclude each other.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Machine, Upgrade, View};

rule! {
    surge_with_overprovision "LBX2031" "surge-with-overprovision" Error
    "`max_surge` and `overprovision` together",
    from: ["VM-037"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        for upgrade in vmss.parts::<Upgrade>() {
            if upgrade.flag("max_surge") == Some(true) && vmss.overprovision() == Some(true) {
                findings.push(
                    upgrade.0,
                    CODE.at(upgrade.span_of("max_surge"), format!("`{}` overprovisions, which excludes `max_surge`", vmss.path()))
                        .because(vmss.span_of("overprovision"), "set here")
                        .help("remove `overprovision`; it is `false` by itself")
                        .offer_without(vmss.0, "overprovision")
                        .offer_without(upgrade.0, "max_surge"),
                );
            }
        }
    }
}
