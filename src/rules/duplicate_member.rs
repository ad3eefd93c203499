//! The same member twice in one pool.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Member, Nic, NodeId, Pool, View};

rule! {
    duplicate_member "LBX1053" "duplicate-member" Warning
    "the same member twice in one pool", azure: "DuplicateIpConfigurationReferenceOnBackendAddressPool", from: []
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>().filter(|p| !p.existing()) {
        let mut addresses: HashMap<IpAddr, Member> = HashMap::new();
        let mut frontends: HashMap<NodeId, Member> = HashMap::new();
        for member in pool.members() {
            let first = match (member.address(), member.frontend()) {
                (Some(address), _) => *addresses.entry(address).or_insert(member),
                (None, Some(frontend)) => *frontends.entry(frontend.id).or_insert(member),
                (None, None) => continue,
            };
            if first.id != member.id {
                findings.push(
                    *member,
                    CODE.at(member.span_of("target"), format!("{} is the same as {}", member.called(), first.called()))
                        .because(first.span_of("target"), "in the pool already")
                        .azure(None)
                        .help("remove one of them")
                        .removal(*member, member.node().slots.len() == 1),
                );
            }
        }
    }
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        for config in nic.ip_configs() {
            let mut seen = HashMap::new();
            for (pool, span) in config.pools() {
                if let Some(first) = seen.insert(pool.id, span) {
                    findings.push(
                        config.rows,
                        CODE.at(span, format!("{} joins {} twice", config.rows.called(), pool.called()))
                            .because(first, "here already")
                            .help("remove one of them")
                            .offer_drop(config.rows, &["pools"], span),
                    );
                }
            }
        }
    }
}
