//! How large a prefix of public addresses may be.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::limits;
use crate::topology::{PublicIpPrefix, View};

rule! {
    prefix_length "LBX4064" "prefix-length" Error
    "a prefix of public addresses that Azure does not give out",
    from: ["IP-017", "LB-027"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for prefix in view.all::<PublicIpPrefix>().filter(|p| !p.existing()) {
        let Some(length) = prefix.num("length") else { continue };
        let (version, range) = match prefix.text("version").as_deref() {
            Some("IPv6") => ("IPv6", limits::PREFIX_V6),
            Some("IPv4") => ("IPv4", limits::PREFIX_V4),
            _ => continue,
        };
        if let Some(bad) = length.above(*range.end()).or(length.below(*range.start())) {
            findings.push(
                prefix.0,
                CODE.at(
                    prefix.span_of("length"),
                    format!("an {version} prefix has a length of {} to {}; here it may be {bad}", range.start(), range.end()),
                )
                .offer_set(prefix.0, "length", &bad.clamp(*range.start(), *range.end()).to_string()),
            );
        }
    }
}
