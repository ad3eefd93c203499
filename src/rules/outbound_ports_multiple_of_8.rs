//! A number of SNAT ports that is no multiple of 8.

use super::Findings;
use crate::topology::{Outbound, View};

rule! {
    outbound_ports_multiple_of_8 "LBX3004" "outbound-ports-multiple-of-8" Error
    "a number of SNAT ports that is no multiple of 8",
    azure: "SpecifiedAllocatedOutboundPortsForOutboundRuleIsNotAMultipleOfEight", from: ["LB-158"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        let Some(ports) = outbound.num("ports_per_instance") else { continue };
        let Some(wrong) = ports.off_multiple(8) else { continue };
        let (lower, upper) = (wrong - wrong.rem_euclid(8), wrong - wrong.rem_euclid(8) + 8);
        let span = outbound.span_of("ports_per_instance");
        let mut finding = if ports.single().is_some() {
            CODE.at(span, format!("{wrong} is no multiple of 8; {lower} and {upper} are"))
        } else {
            CODE.at(span, format!("this may be {wrong}, which is no multiple of 8"))
                .help("let the param take multiples only: `in [1024, 2048]`")
        };
        if ports.judged == crate::topology::Judged::Exact {
            finding = finding.offer(format!("write `{lower}`"), span, lower.to_string());
        }
        findings.push(*outbound, finding);
    }
}
