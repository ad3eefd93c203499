//! A security group knows ICMP of IPv4 only.

use super::{Findings, edits};
use crate::topology::{NsgRule, V, View};

rule! {
    icmp_over_ipv6 "LBX1724" "icmp-over-ipv6" Warning
    "a rule about ICMP of IPv6, which no security group judges",
    from: ["NSG-003"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| !r.existing() && r.text("protocol").as_deref() == Some("icmp")) {
        let six = ["source", "destination"].iter().find_map(|property| {
            let value = rule.get(property);
            value.items().iter().map(|i| view.reduce(i)).find_map(|i| match i.v {
                V::Cidr(net) if net.addr().is_ipv6() => Some(i.span),
                V::Address(address) if address.is_ipv6() => Some(i.span),
                _ => None,
            })
        });
        if let Some(six) = six {
            findings.push(
                rule.0,
                CODE.at(rule.span_of("protocol"), "security groups do not judge ICMP of IPv6, so this matches nothing")
                    .because(six, "IPv6")
                    .help("remove the rule, or name IPv4 networks")
                    .with_fix("remove the rule", false, vec![edits::remove(rule.0)]),
            );
        }
    }
}
