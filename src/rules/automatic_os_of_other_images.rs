//! Azure upgrades certain images by itself. Its list grows, so this is a warning.

use super::{Findings, edits};
use crate::topology::{ImageFacts, Machine, Upgrade, View};

/// Publishers of which some images are upgraded (VM-060); their older and newer offers get the benefit of the doubt.
const PUBLISHERS: [&str; 8] = [
    "canonical",
    "coreos",
    "microsoftazurelinux",
    "microsoftcblmariner",
    "microsoftsqlserver",
    "microsoftwindowsdesktop",
    "microsoftwindowsserver",
    "openlogic",
];

rule! {
    automatic_os_of_other_images "LBX1725" "automatic-os-of-other-images" Warning
    "automatic upgrades of an image that Azure does not upgrade",
    from: ["VM-060"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let publisher = match machine.image() {
            ImageFacts::Alias(image) => image.publisher.to_owned(),
            ImageFacts::Urn([Some(publisher), ..]) => publisher.to_string(),
            _ => continue,
        };
        if vmss.existing() || PUBLISHERS.contains(&publisher.to_ascii_lowercase().as_str()) {
            continue;
        }
        for upgrade in vmss.parts::<Upgrade>().filter(|u| u.flag("automatic_os") == Some(true)) {
            findings.push(
                upgrade.0,
                CODE.at(
                    upgrade.span_of("automatic_os"),
                    format!("Azure upgrades the images of some publishers by itself, and `{publisher}` is none of them as far as is known"),
                )
                .because(vmss.span_of("image"), "the image")
                .help("take an image of a gallery, or let a new model bring a new version")
                .with_fix("write `false`", false, vec![edits::set(upgrade.0, "automatic_os", "false")]),
            );
        }
    }
}
