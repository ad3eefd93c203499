//! Large disks are not cached.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{DataDisk, V, View};

rule! {
    cached_large_disk "LBX1854" "cached-large-disk" Warning
    "a cache for a disk of 4 TiB or more",
    from: []
}

/// The first size that is not cached any more, in GiB.
const UNCACHED: i64 = 4096;

fn check(view: &View, findings: &mut Findings) {
    for disk in view.all::<DataDisk>().filter(|d| !d.existing()) {
        let Some(caching) = disk.text("caching").filter(|c| &**c != "None") else { continue };
        let V::Disk(size) = disk.get("size").v else { continue };
        if size >= UNCACHED && disk.slot("caching").is_some() {
            findings.push(
                disk.0,
                CODE.at(disk.span_of("caching"), format!("disks of 4 TiB or more are not cached, and this says `{caching}`"))
                    .because(disk.span_of("size"), "the size")
                    .help("leave `caching` out, or write several smaller disks")
                    .offer_without(disk.0, "caching"),
            );
        }
    }
}
