//! The least, the default and the most, in this order.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Autoscale, Num, Profile, Thing, V, View};

rule! {
    autoscale_range "LBX2100" "autoscale-range" Error
    "an autoscale range whose numbers are not in order",
    from: ["AS-001"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>() {
        judge(view, setting.0, findings);
    }
    for profile in view.all::<Profile>() {
        judge(view, profile.0, findings);
    }
}

fn judge(view: &View, thing: Thing, findings: &mut Findings) {
    let V::Range(ends) = &thing.get("range").v else { return };
    let (Some(lo), Some(hi)) = (view.num(&ends.0), view.num(&ends.1)) else { return };
    let span = thing.span_of("range");
    if lo.may_exceed(&hi) {
        findings.push(
            thing,
            CODE.at(span, format!("the least number of machines is {}, the most {}", lo.most(view), at_least(&hi, view)))
                .help("give the params bounds that do not overlap, with `in`")
                .way_if(
                    lo.single().is_some() && hi.single().is_some(),
                    format!("write `{}..{}`", hi.lo, lo.lo),
                    vec![edits::set(thing, "range", &format!("{}..{}", hi.lo, lo.lo))],
                ),
        );
        return;
    }
    if thing.slot("default").is_none() {
        return;
    }
    let Some(default) = thing.num("default") else { return };
    let message = if lo.may_exceed(&default) {
        format!("`default` may be {}, below the least, {}", default.lo, lo.most(view))
    } else if default.may_exceed(&hi) {
        format!("`default` may be {}, above the most, {}", default.hi, at_least(&hi, view))
    } else {
        return;
    };
    findings.push(thing, CODE.at(default.span, message).because(span, "the range").offer_without(thing, "default"));
}

fn at_least(num: &Num, view: &View) -> String {
    if num.single().is_some() { num.most(view) } else { format!("perhaps only {}", num.lo) }
}
