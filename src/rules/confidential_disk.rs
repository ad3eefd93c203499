//! Encryption by a confidential machine needs one, and its firmware.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Given, OsDisk, View};

rule! {
    confidential_disk "LBX2066" "confidential-disk" Error
    "a confidential disk without what it needs",
    from: ["VM-106"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() {
            continue;
        }
        for disk in thing.parts::<OsDisk>().filter(|d| d.given("confidential") == Given::Yes) {
            let here = disk.span_of("confidential");
            let known = thing.text("security_type");
            if known.as_deref().is_some_and(|t| t != "ConfidentialVM") || thing.given("security_type") == Given::No {
                findings.push(
                    disk.0,
                    CODE.at(here, format!("`{}` is no confidential machine", thing.path()))
                        .because(thing.span_of("security_type"), "the machine")
                        .help(format!("write `security_type: ConfidentialVM` in `{}`", thing.path()))
                        .offer_set(thing, "security_type", "ConfidentialVM"),
                );
                continue;
            }
            if thing.flag("vtpm") == Some(false) {
                findings.push(
                    disk.0,
                    CODE.at(thing.span_of("vtpm"), "a confidential disk needs the virtual TPM")
                        .because(here, "the disk")
                        .help("remove `vtpm: false`").offer_without(thing, "vtpm"),
                );
            }
            if thing.flag("secure_boot") == Some(false)
                && disk.text("confidential").as_deref() == Some("DiskWithVMGuestState")
            {
                findings.push(
                    disk.0,
                    CODE.at(thing.span_of("secure_boot"), "`DiskWithVMGuestState` needs secure boot")
                        .because(here, "the disk")
                        .help("remove `secure_boot: false`").offer_without(thing, "secure_boot"),
                );
            }
        }
    }
}
