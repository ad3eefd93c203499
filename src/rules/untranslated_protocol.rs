//! A NAT gateway translates TCP and UDP.

use std::collections::BTreeMap;

use super::{Findings, edits};
use crate::topology::{InstancePublicIp, Known, Nic, NodeId, NsgRule, Subnet, V, View};

rule! {
    untranslated_protocol "LBX1712" "untranslated-protocol" Warning
    "packets that a NAT gateway does not translate are allowed out",
    from: ["NAT-013"]
}

fn check(view: &View, findings: &mut Findings) {
    // Security groups with a subnet whose machines have no way out but a NAT gateway.
    let mut behind: BTreeMap<NodeId, Subnet> = BTreeMap::new();
    for subnet in view.all::<Subnet>().filter(|s| s.nat_gateway().is().is_some()) {
        let nics = subnet.nics();
        if nics.is_empty() || nics.iter().any(has_address) {
            continue;
        }
        for group in std::iter::once(subnet.nsg()).chain(nics.iter().map(|n| n.nsg())) {
            if let Known::Is(group) = group {
                behind.entry(group.id).or_insert(subnet);
            }
        }
    }
    for rule in view.all::<NsgRule>().filter(|r| r.allows() && r.outbound() && !r.existing()) {
        let Some(protocol) = rule.text("protocol").filter(|p| matches!(&**p, "icmp" | "esp" | "ah")) else { continue };
        let Some(subnet) = rule.nsg().and_then(|g| behind.get(&g.id)) else { continue };
        let target = rule.get("destination");
        let outside = target.items().iter().any(
            |i| matches!(&view.reduce(i).v, V::Word(w) | V::Str(w) if w.eq_ignore_ascii_case("Internet")),
        );
        if let Some(gateway) = subnet.nat_gateway().is().filter(|_| outside) {
            findings.push(
                rule.0,
                CODE.at(
                    rule.span_of("protocol"),
                    format!("{protocol} does not get out of {}: its NAT gateway translates TCP and UDP only", subnet.called()),
                )
                .because(subnet.span_of("nat_gateway"), format!("{} is its way out", gateway.called()))
                .help("remove the rule, or give the machines that need it a public address and no NAT gateway")
                .with_fix("remove the rule", false, vec![edits::remove(rule.0)]),
            );
        }
    }
}

/// Whether some machine has a public address of its own, or that is not known.
fn has_address(nic: &Nic) -> bool {
    nic.ip_configs().iter().any(|config| {
        config.public_ip() != Known::No || config.rows.parts::<InstancePublicIp>().next().is_some()
    })
}
