//! Flexible scale sets are spread over groups, but for sizes that need to stand together.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::sizes::Size;
use crate::topology::{Machine, Mode, View};

rule! {
    single_placement_group_on_flexible "LBX2014" "single-placement-group-on-flexible" Error
    "a Flexible scale set asks for one placement group",
    azure: "InvalidParameter", from: ["VM-013", "F009"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.mode() != Some(Mode::Flexible) || vmss.existing() {
            continue;
        }
        // Sizes that talk over InfiniBand are an exception that some sources name.
        let special = machine.sizes().iter().any(|(s, _)| Size::parse(s).is_none_or(|s| s.family.starts_with(['H', 'N'])));
        if vmss.flag("single_placement_group") == Some(true) && vmss.slot("single_placement_group").is_some() && !special {
            findings.push(
                vmss.0,
                CODE.at(
                    vmss.span_of("single_placement_group"),
                    format!("`{}` is Flexible, and a Flexible scale set has no single placement group", vmss.path()),
                )
                .because(vmss.span_of("mode"), "its mode")
                .help("remove `single_placement_group`; it is `false` by itself")
                .offer_without(vmss.0, "single_placement_group"),
            );
        }
    }
}
