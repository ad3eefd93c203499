//! Boot diagnostics are kept at the address of a storage account's blobs.

use super::Findings;
use super::edits::WayOut;
use crate::topology::View;

rule! {
    boot_diagnostics_address "LBX1827" "boot-diagnostics-address" Error
    "a place for boot diagnostics that is no address",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(place) = thing.text("boot_diagnostics").filter(|p| !thing.existing() && &**p != "managed") else { continue };
        if place.starts_with("https://") || place.starts_with("http://") {
            continue;
        }
        let span = thing.span_of("boot_diagnostics");
        let said = CODE
            .at(span, format!("boot diagnostics are kept at an address, and `{place}` is none"))
            .offer_set(thing, "boot_diagnostics", "managed");
        findings.push(
            thing,
            if place.starts_with('/') {
                said.help("this looks like an id; the address is `NAME.properties.primaryEndpoints.blob` of the storage account")
            } else {
                said.help(format!("write `managed`, or `\"https://{place}.blob.core.windows.net/\"`"))
            },
        );
    }
}
