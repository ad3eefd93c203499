//! How far ahead, of what.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Autoscale, Given, ScaleRule, View};

rule! {
    lookahead_without_prediction "LBX2109" "lookahead-without-prediction" Error
    "`lookahead` without `predictive`",
    from: ["AS-019"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>() {
        if let Some(slot) = setting.slot("lookahead").filter(|s| !view.reduce(&s.value).is_none())
            && setting.given("predictive") == Given::No
        {
            findings.push(
                setting.0,
                CODE.at(slot.key_span, "`lookahead` is how far predictions look ahead, and nothing is predicted")
                    .help("write `predictive: Enabled` beside it")
                    .offer_set(setting.0, "predictive", "Enabled"),
            );
        }
        let predicts = setting.text("predictive").is_some_and(|p| &*p != "Disabled");
        let cpu = setting.parts::<ScaleRule>().any(|r| {
            r.text("metric").is_some_and(|m| matches!(&*m, "cpu" | "Percentage CPU")) && r.text("direction").as_deref() == Some("out")
        });
        if predicts && !cpu && setting.parts::<ScaleRule>().all(|r| r.text("metric").is_some()) {
            findings.push(
                setting.0,
                CODE.at(setting.span_of("predictive"), "predictions are made of `cpu`, and no machine comes by it")
                    .level(crate::diag::Level::Warning)
                    .help("add `out by 1 when cpu > 75%`")
                    .offer_line(setting.0, "out by 1 when cpu > 75%"),
            );
        }
    }
}
