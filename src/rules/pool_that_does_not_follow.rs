//! A pool that does not learn of the machines a scale set makes.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ipnet::IpNet;

use super::Findings;
use crate::topology::{Machine, Nic, NodeId, Pool, V, View, Vmss, Vnet};

rule! {
    pool_that_does_not_follow "LBX1614" "pool-that-does-not-follow" Warning
    "a pool that does not learn of the machines a scale set makes", from: ["LB-054", "LB-236"]
}

fn check(view: &View, findings: &mut Findings) {
    manual(view, findings);
    addresses(view, findings);
}

/// A scale set in a pool that is kept by hand.
fn manual(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>().filter(|p| !p.existing() && p.text("sync_mode").as_deref() == Some("Manual")) {
        let set = pool.users().into_iter().find_map(|(config, span)| Some((config.nic.machine()?.vmss()?, span)));
        let Some((set, span)) = set else { continue };
        findings.push(
            *pool,
            CODE.at(pool.span_of("sync_mode"), format!("{} is kept by hand, so the machines that {} makes later are not in it", pool.called(), set.called()))
                .because(span, "in the pool")
                .offer("write `Automatic`", pool.span_of("sync_mode"), "Automatic"),
        );
    }
}

/// Addresses out of a subnet in which a scale set makes machines.
fn addresses(view: &View, findings: &mut Findings) {
    let mut nets: BTreeMap<NodeId, Vec<(IpNet, Vmss)>> = BTreeMap::new();
    let mut fixed: BTreeSet<IpAddr> = BTreeSet::new();
    let mut seen: BTreeSet<NodeId> = BTreeSet::new();
    for nic in view.all::<Nic>() {
        for config in nic.ip_configs() {
            if let V::Address(address) = config.rows.get("address").v {
                fixed.insert(address);
            }
        }
        let (Some(Machine::Vmss(set)), Some(subnet)) = (nic.machine(), nic.subnet().is()) else { continue };
        if seen.insert(subnet.id)
            && let Some(vnet) = subnet.vnet()
        {
            nets.entry(vnet.id).or_default().extend(subnet.prefixes().into_iter().map(|(net, _)| (net, set)));
        }
    }
    for pool in view.all::<Pool>().filter(|p| !p.existing()) {
        let Some(nets) = pool.one_of::<Vnet>("vnet").is().and_then(|v| nets.get(&v.id)) else { continue };
        let of_set = pool.members().find_map(|m| {
            let address = m.address().filter(|a| !fixed.contains(a))?;
            nets.iter().find(|(net, _)| net.contains(&address)).map(|(_, set)| (m, *set))
        });
        let Some((member, set)) = of_set else { continue };
        findings.push(
            *member,
            CODE.at(member.span_of("target"), format!("{} may be a machine of {}, whose others are not listed by themselves", member.called(), set.called()))
                .because(set.name_span(), "makes machines in this subnet")
                .help("let the scale set join a pool by `pools: […]` in its nic: then each machine that it makes is in it"),
        );
    }
}
