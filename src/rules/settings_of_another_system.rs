//! A `windows` block on a Linux machine, or a `linux` block on a Windows one.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::images::Os;
use crate::schema::Kind;
use crate::topology::{Certificate, View};

rule! {
    settings_of_another_system "LBX2003" "settings-of-another-system" Error
    "settings of one system on a machine of the other",
    from: [], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Some(os) = machine.os() else { continue };
        let (wrong, word) = match os {
            Os::Linux => (Kind::Windows, "windows"),
            Os::Windows => (Kind::Linux, "linux"),
        };
        let thing = machine.thing();
        for block in thing.children(wrong) {
            findings.push(
                block,
                CODE.at(block.name_span(), format!("`{word}` stands in `{}`, which is {}", thing.path(), os.name()))
                    .because(thing.span_of("image"), "its image says so")
                    .help(format!("remove the block, or say `os: {}` if the image is one", other(os).name()))
                    .offer_removal(block),
            );
        }
        let license = thing.text("license").filter(|l| match os {
            Os::Linux => l.starts_with("Windows_"),
            Os::Windows => l.ends_with("_BYOS"),
        });
        if let Some(license) = license.filter(|_| !thing.existing()) {
            findings.push(
                thing,
                CODE.at(thing.span_of("license"), format!("`{license}` is no license for {}, which `{}` is", os.name(), thing.path()))
                    .because(thing.span_of("image"), "its image says so")
                    .help("remove `license`, or choose an image of the other system"),
            );
        }
        if os == Os::Linux {
            for certificate in thing.parts::<Certificate>() {
                if let Some(slot) = certificate.slot("store").filter(|s| !view.reduce(&s.value).is_none()) {
                    findings.push(
                        certificate.0,
                        CODE.at(slot.key_span, format!("`{}` is Linux, which has no certificate store", thing.path()))
                            .help("remove `store`; Linux finds certificates in /var/lib/waagent")
                            .offer_without(certificate.0, "store"),
                    );
                }
            }
        }
    }
}

fn other(os: Os) -> Os {
    match os {
        Os::Linux => Os::Windows,
        Os::Windows => Os::Linux,
    }
}
