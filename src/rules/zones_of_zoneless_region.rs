//! Some regions have no zones.

use crate::rules::edits::WayOut;
use super::Findings;
use super::location_mismatch::location;
use crate::azure::regions;
use crate::schema::Kind;
use crate::topology::{Given, View};

rule! {
    zones_of_zoneless_region "LBX4011" "zones-of-zoneless-region" Error
    "zones in a region that has none",
    azure: "LocationNotSupportAvailabilityZones", from: ["VM-025", "IP-011", "LB-029", "F044"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let kinds = [Kind::Vmss, Kind::Vm, Kind::PublicIp, Kind::PublicIpPrefix, Kind::NatGateway, Kind::Frontend];
    for thing in kinds.into_iter().flat_map(|k| view.of_kind(k)).filter(|t| !t.existing()) {
        if thing.given("zones") != Given::Yes || thing.zones().is_none_or(|z| z.is_empty()) {
            continue;
        }
        let resource = if thing.kind() == Kind::Frontend { thing.parent().unwrap_or(thing) } else { thing };
        let Some(region) = location(resource) else { continue };
        if regions::find(&region).is_some_and(|r| r.zones == Some(false)) {
            findings.push(
                thing,
                CODE.at(thing.span_of("zones"), format!("`{region}` has no zones")).help("remove `zones`, or choose another region").offer_without(thing, "zones"),
            );
        }
    }
}
