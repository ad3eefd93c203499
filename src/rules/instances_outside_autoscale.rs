//! Autoscale brings a number that lies outside its range back at once.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Machine, V, View};

rule! {
    instances_outside_autoscale "LBX2101" "instances-outside-autoscale" Warning
    "a scale set starts with a number of machines that its autoscale undoes",
    from: ["AS-018"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(autoscale) = vmss.autoscale() else { continue };
        if vmss.existing() || vmss.slot("instances").is_none() || autoscale.flag("enabled") == Some(false) {
            continue;
        }
        let V::Range(ends) = &autoscale.get("range").v else { continue };
        let (Some(count), Some(lo), Some(hi)) = (vmss.num("instances"), view.num(&ends.0), view.num(&ends.1)) else {
            continue;
        };
        let message = if count.may_exceed(&hi) {
            format!("`{}` starts with {}, and autoscale takes it back to {}", vmss.path(), count.most(view), hi.lo)
        } else if lo.may_exceed(&count) {
            format!("`{}` starts with {}, and autoscale brings it up to {}", vmss.path(), count.lo, lo.hi)
        } else {
            continue;
        };
        findings.push(
            vmss.0,
            CODE.at(count.span, message)
                .because(autoscale.span_of("range"), "the range")
                .help("leave `instances` out: the scale set then starts with the least")
                .offer_without(vmss.0, "instances"),
        );
    }
}
