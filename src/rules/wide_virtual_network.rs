//! A default route makes the network as wide as the world.

use std::collections::BTreeSet;

use super::{Findings, edits};
use crate::azure::limits;
use crate::topology::{NodeId, Nsg, NsgRule, Route, RouteTable, Subnet, V, View};

rule! {
    wide_virtual_network "LBX1726" "wide-virtual-network" Hint
    "`VirtualNetwork` holds the internet where a default route leads inside",
    from: ["NSG-024"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let mut told: BTreeSet<NodeId> = BTreeSet::new();
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        let Some(nsg) = subnet.nsg().is().filter(|n| !n.existing()) else { continue };
        let Some(route) = subnet.route_table().is().filter(|t| !t.existing()).and_then(inward) else { continue };
        if subnet.nics().is_empty() || nsg.rules().any(|r| keeps_out(view, r)) || !told.insert(nsg.id) {
            continue;
        }
        let mut finding = CODE
            .at(
                nsg.name_span(),
                format!(
                    "a default route counts everything to `VirtualNetwork`, and Azure's own last rules let that in: `{}` keeps nobody of the internet out",
                    nsg.path()
                ),
            )
            .because(route.name_span(), "the default route")
            .because(subnet.span_of("nsg"), "the subnet of both")
            .help("deny `Internet` in a rule of its own, above what you allow");
        if let Some(free) = free(nsg) {
            finding = finding.with_fix(
                format!("deny it with {free}"),
                false,
                vec![edits::line_at_end(nsg.0, &format!("deny {free} outside = any Internet -> *:*"))],
            );
        }
        findings.push(nsg.0, finding);
    }
}

/// The default route of a table, where it leads to an appliance or a gateway.
fn inward(table: RouteTable) -> Option<Route> {
    table.parts::<Route>().find(|route| {
        let all = matches!(route.get("prefix").v, V::Cidr(net) if net.prefix_len() == 0 && net.addr().is_ipv4());
        all && match &route.get("next_hop").v {
            V::Word(word) | V::Str(word) => &**word == "VirtualNetworkGateway",
            V::Address(_) | V::Thing(_) => true,
            _ => false,
        }
    })
}

/// Whether a rule denies what comes from the internet, or may do so.
fn keeps_out(view: &View, rule: NsgRule) -> bool {
    if rule.allows() || rule.outbound() {
        return false;
    }
    rule.get("source").items().iter().any(|i| match &view.reduce(i).v {
        V::Any => true,
        V::Word(w) | V::Str(w) => w.eq_ignore_ascii_case("Internet"),
        V::Cidr(net) => net.prefix_len() == 0,
        V::Late(_) | V::Unknown | V::Missing => true,
        _ => false,
    })
}

/// The last number that no inbound rule has.
fn free(nsg: Nsg) -> Option<i64> {
    let taken: BTreeSet<i64> =
        nsg.rules().filter(|r| !r.outbound()).filter_map(|r| r.num("priority")?.single()).collect();
    (limits::PRIORITY_MIN..=limits::PRIORITY_MAX).rev().find(|p| !taken.contains(p))
}
