//! Some regions have two fault domains only. The list may be older than Azure, so this is a warning.

use super::{Findings, edits};
use crate::azure::regions;
use crate::topology::{AvailabilitySet, Mode, Thing, View, Vmss};

rule! {
    fault_domains_of_the_region "LBX1707" "fault-domains-of-the-region" Warning
    "more fault domains than the region has",
    azure: "InvalidParameter", from: ["VM-023"]
}

fn check(view: &View, findings: &mut Findings) {
    for vmss in view.all::<Vmss>().filter(|v| v.mode() == Some(Mode::Flexible)) {
        if vmss.zones().is_some_and(|z| z.is_empty()) {
            judge(vmss.0, findings);
        }
    }
    for set in view.all::<AvailabilitySet>() {
        judge(set.0, findings);
    }
}

fn judge(thing: Thing, findings: &mut Findings) {
    if thing.existing() || thing.slot("fault_domains").is_none() {
        return;
    }
    let (Some(count), Some(place)) = (thing.num("fault_domains"), thing.location()) else { return };
    let Some(most) = regions::fault_domains(&place) else { return };
    // More than three is another rule's.
    let Some(over) = count.above(most).filter(|n| *n == 3) else { return };
    let place = regions::find(&place).map_or_else(|| place.to_string(), |r| r.display.to_owned());
    let mut finding = CODE
        .at(thing.span_of("fault_domains"), format!("{place} has {most} fault domains as far as is known; here are {over}"))
        .help(format!("write `fault_domains: {most}`"));
    if thing.slot("location").is_some() {
        finding = finding.because(thing.span_of("location"), "the region");
    } else if let Some(deploy) = thing.view.topology.deploy {
        finding = finding.because(thing.view.thing(deploy).span_of("location"), "the region");
    }
    finding = finding.with_fix(format!("write `{most}`"), false, vec![edits::set(thing, "fault_domains", &most.to_string())]);
    findings.push(thing, finding);
}
