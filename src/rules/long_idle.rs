//! An idle timeout that not every version of Azure's API takes.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::limits::{IDLE_MAX, IDLE_SURE_MAX};
use crate::topology::{Lb, View};

rule! {
    long_idle "LBX1039" "long-idle" Warning
    "an idle timeout that not every version of Azure's API takes", from: ["LB-097", "LB-127", "F102"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for inbound in lb.inbound() {
            let thing = inbound.thing();
            let Some(seconds) = thing.seconds("idle").filter(|s| *s > IDLE_SURE_MAX * 60) else { continue };
            findings.push(
                thing,
                CODE.at(
                    thing.span_of("idle"),
                    format!("{} minutes may be refused: Azure's own sources say {IDLE_SURE_MAX} or {IDLE_MAX} at most", seconds / 60),
                )
                .help(format!("{IDLE_SURE_MAX}m is taken for sure; keep-alives hold a connection longer"))
                .offer_set(thing, "idle", &format!("{IDLE_SURE_MAX}m")),
            );
        }
    }
}
