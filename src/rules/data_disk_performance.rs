//! Kinds of disks whose speed is set, and what ultra disks need.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{DataDisk, Given, View};

rule! {
    data_disk_performance "LBX2063" "data-disk-performance" Error
    "a data disk with a size or speed that its kind has not",
    from: ["VM-103", "VM-104"], refused
}

/// GiB of the largest data disk that is no ultra disk.
const LARGEST: i64 = 32_767;

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        for disk in thing.parts::<DataDisk>() {
            let kind = disk.text("type");
            let fast = kind.as_deref().is_some_and(|k| matches!(k, "UltraSSD_LRS" | "PremiumV2_LRS"));
            let unknown = kind.is_none() && disk.given("type") != Given::No;
            for property in ["iops", "mbps"] {
                if let Some(slot) = disk.slot(property).filter(|_| !fast && !unknown && disk.given(property) == Given::Yes) {
                    let mut finding = CODE
                        .at(slot.key_span, format!("`{property}` is set for `UltraSSD_LRS` and `PremiumV2_LRS` only"))
                        .help(format!("remove `{property}`, or write `type: PremiumV2_LRS`"))
                        .offer_set(disk.0, "type", "PremiumV2_LRS")
                        .offer_without(disk.0, property);
                    if let Some(kind) = &kind {
                        finding = finding.because(disk.span_of("type"), format!("this is `{kind}`"));
                    }
                    findings.push(disk.0, finding);
                }
            }
            let ultra = kind.as_deref() == Some("UltraSSD_LRS");
            let off = thing.flag("ultra_disks") == Some(false) || thing.given("ultra_disks") == Given::No;
            if ultra && off && !thing.existing() {
                findings.push(
                    disk.0,
                    CODE.at(disk.span_of("type"), format!("`{}` may have no ultra disk before it says so", thing.path()))
                        .help(format!("write `ultra_disks: true` in `{}`", thing.path()))
                        .set(thing, "ultra_disks", "true", thing.slot("ultra_disks").is_none()),
                );
            }
            let cached = disk.text("caching").filter(|c| fast && &**c != "None");
            if let Some(cached) = cached {
                findings.push(
                    disk.0,
                    CODE.at(disk.span_of("caching"), format!("`{}` disks are not cached, and this says `{cached}`", kind.as_deref().unwrap_or_default()))
                        .because(disk.span_of("type"), "the kind")
                        .help("leave `caching` out"),
                );
            }
            if let Some(size) = disk.num("size").filter(|_| !fast && !unknown)
                && let Some(much) = size.above(LARGEST)
            {
                findings.push(
                    disk.0,
                    CODE.at(size.span, format!("a data disk has at most {LARGEST} GiB; here it may have {much}")).offer(format!("write `{LARGEST}GiB`"), size.span, format!("{LARGEST}GiB")),
                );
            }
        }
    }
}
