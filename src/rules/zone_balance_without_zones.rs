//! Balance between zones needs two of them.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Given, Machine, View};

rule! {
    zone_balance_without_zones "LBX2017" "zone-balance-without-zones" Error
    "`zone_balance` without two zones",
    from: ["VM-027"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(slot) = vmss.slot("zone_balance").filter(|_| vmss.given("zone_balance") == Given::Yes) else { continue };
        if let Some(zones) = vmss.zones()
            && zones.len() < 2
            && !vmss.existing()
        {
            findings.push(
                vmss.0,
                CODE.at(
                    slot.key_span,
                    format!("`zone_balance` needs two zones or more; `{}` has {}", vmss.path(), zones.len()),
                )
                .help("remove `zone_balance`, or give it `zones: [1, 2, 3]`")
                .offer_without(vmss.0, "zone_balance")
                .offer_set(vmss.0, "zones", "[1, 2, 3]"),
            );
        }
    }
}
