//! Floating IP on an internal IPv6 frontend.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Rule, View};

rule! {
    internal_ipv6_floating_ip "LBX1042" "internal-ipv6-floating-ip" Error
    "floating IP on an internal IPv6 frontend", from: ["LB-121"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing() && r.floating_ip() == Some(true)) {
        let Some(frontend) = rule.frontend().filter(|f| f.public() == Some(false)) else { continue };
        if frontend.version().as_deref() != Some("IPv6") {
            continue;
        }
        findings.push(
            *rule,
            CODE.at(rule.span_of("floating_ip"), format!("{} is internal and IPv6, where floating IP does not work", frontend.called()))
                .because(frontend.span_of("version"), "IPv6")
                .help("leave `floating_ip` out").offer_without(*rule, "floating_ip"),
        );
    }
}
