//! A scale set's health hangs on rules that will change.

use super::Findings;
use super::edits::{self, WayOut};
use crate::topology::{Known, Rule, View};

rule! {
    shared_health_probe "LBX1817" "shared-health-probe" Hint
    "several rules use the probe of a scale set's health",
    azure: "CannotRemoveRuleUsedByProbeUsedByVMSS", from: ["F198"]
}

fn check(view: &View, findings: &mut Findings) {
    for (vmss, health, probe) in view.probed() {
        let lb = probe.lb();
        let using: Vec<Rule> = lb.rules().filter(|r| matches!(r.probe(), Known::Is(p) if p.id == probe.id)).collect();
        if using.len() < 2 {
            continue;
        }
        let mut finding = CODE.at(
            health.span_of("probe"),
            format!("{} rules use {}, and none of them can be removed while it is the health of `{}`", using.len(), probe.called(), vmss.path()),
        );
        for rule in using.iter().take(3) {
            finding = finding.because(rule.span_of("probe"), "used here");
        }
        let own = edits::own_health(probe);
        let whole = vec![crate::diag::Edit { span: health.node().full_span, text: own.clone() }];
        findings.push(
            health.0,
            finding.help("keep a probe and a rule for health alone, which never change, or ask the machines: `health http :PORT /PATH`")
                .way_if(!own.is_empty(), format!("write `{own}`"), whole),
        );
    }
}
