//! A rule is about IPv4 or about IPv6.

use ipnet::IpNet;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{NsgRule, Subnet, V, Value, View, Vnet};

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
                let both = prefixes_of(view, &item);
                if let Some((name, four)) = both {
                    let mut finding = CODE
                        .at(item.span, format!("`{name}` has IPv4 and IPv6 prefixes, and a rule is about one family"))
                        .help("make a rule for each family, with the prefixes of one");
                    if let [one] = &four[..] {
                        finding = finding.offer(format!("write `{one}`, the IPv4 one"), item.span, one.to_string());
                    }
                    findings.push(rule.0, finding);
                    break;
                }
                let Some(six) = family(&item) else { continue };
                match first {
                    None => first = Some((six, item.span)),
                    Some((other, there)) if other != six => {
                        let word = |six| if six { "IPv6" } else { "IPv4" };
                        findings.push(
                            rule.0,
                            CODE.at(item.span, format!("this is {}, and the rule is about {}", word(six), word(other)))
                                .because(there, format!("{} here", word(other)))
                                .help("make a rule for each family")
                                .offer_drop(rule.0, &["source", "destination"], item.span),
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

/// A network or subnet of both families, which stands for all its prefixes, and the IPv4 ones.
fn prefixes_of(view: &View, value: &Value) -> Option<(String, Vec<IpNet>)> {
    let V::Thing(id) = value.v else { return None };
    let thing = view.thing(id);
    let prefixes = match thing.kind() {
        Kind::Vnet => Vnet(thing).prefixes(),
        Kind::Subnet => Subnet(thing).prefixes(),
        _ => return None,
    };
    let (six, four): (Vec<IpNet>, Vec<IpNet>) = prefixes.into_iter().map(|(n, _)| n).partition(|n| n.addr().is_ipv6());
    (!six.is_empty() && !four.is_empty()).then(|| (thing.path(), four))
}
