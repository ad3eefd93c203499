//! A probe that no rule uses is never sent, so it tells nothing.

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Known, View};

rule! {
    idle_health_probe "LBX2039" "idle-health-probe" Error
    "a scale set's health is a probe that no rule uses for it",
    azure: "CannotUseInactiveHealthProbe", from: ["VM-041", "LB-188", "F014"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for (vmss, health, probe) in view.probed() {
        let lb = probe.lb();
        let pools: Vec<_> =
            vmss.nics().flat_map(|n| n.ip_configs()).flat_map(|c| c.pools()).map(|(p, _)| p.id).collect();
        let hidden = vmss.nics().flat_map(|n| n.ip_configs()).any(|c| !c.rows.all_things_known("pools"));
        let using: Vec<_> = lb.rules().filter(|r| matches!(r.probe(), Known::Is(p) if p.id == probe.id)).collect();
        let unsure = lb.rules().any(|r| r.probe() == Known::Unknown);
        let serving = lb.rules().filter(|r| r.pools().iter().any(|(p, _)| pools.contains(&p.id)));
        let ask: Vec<Edit> = serving.map(|r| edits::set(*r, "probe", &probe.node().symbol)).collect();
        let title = format!("write `probe: {}` in the rules that serve it", probe.node().symbol);
        if using.is_empty() && !unsure {
            findings.push(
                health.0,
                CODE.at(health.span_of("probe"), format!("no rule of `{}` uses the probe `{}`, so it is never sent", lb.path(), probe.path()))
                    .because(probe.name_span(), "the probe")
                    .help(format!("write `probe: {}` in the rule that serves this scale set", probe.node().symbol))
                    .way_if(!ask.is_empty(), title, ask),
            );
        } else if !hidden && !unsure {
            let serves = using.iter().any(|r| r.pools().is_empty() || r.pools().iter().any(|(p, _)| pools.contains(&p.id)));
            if !serves {
                let mut finding = CODE.at(
                    health.span_of("probe"),
                    format!("the rules with the probe `{}` lead to no pool of `{}`", probe.path(), vmss.path()),
                );
                for rule in using.iter().take(2) {
                    finding = finding.because(rule.name_span(), "a rule with that probe");
                }
                let finding = finding.help("name a probe of a rule whose pool the scale set is in");
                findings.push(health.0, finding.way_if(!ask.is_empty(), title, ask));
            }
        }
    }
}
