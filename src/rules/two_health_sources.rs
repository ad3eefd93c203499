//! One source of health, or repairs and upgrades stop.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{HealthSource, Machine, View};

rule! {
    two_health_sources "LBX2038" "two-health-sources" Error
    "a scale set hears of health from two sides",
    from: ["VM-039"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let sources: Vec<_> = vmss
            .health_sources()
            .into_iter()
            .map(|s| match s {
                HealthSource::Block(b) => b.0,
                HealthSource::Extension(e) => e.0,
            })
            .collect();
        let Some(first) = sources.first() else { continue };
        for second in &sources[1..] {
            findings.push(
                *second,
                CODE.at(second.name_span(), format!("`{}` has a source of health already", vmss.path()))
                    .because(first.name_span(), "the first one")
                    .help("keep one: a probe, or the application health extension")
                    .offer_removal(*second),
            );
        }
    }
}
