//! What goes up must come down.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Autoscale, ScaleRule, Thing, V, View, Text};

rule! {
    one_way_autoscale "LBX2103" "one-way-autoscale" Warning
    "machines only come, or only go",
    from: ["AS-011", "AS-012"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>().filter(|s| s.flag("enabled") != Some(false)) {
        judge(view, setting.0, findings);
        for profile in setting.profiles() {
            judge(view, profile.0, findings);
        }
    }
}

fn judge(view: &View, thing: Thing, findings: &mut Findings) {
    let rules: Vec<ScaleRule> = thing.parts().collect();
    let direction = |r: &ScaleRule| r.text("direction");
    let outs = rules.iter().filter(|r| direction(r).as_deref() == Some("out"));
    let ins: Vec<&ScaleRule> = rules.iter().filter(|r| direction(r).as_deref() == Some("in")).collect();
    if rules.is_empty() || is_fixed(view, thing) {
        return;
    }
    let outs: Vec<&ScaleRule> = outs.collect();
    let Some(first) = rules.first() else { return };
    if ins.is_empty() || outs.is_empty() {
        let (comes, goes) = if ins.is_empty() { ("come and never go", "in by 1 when cpu < 25%") } else { ("go and never come", "out by 1 when cpu > 75%") };
        let line = opposite(*first);
        findings.push(
            thing,
            CODE.at(first.name_span(), format!("machines {comes}: the number runs to the end of the range and stays there"))
                .because(thing.span_of("range"), "the range")
                .help(format!("add the opposite, `{goes}` for example"))
                .way_if(!line.is_empty(), format!("write `{line}`"), vec![edits::line_at_end(thing, &line)]),
        );
        return;
    }
    for rule in outs {
        let metric = rule.get("metric");
        if ins.iter().all(|i| i.get("metric") != metric) {
            let line = opposite(*rule);
            findings.push(
                rule.0,
                CODE.at(rule.span_of("metric"), "machines come by this metric, and no rule lets them go by it")
                    .help("machines go only when all `in` rules agree; let each metric have both")
                    .way_if(!line.is_empty(), format!("write `{line}`"), vec![edits::line_at_end(thing, &line)]),
            );
        }
    }
}

/// `3..3`: nothing moves, whatever the rules say.
fn is_fixed(view: &View, thing: Thing) -> bool {
    match &thing.get("range").v {
        V::Range(ends) => match (view.num(&ends.0), view.num(&ends.1)) {
            (Some(lo), Some(hi)) => lo.single().is_some() && lo.single() == hi.single(),
            _ => false,
        },
        _ => false,
    }
}

/// The rule for the other direction: by the same metric, at a third of its threshold or three times that, where the metric
/// is a word.
fn opposite(rule: ScaleRule) -> String {
    let word = |m: &Text| m.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let Some(metric) = rule.text("metric").filter(word) else { return String::new() };
    let out = rule.text("direction").as_deref() == Some("out");
    let other = |n: i64| if out { n / 3 } else { n.saturating_mul(3) };
    let threshold = match rule.get("threshold").v {
        V::Percent(n) => format!("{}%", other(n).min(90)),
        V::Int(n) => other(n).to_string(),
        _ => return String::new(),
    };
    if out { format!("in by 1 when {metric} < {threshold}") } else { format!("out by 1 when {metric} > {threshold}") }
}
