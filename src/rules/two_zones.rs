//! An internal frontend in two zones.

use super::Findings;
use crate::topology::{Frontend, V, View};

rule! { two_zones "LBX1007" "two-zones" Error
"an internal frontend in two zones", azure: "ResourceCannotHaveMultipleZonesSpecified", from: ["F065"], refused }

fn check(view: &View, findings: &mut Findings) {
    for frontend in view.all::<Frontend>().filter(|f| !f.existing() && f.public() == Some(false)) {
        let zones = frontend.get("zones");
        if !matches!(&zones.v, V::List(items) if items.len() == 2) {
            continue;
        }
        findings.push(
            *frontend,
            CODE.at(zones.span, format!("{} is in two zones; Azure takes one, or all three", frontend.called()))
                .offer("write `[1, 2, 3]`", zones.span, "[1, 2, 3]"),
        );
    }
}
