//! A pool that lists the address of a load balancer.

use std::collections::HashMap;
use std::net::IpAddr;

use super::{Findings, edits};
use crate::topology::{Frontend, NodeId, Pool, Source, V, View, Vnet};

rule! {
    member_is_a_frontend "LBX1601" "member-is-a-frontend" Error
    "a pool that lists the address of a load balancer", from: ["LB-015", "LB-051"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut frontends: HashMap<(NodeId, IpAddr), Frontend> = HashMap::new();
    for frontend in view.all::<Frontend>() {
        let Source::Subnet(subnet) = frontend.source() else { continue };
        if let (Some(vnet), V::Address(address)) = (subnet.vnet(), frontend.get("address").v) {
            frontends.entry((vnet.id, address)).or_insert(frontend);
        }
    }
    for pool in view.all::<Pool>().filter(|p| !p.existing()) {
        let Some(vnet) = pool.one_of::<Vnet>("vnet").is() else { continue };
        for member in pool.members() {
            let Some(frontend) = member.address().and_then(|a| frontends.get(&(vnet.id, a))) else { continue };
            findings.push(
                *member,
                CODE.at(
                    member.span_of("target"),
                    format!("{} is the address of {}; only machines stand in a pool", member.called(), frontend.called()),
                )
                .because(frontend.span_of("address"), "its address")
                .help("list the machines behind that load balancer; only a Global one leads to others")
                .with_fix("remove it", false, vec![edits::remove(*member)]),
            );
        }
    }
}
