//! Spot machines are not spread.

use super::{Findings, edits};
use crate::azure::sizes::Size;
use crate::diag::Level;
use crate::topology::{Given, Machine, Mode, Spot, View};

rule! {
    spot_over_fault_domains "LBX1720" "spot-over-fault-domains" Error
    "spot machines over several fault domains",
    from: ["VM-019", "VM-109"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.existing() || vmss.mode() != Some(Mode::Flexible) || vmss.slot("fault_domains").is_none() {
            continue;
        }
        let Some(domains) = vmss.num("fault_domains").filter(|n| n.lo > 1) else { continue };
        let Some(spot) = vmss.parts::<Spot>().next() else { continue };
        let mixed = ["base_regular", "regular_above_base"].iter().any(|p| spot.given(p) == Given::Yes);
        let slow = machine
            .sizes()
            .into_iter()
            .find(|(s, _)| Size::parse(s).is_some_and(|s| s.lacks_memory_preserving_updates()));
        let finding = match slow.filter(|_| mixed) {
            Some((size, span)) => CODE
                .at(
                    domains.span,
                    format!("spot and regular machines of the size `{size}` are not mixed over several fault domains; here are {}", domains.lo),
                )
                .because(span, "the size"),
            None => CODE
                .at(
                    domains.span,
                    format!("spot machines stand in a single fault domain; `{}` asks for {}", vmss.path(), domains.lo),
                )
                .level(Level::Warning),
        };
        let mut finding = finding.because(spot.name_span(), "spot").help("remove `fault_domains`");
        if let Some(slot) = vmss.slot("fault_domains") {
            finding = finding.with_fix("remove `fault_domains`", false, vec![edits::without(slot)]);
        }
        findings.push(vmss.0, finding);
    }
}
