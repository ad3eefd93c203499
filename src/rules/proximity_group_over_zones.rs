//! What stands close together stands in one zone.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Known, ProximityGroup, V, View};

rule! {
    proximity_group_over_zones "LBX2019" "proximity-group-over-zones" Error
    "a proximity group and machines in several zones, or in another",
    from: ["VM-029"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for group in view.all::<ProximityGroup>().filter(|g| !g.existing()) {
        if let Some(zones) = group.zones()
            && zones.len() > 1
        {
            findings.push(
                group.0,
                CODE.at(group.span_of("zones"), format!("a proximity group stands in one zone; `{}` names {}", group.path(), zones.len())).offer_set(group.0, "zones", &format!("[{}]", zones[0])),
            );
        }
    }
    for machine in view.machines() {
        let thing = machine.thing();
        let group = thing.one_of::<ProximityGroup>("proximity_group");
        if thing.existing() || group == Known::No || matches!(thing.get("proximity_group").v, V::Missing) {
            continue;
        }
        let Some(zones) = thing.zones() else { continue };
        let span = thing.span_of("proximity_group");
        if zones.len() > 1 {
            findings.push(
                thing,
                CODE.at(
                    thing.span_of("zones"),
                    format!("`{}` stands in a proximity group, so in one zone at most; here are {}", thing.path(), zones.len()),
                )
                .because(span, "the proximity group")
                .offer_without(thing, "proximity_group")
                .offer_set(thing, "zones", &format!("[{}]", zones[0])),
            );
        } else if let Some(group) = group.is()
            && let (Some(theirs), [zone]) = (group.zones(), &zones[..])
            && let [their] = theirs[..]
            && their != *zone
        {
            findings.push(
                thing,
                CODE.at(thing.span_of("zones"), format!("`{}` is in zone {zone}, its proximity group in zone {their}", thing.path()))
                    .because(group.span_of("zones"), "the group's zone")
                    .because(span, "it stands in that group")
                    .offer_set(thing, "zones", &format!("[{their}]")),
            );
        }
    }
}
