//! Azure runs one extension of a type on a machine.

use std::collections::BTreeMap;

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Extension, Health, View};

rule! {
    duplicate_extension "LBX2070" "duplicate-extension" Warning
    "two extensions of one type on one machine",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let mut seen: BTreeMap<(String, String), Extension> = BTreeMap::new();
        let thing = machine.thing();
        for extension in thing.parts::<Extension>() {
            let Some((publisher, kind, _)) = extension.parts_of_type() else { continue };
            // Two sources of health are another rule's matter.
            if extension.is_application_health() && thing.parts::<Health>().next().is_some() {
                continue;
            }
            let key = (publisher.to_ascii_lowercase(), kind.to_ascii_lowercase());
            if let Some(first) = seen.get(&key) {
                findings.push(
                    extension.0,
                    CODE.at(extension.span_of("type"), format!("`{}` has an extension of the type `{publisher}/{kind}` already", thing.path()))
                        .because(first.span_of("type"), "the first one")
                        .help("do both in one extension")
                        .offer_removal(extension.0),
                );
            } else {
                seen.insert(key, extension);
            }
        }
    }
}
