//! An internal frontend that says nothing of zones.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::regions;
use crate::topology::{Lb, Tier, View};

rule! { frontend_without_zones "LBX1008" "frontend-without-zones" Hint
"an internal frontend that says nothing of zones", from: ["LB-031"], lacking }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() != Tier::Basic) {
        let region = lb.location().and_then(|name| regions::find(&name));
        if region.is_some_and(|region| region.zones == Some(false)) {
            continue;
        }
        for frontend in lb.frontends().filter(|f| f.public() == Some(false)) {
            // Written under a condition is a choice too.
            if frontend.node().slots.iter().any(|s| s.row.name == "zones") {
                continue;
            }
            findings.push(
                *frontend,
                CODE.at(
                    frontend.name_span(),
                    format!("{} says nothing of zones, and they can never be changed", frontend.called()),
                )
                .help("`zones: [1, 2, 3]` survives the loss of a zone, `zones: [1]` stays in one; a region without zones takes neither")
                .offer_set(*frontend, "zones", "[1, 2, 3]"),
            );
        }
    }
}
