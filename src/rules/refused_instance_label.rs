//! The label of an instance's address gets something added for each instance.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::reserved;
use crate::topology::{InstancePublicIp, Mode, Nic, View};

rule! {
    refused_instance_label "LBX2088" "refused-instance-label" Error
    "a DNS label for instances that is none",
    azure: "InvalidDomainNameLabel", from: ["VM-082"], refused
}

/// Characters of a label of a Flexible set, to which a dash and an id are added.
const FLEXIBLE_MOST: usize = 26;
/// The fewest characters of a label.
const LEAST: usize = 3;

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>() {
        let Some(mode) = nic.machine().and_then(|m| m.mode()) else { continue };
        for address in nic.ip_configs().into_iter().flat_map(|c| c.rows.parts::<InstancePublicIp>().collect::<Vec<_>>()) {
            let Some(label) = address.text("dns") else { continue };
            let span = address.span_of("dns");
            let first = label.chars().next().is_some_and(|c| c.is_ascii_lowercase());
            let plain = label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if !first || !plain || label.ends_with('-') {
                let plain = plain_label(&label, FLEXIBLE_MOST);
                findings.push(
                    address.0,
                    CODE.at(span, format!("a label is made of lower-case letters, digits and `-`, a letter first and no `-` last; this is `{label}`")).offer_set(address.0, "dns", &format!("\"{plain}\"")),
                );
            } else if let Some(word) = reserved::word_in(&label) {
                findings.push(
                    address.0,
                    CODE.at(span, format!("Azure keeps `{}` in names with an address on the internet", word.to_lowercase()))
                        .azure(Some("ReservedResourceName")),
                );
            } else if mode == Mode::Flexible && label.len() < LEAST {
                findings.push(
                    address.0,
                    CODE.at(span, format!("a label has at least {LEAST} characters; this one has {}", label.len())),
                );
            } else if mode == Mode::Flexible && label.len() > FLEXIBLE_MOST {
                findings.push(
                    address.0,
                    CODE.at(span, format!("a label of a Flexible scale set has at most {FLEXIBLE_MOST} characters; this one has {}", label.len())).offer_set(address.0, "dns", &format!("\"{}\"", plain_label(&label, FLEXIBLE_MOST))),
                );
            }
        }
    }
}

/// The label that comes nearest.
fn plain_label(label: &str, most: usize) -> String {
    let lower = label.to_lowercase();
    let plain = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let plain: String = plain.skip_while(|c| !c.is_ascii_lowercase()).take(most).collect();
    let plain = plain.trim_end_matches('-');
    if plain.is_empty() { "vm".to_owned() } else { plain.to_owned() }
}
