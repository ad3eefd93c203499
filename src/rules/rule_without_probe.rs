//! A rule that says nothing of a probe.

use super::{Findings, edits};
use crate::topology::{Lb, Probe, Tier, View};

rule! { rule_without_probe "LBX1023" "rule-without-probe" Error
"a rule that says nothing of a probe", from: ["LB-076", "VM-052"], lacking }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() != Tier::Global) {
        let probes: Vec<Probe> = lb.probes().collect();
        for rule in lb.rules().filter(|r| r.slot("probe").is_none()) {
            let mut finding = CODE
                .at(rule.name_span(), format!("{} names no probe, so packets go to machines that are down", rule.called()))
                .help("write `probe: NAME`, or `probe: none` where that is meant");
            if let [probe] = probes[..]
                && probe.node().keys.is_empty()
            {
                let line = format!("probe: {}", probe.node().symbol);
                finding = finding.with_fix(format!("write `{line}`"), false, vec![edits::line_in(*rule, &line)]);
            }
            findings.push(*rule, finding);
        }
    }
}
