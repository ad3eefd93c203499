//! Accelerated writes pass the cache by.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{DataDisk, Given, OsDisk, Thing, View};

rule! {
    write_accelerator "LBX2064" "write-accelerator" Error
    "accelerated writes on a disk that cannot have them",
    from: ["VM-105"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for disk in view.all::<OsDisk>() {
        judge(disk.0, "ReadWrite", findings);
    }
    for disk in view.all::<DataDisk>() {
        judge(disk.0, "None", findings);
    }
}

fn judge(disk: Thing, default: &str, findings: &mut Findings) {
    if disk.flag("write_accelerator") != Some(true) {
        return;
    }
    let here = disk.span_of("write_accelerator");
    if let Some(kind) = disk.text("type").filter(|k| &**k != "Premium_LRS") {
        findings.push(
            disk,
            CODE.at(disk.span_of("type"), format!("writes are accelerated on `Premium_LRS`; this is `{kind}`"))
                .because(here, "asked for here").offer_set(disk, "type", "Premium_LRS"),
        );
    }
    let caching = match disk.given("caching") {
        Given::No => default.to_owned(),
        _ => disk.text("caching").map(|c| c.to_string()).unwrap_or_default(),
    };
    if caching == "ReadWrite" {
        findings.push(
            disk,
            CODE.at(here, "accelerated writes exclude a cache for writing")
                .because(disk.span_of("caching"), "the cache is `ReadWrite`")
                .help("write `caching: None`").offer_set(disk, "caching", "None"),
        );
    }
}
