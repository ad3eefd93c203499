//! What spot machines cannot be part of.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Given, Spot, View};

rule! {
    spot_among_regular "LBX1857" "spot-among-regular" Warning
    "spot machines in what only regular ones can be part of",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(spot) = thing.parts::<Spot>().next().filter(|_| !thing.existing()) else { continue };
        for (property, what) in [("availability_set", "an availability set"), ("capacity_reservation", "reserved capacity")] {
            if crate::schema::row(thing.kind()).prop(property).is_none() || thing.given(property) != Given::Yes {
                continue;
            }
            findings.push(
                spot.0,
                CODE.at(spot.name_span(), format!("spot machines have no part in {what}, and `{}` names one", thing.path()))
                    .because(thing.span_of(property), what)
                    .help(format!("remove `spot`, or `{property}`"))
                    .offer_without(thing, property)
                    .offer_removal(spot.0),
            );
        }
    }
}
