//! Evicted machines that are kept fill the places of new ones.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Given, Machine, OsDisk, Spot, View};

rule! {
    spot_kept_under_autoscale "LBX2054" "spot-kept-under-autoscale" Warning
    "evicted spot machines are kept in a scale set that scales",
    from: ["VM-111"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(autoscale) = vmss.autoscale() else { continue };
        let ephemeral = vmss.parts::<OsDisk>().any(|d| d.given("ephemeral") != Given::No);
        for spot in vmss.parts::<Spot>() {
            let kept = match spot.text("eviction").as_deref() {
                Some(word) => word == "Deallocate",
                None => spot.slot("eviction").is_none() && !ephemeral,
            };
            if kept {
                findings.push(
                    spot.0,
                    CODE.at(spot.span_of("eviction"), format!("evicted machines of `{}` stay, count for autoscale and cost their disks", vmss.path()))
                        .because(autoscale.name_span(), "it scales")
                        .help("write `eviction: Delete`").offer_set(spot.0, "eviction", "Delete"),
                );
            }
            if let Some(slot) = spot.slot("restore") {
                findings.push(
                    spot.0,
                    CODE.at(slot.key_span, "Azure does not try to restore machines where autoscale decides their number")
                        .because(autoscale.name_span(), "it scales")
                        .help("remove `restore`").offer_without(spot.0, "restore"),
                );
            }
        }
    }
}
