//! Machines come when any rule says so, and go only when all do.

use super::{Findings, edits};
use crate::topology::{Autoscale, ScaleRule, Thing, V, View};

rule! {
    unreached_scale_in "LBX1714" "unreached-scale-in" Warning
    "a rule that lets machines go and never acts before another",
    from: ["AS-014"]
}

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>().filter(|s| s.flag("enabled") != Some(false)) {
        judge(view, setting.0, findings);
        for profile in setting.profiles() {
            judge(view, profile.0, findings);
        }
    }
}

fn threshold(view: &View, rule: ScaleRule) -> Option<f64> {
    let value = rule.get("threshold");
    match value.v {
        V::Number(n) => Some(n),
        _ => view.num(&value).and_then(|n| n.single()).map(|n| n as f64),
    }
}

/// At most ten rules stand in a profile, so each may look at all the others.
fn judge(view: &View, thing: Thing, findings: &mut Findings) {
    let falling = |r: &ScaleRule| {
        r.text("direction").as_deref() == Some("in") && r.text("operator").is_some_and(|o| o.starts_with('<'))
    };
    let rules: Vec<ScaleRule> = thing.parts().filter(falling).collect();
    let same = |a: &ScaleRule, b: &ScaleRule| {
        ["metric", "resource", "statistic", "aggregation", "per_instance", "dimensions"]
            .iter()
            .all(|p| a.get(p).v == b.get(p).v)
    };
    for rule in &rules {
        let Some(own) = threshold(view, *rule) else { continue };
        let stricter = rules.iter().find(|o| o.id != rule.id && same(o, rule) && threshold(view, **o).is_some_and(|t| t < own));
        let Some(stricter) = stricter else { continue };
        findings.push(
            rule.0,
            CODE.at(
                rule.span_of("threshold"),
                "machines go only when every `in` rule says so, so this one waits for the one with the lower number",
            )
            .because(stricter.span_of("threshold"), "the lower number")
            .note("of several rules that agree Azure takes the one that leaves most machines")
            .help("keep one `in` rule for each metric")
            .with_fix("remove the one that is reached last", false, vec![edits::remove(stricter.0)]),
        );
    }
}
