//! A static address that others may be given before its owner asks for it.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::Findings;
use super::edits::WayOut;
use crate::diag::Edit;
use crate::source::Span;
use crate::topology::{Frontend, IpConfig, Machine, Nic, NodeId, Source, Subnet, Thing, V, View};

rule! {
    address_in_the_way "LBX1816" "address-in-the-way" Warning
    "a static address among those that are given to others at the same time",
    azure: "PrivateIPAddressIsAllocated", from: ["F058"]
}

/// What takes addresses of a subnet.
#[derive(Default)]
struct Takers<'v> {
    /// Static ones: who, where it is written, and the resource that holds it.
    held: Vec<(Thing<'v>, IpAddr, Span, NodeId)>,
    /// How many are given out, and how many of them only after a resource is there.
    given: i64,
    after: BTreeMap<NodeId, i64>,
    /// The largest of those that are given some.
    largest: Option<(i64, Thing<'v>)>,
}

impl<'v> Takers<'v> {
    fn give(&mut self, who: Thing<'v>, count: i64, after: &[NodeId]) {
        self.given += count;
        for id in after {
            *self.after.entry(*id).or_default() += count;
        }
        if self.largest.is_none_or(|(most, _)| most < count) {
            self.largest = Some((count, who));
        }
    }
}

fn check(view: &View, findings: &mut Findings) {
    let mut subnets: BTreeMap<NodeId, Takers> = BTreeMap::new();
    for frontend in view.all::<Frontend>().filter(|f| !f.existing() && f.version().as_deref() != Some("IPv6")) {
        let Source::Subnet(subnet) = frontend.source() else { continue };
        let takers = subnets.entry(subnet.id).or_default();
        let lb = frontend.lb();
        match frontend.get("address").v {
            V::Address(address) => takers.held.push((frontend.0, address, frontend.span_of("address"), lb.id)),
            V::None => takers.give(frontend.0, 1, &[lb.id]),
            _ => {}
        }
    }
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        let Some(subnet) = nic.subnet().is() else { continue };
        for config in nic.ip_configs().into_iter().filter(|c| c.version().as_deref() == Some("IPv4")) {
            let takers = subnets.entry(subnet.id).or_default();
            match config.rows.get("address").v {
                V::Address(address) => takers.held.push((config.rows, address, config.rows.span_of("address"), nic.id)),
                V::None => {
                    let count = match nic.machine() {
                        Some(Machine::Vmss(set)) => set.instances().map_or(0, |n| n.lo.max(0)),
                        _ => 1,
                    };
                    takers.give(nic.0, count, &waits_for(nic, config));
                }
                _ => {}
            }
        }
    }
    for (id, takers) in &subnets {
        let subnet = Subnet(view.thing(*id));
        let Some((IpNet::V4(net), _)) = subnet.prefixes().into_iter().find(|(n, _)| matches!(n, IpNet::V4(_))) else { continue };
        for (who, address, span, holder) in &takers.held {
            let IpAddr::V4(address) = address else { continue };
            // Azure gives out the lowest free address, and keeps the first four itself.
            let Some(at) = u32::from(*address).checked_sub(u32::from(net.network())).filter(|at| *at >= 4 && net.contains(address)) else {
                continue;
            };
            let rivals = takers.given - takers.after.get(holder).copied().unwrap_or(0);
            if i64::from(at - 4) >= rivals {
                continue;
            }
            let mut finding = CODE.at(*span, format!("`{address}` is one of the lowest of `{}`, and {rivals} of these may be given away before", subnet.path()));
            if let Some((count, rival)) = takers.largest {
                finding = finding.because(rival.name_span(), format!("takes {count}, and does not wait for {}", who.called()));
            }
            // From the top: the last address is Azure's own.
            let held: Vec<IpAddr> = takers.held.iter().map(|(_, address, ..)| *address).collect();
            let top = u32::from(net.broadcast());
            let free = (1..=held.len() as u32 + 1).filter_map(|n| top.checked_sub(n)).map(Ipv4Addr::from);
            let free = free.into_iter().find(|a| !held.contains(&IpAddr::V4(*a))).map(|a| a.to_string()).unwrap_or_default();
            let edits = vec![Edit { span: *span, text: free.clone() }];
            findings.push(
                *who,
                finding
                    .help("choose a higher address, or let the others wait with `depends_on`")
                    .way_if(!free.is_empty(), format!("write `{free}`"), edits),
            );
        }
    }
}

/// What has to be there before an ip configuration is made.
fn waits_for(nic: Nic, config: IpConfig) -> Vec<NodeId> {
    let pools = config.pools().into_iter().map(|(p, _)| p.lb().id);
    let mut all: Vec<NodeId> = pools.collect();
    all.extend(config.nat_pools().into_iter().map(|(p, _)| p.lb().id));
    all.extend(config.nat_rules().into_iter().map(|(r, _)| r.lb().id));
    for part in [Some(nic.0), nic.parent()].into_iter().flatten() {
        all.extend(part.things("depends_on").into_iter().map(|(t, _)| t.id));
    }
    all.sort_unstable();
    all.dedup();
    all
}
