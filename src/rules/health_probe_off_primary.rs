//! The probe of a scale set's health goes to the first address of its first nic.

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Machine, Tier, View};

rule! {
    health_probe_off_primary "LBX2040" "health-probe-off-primary" Error
    "a scale set's health is a probe of a load balancer that its first nic is not behind",
    azure: "CannotUseHealthProbeWithoutLoadBalancing", from: ["VM-042", "LB-189", "LB-190", "F013"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(health) = vmss.health().filter(|_| !vmss.existing()) else { continue };
        let Some(probe) = health.probe() else { continue };
        let lb = probe.lb();
        let own = edits::own_health(probe);
        if lb.tier() == Tier::Basic {
            findings.push(
                health.0,
                CODE.at(health.span_of("probe"), format!("`{}` is a Basic load balancer, whose probes tell no scale set's health", lb.path()))
                    .because(lb.span_of("tier"), "its SKU")
                    .azure(None)
                    .way_if(!own.is_empty(), format!("write `{own}`"), vec![Edit { span: health.span(), text: own.clone() }]),
            );
            continue;
        }
        let Some(nic) = machine.primary_nic() else { continue };
        let Some(config) = nic.primary_config() else { continue };
        if !config.rows.all_things_known("pools") || config.pools().iter().any(|(p, _)| p.lb().id == lb.id) {
            continue;
        }
        findings.push(
            health.0,
            CODE.at(
                health.span_of("probe"),
                format!("the first address of `{}` is in no pool of `{}`, whose probe this is", vmss.path(), lb.path()),
            )
            .because(nic.name_span(), "the first nic")
            .help(format!("put `{}` into a pool of `{}`, mark the nic that is in one `primary: true`, or write `health http :8080 /healthz`", nic.path(), lb.path()))
            .way_if(!own.is_empty(), format!("write `{own}`"), vec![Edit { span: health.span(), text: own.clone() }]),
        );
    }
}
