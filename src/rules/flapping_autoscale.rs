//! A machine that goes must not bring the load to where one comes.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::topology::{Autoscale, ScaleRule, Thing, V, View};

rule! {
    flapping_autoscale "LBX2104" "flapping-autoscale" Error
    "machines come and go at once",
    azure: "FlappingOccurred", from: ["AS-013"]
}

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>().filter(|s| s.flag("enabled") != Some(false)) {
        judge(view, setting.0, findings);
        for profile in setting.profiles() {
            judge(view, profile.0, findings);
        }
    }
}

fn threshold(rule: ScaleRule) -> Option<(f64, f64)> {
    let value = rule.get("threshold");
    match value.v {
        V::Number(n) => Some((n, n)),
        _ => rule.view.num(&value).map(|n| (n.lo as f64, n.hi as f64)),
    }
}

fn averaged(rule: ScaleRule) -> bool {
    rule.text("statistic").as_deref() == Some("Average") && rule.text("aggregation").as_deref() == Some("Average")
}

fn judge(view: &View, thing: Thing, findings: &mut Findings) {
    let rules: Vec<ScaleRule> = thing.parts().collect();
    let of = |direction: &str, operators: &[&str]| -> Vec<ScaleRule> {
        let wanted = |r: &&ScaleRule| {
            r.text("direction").as_deref() == Some(direction)
                && r.text("operator").as_deref().is_some_and(|o| operators.contains(&o))
                && averaged(**r)
                && r.slot("dimensions").is_none()
        };
        rules.iter().filter(wanted).copied().collect()
    };
    let (outs, ins) = (of("out", &[">", ">="]), of("in", &["<", "<="]));
    for down in &ins {
        let metric = down.get("metric");
        let Some(up) = outs.iter().find(|o| o.get("metric") == metric && o.get("resource") == down.get("resource")) else {
            continue;
        };
        let (Some(high), Some(low)) = (threshold(*up), threshold(*down)) else { continue };
        let span = down.span_of("threshold");
        if low.0 > high.1 {
            findings.push(
                down.0,
                CODE.at(span, format!("machines go below {}, and come above {} already", low.0, high.1))
                    .because(up.span_of("threshold"), "machines come above this")
                    .help("let them go well below the number at which they come")
                    .offer_set(down.0, "threshold", &in_its_unit(*down, (high.1 / 2.0) as i64)),
            );
            continue;
        }
        if low.0 == high.1 && smallest(view, thing, *down).is_none() {
            findings.push(
                down.0,
                CODE.at(span, format!("machines go below {}, and come above it: nothing lies between", low.0))
                    .because(up.span_of("threshold"), "machines come above this")
                    .level(Level::Warning)
                    .help("let them go well below the number at which they come"),
            );
            continue;
        }
        if let Some((count, load)) = deferred(view, thing, *down, low.1, high.0) {
            findings.push(
                down.0,
                CODE.at(
                    span,
                    format!("with {count} machines at {}, one less would carry {load:.0}, where machines come: Azure lets none go", low.1),
                )
                .because(up.span_of("threshold"), "machines come above this")
                .level(Level::Warning)
                .help(format!("let them go below {}", lower(view, thing, *down, high.0)))
                .offer_set(down.0, "threshold", &in_its_unit(*down, lower(view, thing, *down, high.0))),
            );
        }
    }
}

/// The least number of machines from which one may go, and the load that the others would then have, where that is
/// above the number at which machines come.
fn deferred(view: &View, thing: Thing, down: ScaleRule, low: f64, high: f64) -> Option<(i64, f64)> {
    let (count, left) = smallest(view, thing, down)?;
    let load = low * count as f64 / left as f64;
    (load > high).then_some((count, load))
}

fn lower(view: &View, thing: Thing, down: ScaleRule, high: f64) -> i64 {
    smallest(view, thing, down).map_or(0, |(count, left)| (high * left as f64 / count as f64).floor() as i64)
}

/// One step above the least: how many there are, and how many are left after a step down.
fn smallest(view: &View, thing: Thing, down: ScaleRule) -> Option<(i64, i64)> {
    if down.text("change").as_deref() != Some("by") {
        return None;
    }
    let V::Range(ends) = &thing.get("range").v else { return None };
    let least = view.num(&ends.0)?.lo.max(1);
    let amount = down.get("amount");
    let V::Int(step) = amount.v else { return None };
    Some((least + step, least))
}

/// A threshold as this rule writes its own.
fn in_its_unit(rule: ScaleRule, number: i64) -> String {
    let unit = if matches!(rule.get("threshold").v, V::Percent(_)) { "%" } else { "" };
    format!("{number}{unit}")
}
