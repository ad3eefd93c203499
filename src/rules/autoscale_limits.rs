//! How many profiles and rules a setting has. A weekly profile counts twice: the compiler writes one that ends it.

use super::Findings;
use super::edits::WayOut;
use crate::azure::limits;
use crate::topology::{Autoscale, ScaleRule, Thing, View};

rule! {
    autoscale_limits "LBX2102" "autoscale-limits" Error
    "an autoscale setting with too many profiles or rules",
    from: ["AS-006"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>() {
        let weekly = setting.profiles().filter(|p| p.slot("days").is_some()).count();
        let all = 1 + setting.profiles().count() + weekly;
        if all > limits::PROFILES {
            findings.push(
                setting.0,
                CODE.at(setting.name_span(), format!("a setting has at most {} profiles; here are {all}", limits::PROFILES))
                    .note(format!("{weekly} weekly profiles count twice: each is ended by another"))
                    .offer_removal(setting.profiles().last().map_or(setting.0, |p| p.0)),
            );
        }
        rules(setting.0, findings);
        for profile in setting.profiles() {
            rules(profile.0, findings);
        }
    }
}

fn rules(thing: Thing, findings: &mut Findings) {
    let rules: Vec<ScaleRule> = thing.parts().collect();
    if rules.len() > limits::SCALE_RULES {
        let finding = CODE
            .at(
                rules[limits::SCALE_RULES].name_span(),
                format!("a profile has at most {} rules; here are {}", limits::SCALE_RULES, rules.len()),
            )
            .because(thing.name_span(), "the profile");
        // Of several too many none is the one.
        let one = rules.len() == limits::SCALE_RULES + 1;
        findings.push(thing, if one { finding.offer_removal(rules[limits::SCALE_RULES].0) } else { finding });
    }
}
