//! What goes up must come down.

use super::Findings;
use crate::topology::{Autoscale, ScaleRule, Thing, V, View};

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
        findings.push(
            thing,
            CODE.at(first.name_span(), format!("machines {comes}: the number runs to the end of the range and stays there"))
                .because(thing.span_of("range"), "the range")
                .help(format!("add the opposite, `{goes}` for example")),
        );
        return;
    }
    for rule in outs {
        let metric = rule.get("metric");
        if ins.iter().all(|i| i.get("metric") != metric) {
            findings.push(
                rule.0,
                CODE.at(rule.span_of("metric"), "machines come by this metric, and no rule lets them go by it")
                    .help("machines go only when all `in` rules agree; let each metric have both"),
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
