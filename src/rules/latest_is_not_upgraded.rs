//! `latest` is looked up when a machine is made, and never again.

use super::{Findings, edits};
use crate::topology::{Given, ImageFacts, Linux, Mode, Upgrade, V, View, Vmss, Windows};

/// Publishers of the images that Azure upgrades by itself (VM-060).
const PUBLISHERS: [&str; 3] = ["canonical", "microsoftwindowsserver", "microsoftcblmariner"];

rule! {
    latest_is_not_upgraded "LBX1705" "latest-is-not-upgraded" Hint
    "the newest image for new machines only",
    from: ["VM-066"]
}

fn check(view: &View, findings: &mut Findings) {
    for vmss in view.all::<Vmss>().filter(|v| !v.existing() && v.mode() == Some(Mode::Uniform)) {
        let ImageFacts::Urn([Some(publisher), .., Some(version)]) = crate::topology::Machine::Vmss(vmss).image() else {
            continue;
        };
        let known = PUBLISHERS.contains(&publisher.to_ascii_lowercase().as_str());
        if !known || &*version != "latest" || !matches!(vmss.get("image").v, V::Str(_)) || vmss.health_sources().is_empty() {
            continue;
        }
        // Who patches the guests has made up their mind.
        let patched = vmss.parts::<Linux>().any(|l| l.given("patch_mode") != Given::No)
            || vmss.parts::<Windows>().any(|w| {
                w.given("patch_mode") != Given::No || w.given("automatic_updates") != Given::No
            });
        if patched {
            continue;
        }
        let Some(upgrade) = vmss.parts::<Upgrade>().find(|u| {
            u.given("automatic_os") == Given::No && u.text("mode").is_some_and(|m| &*m == "Rolling")
        }) else {
            continue;
        };
        findings.push(
            vmss.0,
            CODE.at(
                vmss.span_of("image"),
                format!("`latest` is the image that is the latest when a machine is made; those of `{}` keep theirs", vmss.path()),
            )
            .because(upgrade.name_span(), "upgrades come with a new model only")
            .help("write `automatic_os: true` in `upgrade`, or a version here that a new model raises")
            .with_fix("write `automatic_os: true`", false, vec![edits::line_in(upgrade.0, "automatic_os: true")]),
        );
    }
}
