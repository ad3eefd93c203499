//! An unhealthy machine stays, gets no packets, and lowers the average that scaling goes by.

use super::Findings;
use super::edits::{self, WayOut};
use crate::topology::{Known, Machine, Repairs, View};

rule! {
    unrepaired_instances "LBX1814" "unrepaired-instances" Hint
    "unhealthy machines stay in a scale set that scales by an average", from: ["F262"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(autoscale) = vmss.autoscale() else { continue };
        if vmss.existing() || vmss.parts::<Repairs>().next().is_some() {
            continue;
        }
        let rules = autoscale.rules().chain(autoscale.profiles().flat_map(|p| p.rules()));
        let average = rules.into_iter().find(|r| r.text("statistic").as_deref() == Some("Average"));
        let Some(average) = average.filter(|r| r.text("metric").as_deref().is_some_and(|m| m == "cpu" || m == "Percentage CPU")) else {
            continue;
        };
        let configs = vmss.nics().flat_map(|n| n.ip_configs());
        let probe = configs.flat_map(|c| c.pools()).find_map(|(pool, _)| {
            pool.lb().rules().find_map(|r| match r.probe() {
                Known::Is(probe) if r.pools().iter().any(|(p, _)| p.id == pool.id) => Some(probe),
                _ => None,
            })
        });
        let Some(probe) = probe else { continue };
        let mut lines = vec!["repairs".to_owned()];
        if vmss.health_sources().is_empty() {
            lines = vec![format!("{}\n  repairs", edits::health(vmss))];
        }
        findings.push(
            vmss.0,
            CODE.at(vmss.name_span(), format!("`{}` keeps machines that {} finds down, and their idle processors lower the average", vmss.path(), probe.called()))
                .because(average.span(), "it scales by the average of all")
                .help("write `repairs`, with a source of health: `health PROBE` or `health http :PORT /PATH`")
                .way("write `repairs`".to_owned(), false, lines.iter().map(|line| edits::line_in(vmss.0, line)).collect()),
        );
    }
}
