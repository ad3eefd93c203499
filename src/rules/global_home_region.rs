//! A Global load balancer or address outside the regions that are home to them.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::regions::{GLOBAL_LB_HOMES, fold};
use crate::topology::{Lb, PublicIp, Thing, Tier, View};

rule! {
    global_home_region "LBX1071" "global-home-region" Error
    "a Global load balancer or address outside the regions that are home to them", from: ["LB-204"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let lbs = view.all::<Lb>().filter(|lb| lb.tier() == Tier::Global).map(|lb| lb.0);
    let ips = view.all::<PublicIp>().filter(|ip| ip.text("tier").as_deref() == Some("Global")).map(|ip| ip.0);
    for thing in lbs.chain(ips).filter(|t| !t.existing()) {
        let Some(location) = thing.location() else { continue };
        if GLOBAL_LB_HOMES.iter().any(|home| fold(home) == fold(&location)) {
            continue;
        }
        let mut finding = CODE
            .at(place(thing), format!("{} is Global, and {location} is home to none", thing.called()))
            .help(format!("its home can be {}; it serves all regions from there", GLOBAL_LB_HOMES.join(", ")))
            .offer_set(thing, "location", GLOBAL_LB_HOMES[0]);
        if thing.slot("location").is_none()
            && let Some(deploy) = view.topology.deploy
        {
            finding = finding.because(view.thing(deploy).span_of("location"), "the region");
        }
        findings.push(thing, finding);
    }
}

fn place(thing: Thing) -> crate::source::Span {
    if thing.slot("location").is_some() { thing.span_of("location") } else { thing.name_span() }
}
