//! Machines that come while there is nothing to do.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{ScaleRule, View};

rule! {
    inverted_scale_rule "LBX1860" "inverted-scale-rule" Warning
    "machines that come with little load, or go with much",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<ScaleRule>() {
        let (Some(metric), Some(operator), Some(direction)) = (rule.text("metric"), rule.text("operator"), rule.text("direction")) else {
            continue;
        };
        let folded = metric.to_ascii_lowercase();
        // With what is free it is the other way round.
        let (what, free) = match &*folded {
            "cpu" | "percentage cpu" => ("busy", false),
            "available memory bytes" | "available memory percentage" => ("free", true),
            _ => continue,
        };
        let high = match &*operator {
            ">" | ">=" => true,
            "<" | "<=" => false,
            _ => continue,
        };
        let comes = &*direction == "out";
        if (comes == high) != free {
            continue;
        }
        let verb = if comes { "come" } else { "go" };
        let (how, right) = if high { ("much", operator.replace('>', "<")) } else { ("little", operator.replace('<', ">")) };
        findings.push(
            rule.0,
            CODE.at(rule.span_of("operator"), format!("machines {verb} while {how} is {what}: that is the wrong way round"))
                .help(format!("write `{right}`, or `{}` in place of `{direction}`", if comes { "in" } else { "out" }))
                .offer_set(rule.0, "operator", &right),
        );
    }
}
