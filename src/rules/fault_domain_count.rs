//! Which numbers of fault domains a scale set takes depends on its mode and zones.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::limits;
use crate::topology::{Machine, Mode, View};

rule! {
    fault_domain_count "LBX2016" "fault-domain-count" Error
    "a number of fault domains that a scale set cannot have",
    azure: "InvalidParameter", from: ["VM-021", "VM-022"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.existing() || vmss.slot("fault_domains").is_none() {
            continue;
        }
        let (Some(mode), Some(zones), Some(count)) = (vmss.mode(), vmss.zones(), vmss.num("fault_domains")) else {
            continue;
        };
        let zonal = !zones.is_empty();
        let allowed: &[i64] = match (mode, zonal) {
            (Mode::Uniform, true) => &limits::FAULT_DOMAINS_UNIFORM_ZONAL,
            (Mode::Uniform, false) => &limits::FAULT_DOMAINS_UNIFORM_REGIONAL,
            (Mode::Flexible, true) => &limits::FAULT_DOMAINS_FLEXIBLE_ZONAL,
            (Mode::Flexible, false) => &limits::FAULT_DOMAINS_FLEXIBLE_REGIONAL,
        };
        let span = vmss.span_of("fault_domains");
        let bad = [count.lo, count.hi].into_iter().find(|n| !allowed.contains(n));
        if let Some(bad) = bad {
            let words: Vec<String> = allowed.iter().map(i64::to_string).collect();
            let place = if zonal { "in zones" } else { "without zones" };
            let finding = CODE.at(
                span,
                format!("a {mode:?} scale set {place} has {} fault domains; here it may be {bad}", words.join(" or ")),
            );
            let finding = if zonal { finding.because(vmss.span_of("zones"), "its zones") } else { finding };
            let near = allowed.iter().min_by_key(|n| (**n - bad).abs()).map(i64::to_string).unwrap_or_default();
            let finding = finding.offer_set(vmss.0, "fault_domains", &near);
            findings.push(vmss.0, finding);
        } else if mode == Mode::Uniform
            && zonal
            && count.single() == Some(1)
            && vmss.flag("single_placement_group") == Some(true)
        {
            findings.push(
                vmss.0,
                CODE.at(
                    vmss.span_of("single_placement_group"),
                    format!("`{}` spreads as widely as it can (`fault_domains: 1`), which needs several placement groups", vmss.path()),
                )
                .because(span, "spread over as many as there are")
                .azure(None)
                .help("write `single_placement_group: false`, or `fault_domains: 5`")
                .offer_set(vmss.0, "single_placement_group", "false"),
            );
        }
    }
}
