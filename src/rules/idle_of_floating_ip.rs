//! An idle timeout on a rule with floating IP, which has none.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Lb, View};

rule! {
    idle_of_floating_ip "LBX1811" "idle-of-floating-ip" Warning
    "an idle timeout of a rule with floating IP", from: ["F230"]
}

/// The timeout where nothing is written, in seconds.
const DEFAULT: u64 = 240;

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for inbound in lb.inbound() {
            let rule = inbound.thing();
            let Some(slot) = rule.slot("idle") else { continue };
            if inbound.floating_ip() != Some(true) || rule.seconds("idle").is_none_or(|s| s == DEFAULT) {
                continue;
            }
            findings.push(
                rule,
                CODE.at(slot.value.span, format!("{} has floating IP, and Azure heeds no `idle` there", rule.called()))
                    .because(rule.span_of("floating_ip"), "floating IP")
                    .help("leave `idle` out, and let the application keep its connections alive")
                    .offer_without(rule, "idle"),
            );
        }
    }
}
