//! A mix of sizes has its own limits.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::{limits, sizes::Size};
use crate::topology::{Given, Machine, V, View};

rule! {
    size_mix "LBX2055" "size-mix" Error
    "a mix of sizes that Azure does not make",
    from: ["VM-113", "VM-019"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.existing() {
            continue;
        }
        let size = vmss.get("size");
        let V::List(items) = &size.v else {
            if let Some(slot) = vmss.slot("allocation").filter(|_| vmss.given("allocation") == Given::Yes && vmss.given("size") == Given::Yes) {
                findings.push(
                    vmss.0,
                    CODE.at(slot.key_span, format!("`allocation` chooses between sizes, and `{}` has one", vmss.path()))
                        .because(vmss.span_of("size"), "the size")
                        .help("write several: `size: [Standard_D2s_v5, Standard_D4s_v5]`")
                        .offer_without(vmss.0, "allocation"),
                );
            }
            continue;
        };
        if items.len() > limits::SIZES_PER_MIX {
            findings.push(
                vmss.0,
                CODE.at(vmss.span_of("size"), format!("a mix has at most {} sizes; here are {}", limits::SIZES_PER_MIX, items.len())),
            );
        }
        for (name, span) in machine.sizes() {
            if let Some(parsed) = Size::parse(&name)
                && !limits::MIX_FAMILIES.iter().any(|f| parsed.family.starts_with(f))
            {
                findings.push(
                    vmss.0,
                    CODE.at(span, format!("a mix takes sizes of the series {}; `{name}` is none", limits::MIX_FAMILIES.join(", "))),
                );
            }
        }
        if let Some(domains) = vmss.num("fault_domains").filter(|n| n.lo > 1) {
            findings.push(
                vmss.0,
                CODE.at(domains.span, format!("a mix of sizes is not spread over fault domains; here are {}", domains.lo))
                    .because(vmss.span_of("size"), "the mix")
                    .help("remove `fault_domains`").offer_without(vmss.0, "fault_domains"),
            );
        }
    }
}
