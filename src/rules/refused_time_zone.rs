//! Windows knows time zones by names of its own.

use super::Findings;
use crate::azure::time_zones;
use crate::diag::{Level, nearest};
use crate::topology::{View, Windows};

rule! {
    refused_time_zone "LBX1826" "refused-time-zone" Error
    "a time zone by a name that Windows does not know",
    azure: "InvalidParameter", from: []
}

fn check(view: &View, findings: &mut Findings) {
    for windows in view.all::<Windows>().filter(|w| !w.existing()) {
        let Some(zone) = windows.text("time_zone").filter(|z| !time_zones::is_known(z)) else { continue };
        // Those of other systems have a slash in them; what else is not in the list may be new.
        let foreign = zone.contains('/');
        let said = CODE
            .at(windows.span_of("time_zone"), format!("`{zone}` is no time zone of Windows"))
            .level(if foreign { Level::Error } else { Level::Warning });
        findings.push(
            windows.0,
            match nearest(&zone, time_zones::ALL.iter().copied()) {
                Some(near) => said.offer(format!("write `{near}`"), windows.span_of("time_zone"), format!("\"{near}\"")),
                None => said.help("they are called as `W. Europe Standard Time` or `UTC`"),
            },
        );
    }
}
