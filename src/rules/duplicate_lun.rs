//! Each data disk of a machine has a number of its own.

use std::collections::BTreeMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{DataDisk, View};

rule! {
    duplicate_lun "LBX2062" "duplicate-lun" Error
    "two data disks of one machine have one number",
    from: ["VM-103"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let mut seen: BTreeMap<i64, DataDisk> = BTreeMap::new();
        let mut free = 0;
        let disks: Vec<DataDisk> = machine.thing().parts().collect();
        let luns: Vec<i64> = disks.iter().filter_map(|d| d.num("lun")?.single()).collect();
        while luns.contains(&free) {
            free += 1;
        }
        for disk in disks {
            let Some(lun) = disk.num("lun").and_then(|n| n.single()) else { continue };
            if let Some(first) = seen.get(&lun) {
                findings.push(
                    disk.0,
                    CODE.at(disk.span_of("lun"), format!("the number {lun} is taken on `{}`", machine.thing().path()))
                        .because(first.span_of("lun"), "by this disk")
                        .help(format!("{free} is free"))
                        .offer_set(disk.0, "lun", &free.to_string()),
                );
            } else {
                seen.insert(lun, disk);
            }
        }
    }
}
