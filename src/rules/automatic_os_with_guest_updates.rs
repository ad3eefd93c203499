//! Either the scale set brings the system up to date, or the guest does.

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Linux, Machine, Thing, Upgrade, View, Windows};

rule! {
    automatic_os_with_guest_updates "LBX2036" "automatic-os-with-guest-updates" Error
    "automatic upgrades of the image, and updates in the guest as well",
    from: ["VM-062", "VM-063"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(upgrade) = vmss.parts::<Upgrade>().find(|u| u.flag("automatic_os") == Some(true)) else { continue };
        let mut say = |culprit: Thing, property: &str, what: &str, way: &str, edit: Option<Edit>| {
            findings.push(
                culprit,
                CODE.at(culprit.span_of(property), format!("`{}` gets new images by itself, so {what}", vmss.path()))
                    .because(upgrade.span_of("automatic_os"), "asked for here")
                    .help(way)
                    .way(way.split(", or").next().unwrap_or(way).to_owned(), false, edit.into_iter().collect()),
            );
        };
        let windows = vmss.parts::<Windows>().map(|w| w.0);
        for block in windows.chain(vmss.parts::<Linux>().map(|l| l.0)) {
            if block.flag("automatic_updates") == Some(true) {
                say(block, "automatic_updates", "Windows may not update itself", "write `automatic_updates: false`", Some(edits::set(block, "automatic_updates", "false")));
            }
            if block.text("patch_mode").as_deref() == Some("AutomaticByPlatform") {
                say(block, "patch_mode", "the platform may not patch the guest", "remove `patch_mode`, or `automatic_os`", block.slot("patch_mode").map(edits::without));
            }
        }
    }
}
