//! A label is one part of a host name, and one address has it.

use std::collections::BTreeMap;

use super::Findings;
use super::location_mismatch::location;
use crate::azure::{names, reserved};
use crate::topology::{PublicIp, View};

rule! {
    refused_dns_label "LBX4062" "refused-dns-label" Error
    "a DNS label that is none, is reserved, or is there twice",
    azure: "InvalidDomainNameLabel", from: ["IP-007", "IP-008", "IP-010", "F017"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut seen: BTreeMap<(String, Option<String>), PublicIp> = BTreeMap::new();
    for ip in view.all::<PublicIp>() {
        let Some(label) = ip.text("dns") else { continue };
        let span = ip.span_of("dns");
        if ip.existing() {
            continue;
        }
        if !names::is_dns_label(&label) {
            let lower = label.to_lowercase();
            let mut finding = CODE
                .at(span, format!("a label has 3 to 63 lower-case letters, digits and `-`, a letter first and no `-` last; this is `{label}`"));
            let dashed = lower.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let dashed = dashed.trim_matches('-');
            if names::is_dns_label(&lower) {
                finding = finding.fix(format!("write `{lower}`"), span, format!("\"{lower}\""));
            } else if names::is_dns_label(dashed) {
                finding = finding.offer(format!("write `{dashed}`"), span, format!("\"{dashed}\""));
            }
            findings.push(ip.0, finding);
        } else if let Some(word) = reserved::word_in(&label) {
            findings.push(
                ip.0,
                CODE.at(span, format!("Azure keeps `{}` in names with an address on the internet", word.to_lowercase()))
                    .azure(Some("ReservedResourceName")),
            );
        }
        // A scope adds a hash of its own to the name.
        if ip.slot("dns_scope").is_some() {
            continue;
        }
        if let Some(first) = seen.get(&(label.to_lowercase(), location(ip.0))) {
            findings.push(
                ip.0,
                CODE.at(span, format!("`{label}` belongs to `{}` already", first.path()))
                    .because(first.span_of("dns"), "here")
                    .azure(Some("DnsRecordInUse"))
                    .help("a label is one address's in its region; choose another"),
            );
        } else {
            seen.insert((label.to_lowercase(), location(ip.0)), ip);
        }
    }
}
