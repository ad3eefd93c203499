//! Reserved capacity is spread over placement groups.

use super::{Findings, edits};
use crate::azure::limits;
use crate::diag::Level;
use crate::topology::{Given, Machine, Mode, View};
use crate::rules::edits::WayOut;

rule! {
    reservation_in_one_group "LBX2018" "reservation-in-one-group" Error
    "reserved capacity in a single placement group",
    from: ["VM-029", "VM-030"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() || thing.given("capacity_reservation") != Given::Yes {
            continue;
        }
        let span = thing.span_of("capacity_reservation");
        if let Machine::Vmss(vmss) = machine
            && vmss.slot("single_placement_group").is_some()
            && vmss.flag("single_placement_group") == Some(true)
        {
            findings.push(
                thing,
                CODE.at(
                    vmss.span_of("single_placement_group"),
                    format!("`{}` uses reserved capacity, which needs several placement groups", thing.path()),
                )
                .because(span, "the reservation")
                .help("write `single_placement_group: false`")
                .offer_set(thing, "single_placement_group", "false"),
            );
        }
        if let Machine::Vmss(vmss) = machine
            && vmss.mode() == Some(Mode::Uniform)
            && vmss.slot("single_placement_group").is_none()
            && vmss.most_instances().is_some_and(|n| n.hi <= limits::INSTANCES_SINGLE_GROUP as i64)
        {
            findings.push(
                thing,
                CODE.at(span, format!("`{}` uses reserved capacity, and Azure's own default is a single placement group", thing.path()))
                    .level(Level::Warning)
                    .help("write `single_placement_group: false`")
                    .with_fix(
                        "write `single_placement_group: false`",
                        false,
                        vec![edits::line_in(thing, "single_placement_group: false")],
                    ),
            );
        }
        if let Some(slot) = thing.slot("proximity_group").filter(|_| thing.given("proximity_group") == Given::Yes) {
            findings.push(
                thing,
                CODE.at(slot.value.span, format!("`{}` uses reserved capacity and cannot stand in a proximity group", thing.path()))
                    .because(span, "the reservation")
                    .help("remove one of the two").offer_without(thing, "proximity_group"),
            );
        }
    }
}
