//! Rules that cannot move anything.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Autoscale, ScaleRule, Thing, V, View};

rule! {
    idle_scale_rules "LBX2105" "idle-scale-rules" Warning
    "scale rules in a range of one number",
    from: ["AS-003"],
    lacking
}

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>() {
        judge(view, setting.0, findings);
        for profile in setting.profiles() {
            judge(view, profile.0, findings);
        }
    }
}

fn judge(view: &View, thing: Thing, findings: &mut Findings) {
    let Some(rule) = thing.parts::<ScaleRule>().next() else { return };
    let V::Range(ends) = &thing.get("range").v else { return };
    let (Some(lo), Some(hi)) = (view.num(&ends.0), view.num(&ends.1)) else { return };
    if let Some(count) = lo.single().filter(|c| Some(*c) == hi.single()) {
        let rules = thing.parts::<ScaleRule>().map(|r| edits::remove(r.0)).collect();
        findings.push(
            thing,
            CODE.at(thing.span_of("range"), format!("the least and the most number of machines are both {count}, so no rule can change it"))
                .because(rule.name_span(), "a rule without effect")
                .help("widen the range, or remove the rules")
                .way("remove the rules".to_owned(), false, rules),
        );
    }
}
