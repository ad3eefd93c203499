//! Spot machines are told of their end in another way.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Spot, View};

rule! {
    spot_terminate_notice "LBX2052" "spot-terminate-notice" Error
    "a terminate notice for spot machines",
    from: ["VM-112"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if let Some(spot) = thing.parts::<Spot>().next()
            && let Some(slot) = thing.slot("terminate_notice").filter(|s| !view.reduce(&s.value).is_none())
        {
            findings.push(
                thing,
                CODE.at(slot.key_span, format!("`{}` is a spot machine, which gets no terminate notice", thing.path()))
                    .because(spot.name_span(), "spot")
                    .help("remove `terminate_notice`; a spot machine is told of its eviction by a scheduled event")
                    .offer_without(thing, "terminate_notice"),
            );
        }
    }
}
