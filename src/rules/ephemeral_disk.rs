//! A disk on the host itself.

use super::Findings;
use crate::topology::{Given, OsDisk, View};

rule! {
    ephemeral_disk "LBX2060" "ephemeral-disk" Error
    "an ephemeral disk with what it cannot have",
    from: ["VM-102"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for disk in view.all::<OsDisk>().filter(|d| d.given("ephemeral") == Given::Yes) {
        let here = disk.span_of("ephemeral");
        if let Some(slot) = disk.slot("caching")
            && let Some(caching) = disk.text("caching")
            && &*caching != "ReadOnly"
        {
            findings.push(
                disk.0,
                CODE.at(slot.value.span, format!("an ephemeral disk has the cache `ReadOnly`; here it is `{caching}`"))
                    .because(here, "ephemeral")
                    .fix("write `ReadOnly`", slot.value.span, "ReadOnly"),
            );
        }
        if let Some(slot) = disk.slot("delete").filter(|_| disk.text("delete").as_deref() == Some("Detach")) {
            findings.push(
                disk.0,
                CODE.at(slot.value.span, "an ephemeral disk goes with its machine and cannot be kept")
                    .because(here, "ephemeral")
                    .help("remove `delete`"),
            );
        }
    }
}
