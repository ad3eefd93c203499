//! Machines that are asked for one by one, and of which Azure removes some again.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Machine, View};

rule! {
    vanishing_instances "LBX1812" "vanishing-instances" Warning
    "an overprovisioned scale set whose machines are asked for one by one", from: ["F245"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.existing() || vmss.overprovision() != Some(true) {
            continue;
        }
        let configs = vmss.nics().flat_map(|n| n.ip_configs());
        let single = configs.into_iter().find_map(|config| {
            if let Some((pool, span)) = config.nat_pools().into_iter().next() {
                return Some((pool.0, span));
            }
            config.pools().into_iter().find_map(|(pool, span)| {
                let rule = pool.lb().nat_rules().find(|r| r.pool().is_some_and(|p| p.id == pool.id))?;
                Some((rule.0, span))
            })
        });
        let Some((way, span)) = single else { continue };
        findings.push(
            vmss.0,
            CODE.at(
                vmss.span_of("overprovision"),
                format!("`{}` starts more machines than asked for and removes some, each with a port by {}", vmss.path(), way.called()),
            )
            .because(span, "a port for every machine")
            .help("leave `overprovision` out, so that a machine which can be reached stays")
            .offer_without(vmss.0, "overprovision"),
        );
    }
}
