//! A window holds at least one grain.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{ScaleRule, View, fold};

rule! {
    grain_above_window "LBX2106" "grain-above-window" Error
    "a scale rule looks back less than one grain",
    from: ["AS-007"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<ScaleRule>() {
        let (Some(grain), Some(window)) = (rule.seconds("grain"), rule.seconds("window")) else { continue };
        if grain > window {
            findings.push(
                rule.0,
                CODE.at(rule.span_of("grain"), format!("the grain, {}, is longer than the window, {}", fold::iso(grain), fold::iso(window)))
                    .because(rule.span_of("window"), "the window")
                    .help("look back further with `over`, or take a shorter grain")
                    .offer_without(rule.0, "grain"),
            );
        }
    }
}
