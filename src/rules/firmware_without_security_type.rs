//! Secure boot and a virtual TPM are parts of a security type.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Given, View};

rule! {
    firmware_without_security_type "LBX2065" "firmware-without-security-type" Error
    "secure boot or a virtual TPM without a security type",
    from: ["VM-106"], refused,
    lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let none = match thing.given("security_type") {
            Given::No => true,
            Given::Yes => thing.text("security_type").as_deref() == Some("Standard"),
            _ => false,
        };
        if !none || thing.existing() {
            continue;
        }
        for property in ["secure_boot", "vtpm"] {
            if let Some(slot) = thing.slot(property).filter(|_| thing.given(property) == Given::Yes) {
                findings.push(
                    thing,
                    CODE.at(slot.key_span, format!("`{property}` needs a security type, which `{}` has not", thing.path()))
                        .help("write `security_type: TrustedLaunch`")
                        .offer_set(thing, "security_type", "TrustedLaunch"),
                );
            }
        }
    }
}
