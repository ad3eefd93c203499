//! An idle timeout or a TCP reset on a rule that carries no TCP.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Lb, View};

rule! {
    idle_without_tcp "LBX1038" "idle-without-tcp" Warning
    "an idle timeout or a TCP reset on a rule that carries no TCP", from: ["LB-098"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for inbound in lb.inbound() {
            let thing = inbound.thing();
            if inbound.protocol().as_deref() != Some("udp") {
                continue;
            }
            for property in ["idle", "tcp_reset"] {
                let Some(slot) = thing.slot(property) else { continue };
                if thing.get(property).is_none() || property == "tcp_reset" && thing.flag(property) == Some(false) {
                    continue;
                }
                findings.push(
                    thing,
                    CODE.at(slot.key_span, format!("{} is udp, on which `{property}` does nothing", thing.called()))
                        .because(thing.span_of("protocol"), "the protocol")
                        .help("leave it out")
                        .offer_without(thing, property),
                );
            }
        }
    }
}
