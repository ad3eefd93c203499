//! Kinds and sizes that a disk to start from cannot have.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{OsDisk, View};

rule! {
    os_disk_type "LBX2061" "os-disk-type" Error
    "a kind or size of disk that no machine starts from",
    from: ["VM-100"], refused
}

/// GiB of the largest disk to start from.
const LARGEST: i64 = 4095;

fn check(view: &View, findings: &mut Findings) {
    for disk in view.all::<OsDisk>() {
        if let Some(kind) = disk.text("type")
            && matches!(&*kind, "UltraSSD_LRS" | "PremiumV2_LRS")
        {
            findings.push(
                disk.0,
                CODE.at(disk.span_of("type"), format!("`{kind}` is for data disks; no machine starts from one"))
                    .help("write `Premium_LRS`").offer_set(disk.0, "type", "Premium_LRS"),
            );
        }
        if let Some(size) = disk.num("size")
            && let Some(much) = size.above(LARGEST)
        {
            findings.push(
                disk.0,
                CODE.at(size.span, format!("a machine starts from a disk of at most {LARGEST} GiB; here it may have {much}")).offer(format!("write `{LARGEST}GiB`"), size.span, format!("{LARGEST}GiB")),
            );
        }
    }
}
