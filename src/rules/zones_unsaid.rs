//! A choice that can never be changed.

use crate::rules::edits::WayOut;
use super::Findings;
use super::location_mismatch::location;
use super::zone_mismatch::spoken_of;
use crate::azure::regions;
use crate::schema::Kind;
use crate::topology::{Given, View};

rule! {
    zones_unsaid "LBX4063" "zones-unsaid" Hint
    "an address does not say its zones, which can never be changed",
    from: ["IP-011", "LB-031"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let spoken_of = spoken_of(view);
    for thing in [Kind::PublicIp, Kind::PublicIpPrefix].into_iter().flat_map(|k| view.of_kind(k)) {
        let standard = thing.text("sku").as_deref() == Some("Standard");
        let global = thing.text("tier").as_deref() == Some("Global");
        let drawn = thing.given("prefix") == Given::Yes;
        let none = location(thing).and_then(|r| regions::find(&r)).is_some_and(|r| r.zones == Some(false));
        if thing.existing() || !standard || global || drawn || none || thing.given("zones") != Given::No || spoken_of.contains(&thing.id) {
            continue;
        }
        findings.push(
            thing,
            CODE.at(thing.name_span(), format!("`{}` does not say its zones; they can never be changed", thing.path()))
                .help("write `zones: [1, 2, 3]` to outlive the loss of a zone, or `zones: none` where there are none")
                .offer_set(thing, "zones", "[1, 2, 3]"),
        );
    }
}
