//! A version that is written down never changes by itself.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{ImageFacts, Machine, Upgrade, View};

rule! {
    automatic_os_of_a_pinned_image "LBX2035" "automatic-os-of-a-pinned-image" Error
    "automatic upgrades of an image whose version is written",
    from: ["VM-059", "VM-060"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let why = match machine.image() {
            ImageFacts::Id(id) => {
                let id = id.to_ascii_lowercase();
                if id.contains("/providers/microsoft.compute/images/") {
                    "it stands in no gallery".to_owned()
                } else if id.contains("/versions/") {
                    "its id names a version".to_owned()
                } else {
                    continue;
                }
            }
            image => match image.version() {
                Some(version) if &*version != "latest" => format!("its version is `{version}`"),
                _ => continue,
            },
        };
        let latest = match vmss.text("image").filter(|t| t.split(':').count() == 4) {
            Some(text) => text.rsplit_once(':').map(|(image, _)| format!("\"{image}:latest\"")).unwrap_or_default(),
            None => String::new(),
        };
        for upgrade in vmss.parts::<Upgrade>().filter(|u| u.flag("automatic_os") == Some(true)) {
            findings.push(
                upgrade.0,
                CODE.at(vmss.span_of("image"), format!("the image of `{}` cannot be upgraded by itself: {why}", vmss.path()))
                    .because(upgrade.span_of("automatic_os"), "asked for here")
                    .help("end the image in `:latest`, or name a gallery image without its version")
                    .way_if(!latest.is_empty(), format!("write `{latest}`"), vec![edits::set(vmss.0, "image", &latest)])
                    .offer_without(upgrade.0, "automatic_os"),
            );
        }
    }
}
