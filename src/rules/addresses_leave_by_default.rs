//! A pool of addresses whose machines leave by Azure's default way.

use super::Findings;
use super::edits::{self, WayOut};
use crate::topology::{Known, Member, Pool, Subnet, Tier, View, Vnet};

rule! {
    addresses_leave_by_default "LBX1046" "addresses-leave-by-default" Warning
    "a pool of addresses whose machines leave by Azure's default way", from: ["LB-052", "F238", "NET-020"]
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>().filter(|p| !p.existing() && p.lb().tier() == Tier::Standard) {
        if pool.lb().outbounds().any(|o| o.pool() == Some(pool)) {
            continue;
        }
        // Without a network, or outside of it, they are another rule's.
        if pool.get("vnet").is_none() {
            continue;
        }
        let vnet = pool.one_of::<Vnet>("vnet").is();
        let nets = vnet.filter(|v| v.all_known()).map(|v| v.prefixes());
        let subnets = vnet.map(|v| v.subnets()).unwrap_or_default();
        let exposed = |m: &Member| {
            let inside = |a| nets.as_ref().is_none_or(|nets| nets.iter().any(|(net, _)| net.contains(&a)));
            m.address().is_some_and(inside) && !is_private(*m, &subnets)
        };
        let Some(member) = pool.members().find(exposed) else { continue };
        let holds = |s: &&Subnet| {
            member.address().is_some_and(|a| s.prefixes().iter().any(|(net, _)| net.contains(&a)))
        };
        let (title, gateway) = subnets.iter().find(holds).map(|s| edits::nat_gateway(view, *s)).unwrap_or_default();
        findings.push(
            *pool,
            CODE.at(pool.name_span(), format!("machines that {} lists by address leave by Azure's default way", pool.called()))
                .because(member.span_of("target"), "an address")
                .note("other than in a pool of nics, it is not closed to them: what they leave by is neither theirs nor lasting")
                .help("let the machines join by `pools: […]` on their nics, or give their subnet a nat_gateway")
                .way_if(!gateway.is_empty(), title, gateway),
        );
    }
}

/// Whether an address is certainly in a subnet without Azure's default way.
fn is_private(member: Member, subnets: &[Subnet]) -> bool {
    let Some(address) = member.address() else { return false };
    let holds = |s: &&Subnet| s.prefixes().iter().any(|(net, _)| net.contains(&address));
    let Some(subnet) = subnets.iter().find(holds) else { return false };
    subnet.flag("default_outbound") == Some(false) || matches!(subnet.nat_gateway(), Known::Is(_))
}
