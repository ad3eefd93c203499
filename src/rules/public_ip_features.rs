//! What does not go together at an address.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{PublicIp, View};

rule! {
    public_ip_features "LBX4061" "public-ip-features" Error
    "a public address with features that exclude each other",
    from: ["IP-004", "IP-005", "IP-016"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for ip in view.all::<PublicIp>().filter(|i| !i.existing()) {
        let global = ip.text("tier").as_deref() == Some("Global");
        let six = ip.version().as_deref() == Some("IPv6");
        let internet = ip.text("routing").as_deref() == Some("Internet");
        let sku = ip.sku();
        let mut say = |span: Span, message: &str, because: (Span, &str)| {
            let at_fault = |p: &&str| ip.slot(p).is_some_and(|s| s.expr_span.contains(span));
            let property = ["version", "sku", "routing"].into_iter().find(at_fault).unwrap_or_default();
            let finding = CODE.at(span, message).because(because.0, because.1);
            findings.push(ip.0, finding.offer_without(ip.0, property));
        };
        if global {
            let here = (ip.span_of("tier"), "its tier");
            if six {
                say(ip.span_of("version"), "a Global address is IPv4", here);
            }
            if sku.as_deref().is_some_and(|s| s != "Standard") {
                say(ip.span_of("sku"), "a Global address is a Standard one", here);
            }
            if internet {
                say(ip.span_of("routing"), "a Global address is reached over Microsoft's network", here);
            }
        } else if internet && six {
            say(ip.span_of("routing"), "an IPv6 address has no routing preference", (ip.span_of("version"), "IPv6"));
        }
    }
}
