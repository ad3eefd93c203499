//! Encryption in the guest beside what excludes it.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Extension, Given, OsDisk, View};

rule! {
    disk_encryption_twice "LBX1855" "disk-encryption-twice" Warning
    "encryption in the guest beside encryption that excludes it",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() {
            continue;
        }
        let in_guest = thing.parts::<Extension>().find(|e| {
            e.parts_of_type().is_some_and(|(publisher, kind, _)| {
                publisher.eq_ignore_ascii_case("Microsoft.Azure.Security") && kind.to_ascii_lowercase().starts_with("azurediskencryption")
            })
        });
        let Some(extension) = in_guest else { continue };
        let here = extension.span_of("type");
        if thing.flag("encryption_at_host") == Some(true) {
            findings.push(
                extension.0,
                CODE.at(here, format!("the disks of `{}` are encrypted at the host, and then not in the guest as well", thing.path()))
                    .because(thing.span_of("encryption_at_host"), "at the host")
                    .help("keep one of the two; the host does it without load for the machine")
                    .offer_removal(extension.0)
                    .offer_without(thing, "encryption_at_host"),
            );
        }
        for disk in thing.parts::<OsDisk>().filter(|d| d.given("ephemeral") == Given::Yes) {
            findings.push(
                extension.0,
                CODE.at(here, format!("the guest does not encrypt an ephemeral disk, and `{}` starts from one", thing.path()))
                    .because(disk.span_of("ephemeral"), "ephemeral")
                    .help("write `encryption_at_host: true` in place of the extension")
                    .offer_removal(extension.0),
            );
        }
    }
}
