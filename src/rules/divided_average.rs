//! An average is per machine already.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{ScaleRule, View};

rule! {
    divided_average "LBX2110" "divided-average" Hint
    "an average is divided by the number of machines",
    from: ["AS-020"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<ScaleRule>() {
        if rule.flag("per_instance") == Some(true)
            && rule.text("statistic").as_deref() == Some("Average")
            && rule.text("aggregation").as_deref() == Some("Average")
        {
            findings.push(
                rule.0,
                CODE.at(rule.span_of("per_instance"), "an average is a value for one machine already")
                    .help("use it with `aggregation: Total` or `Count`")
                    .offer_without(rule.0, "per_instance"),
            );
        }
    }
}
