//! A rule is about IPv4 or about IPv6.

use super::Findings;
use crate::source::Span;
use crate::topology::{NsgRule, V, Value, View};

rule! {
    mixed_families "LBX4021" "mixed-families" Error
    "IPv4 and IPv6 in one rule",
    azure: "SecurityRuleInvalidAddressPrefix", from: ["NSG-008"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| !r.existing()) {
        let mut first: Option<(bool, Span)> = None;
        for value in [rule.get("source"), rule.get("destination")] {
            for item in value.items() {
                let item = view.reduce(item);
                let Some(six) = family(&item) else { continue };
                match first {
                    None => first = Some((six, item.span)),
                    Some((other, there)) if other != six => {
                        let word = |six| if six { "IPv6" } else { "IPv4" };
                        findings.push(
                            rule.0,
                            CODE.at(item.span, format!("this is {}, and the rule is about {}", word(six), word(other)))
                                .because(there, format!("{} here", word(other)))
                                .help("make a rule for each family"),
                        );
                        break;
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

/// Whether it is IPv6, where it is an address at all.
fn family(value: &Value) -> Option<bool> {
    match value.v {
        V::Cidr(net) => Some(net.addr().is_ipv6()),
        V::Address(address) => Some(address.is_ipv6()),
        _ => None,
    }
}
