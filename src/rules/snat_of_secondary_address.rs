//! A load-balancing rule lets only the first address of a nic out.

use std::collections::HashSet;

use super::Findings;
use super::edits::{self, WayOut};
use crate::topology::{Known, Lb, NodeId, Tier, View};

rule! {
    snat_of_secondary_address "LBX1813" "snat-of-secondary-address" Warning
    "a second address of a nic that is to leave by a load-balancing rule", from: ["F251"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Standard && lb.public() == Some(true)) {
        let mut seen: HashSet<NodeId> = HashSet::new();
        for rule in lb.rules().filter(|r| r.snat() == Some(true)) {
            for (pool, _) in rule.pools() {
                if !seen.insert(pool.id) {
                    continue;
                }
                for (config, span) in pool.users() {
                    let nic = config.nic;
                    let second = !config.primary() && config.version().as_deref() == Some("IPv4");
                    let own = config.public_ip() != Known::No || config.instance_public_ip().is_some();
                    let gateway = nic.subnet().is().is_none_or(|s| s.nat_gateway() != Known::No);
                    if nic.existing() || !second || own || gateway {
                        continue;
                    }
                    let way = nic.subnet().is().map(|s| edits::nat_gateway(view, s)).filter(|(_, edits)| !edits.is_empty());
                    let (title, edits) = way.unwrap_or_default();
                    findings.push(
                        config.rows,
                        CODE.at(span, format!("{} is not its nic's first address, and {} lets only that one out", config.rows.called(), rule.called()))
                            .because(rule.name_span(), "the rule")
                            .help("give the subnet a `nat_gateway`, or this address a public one; and write `snat: false` in the rule")
                            .way_if(!edits.is_empty(), title, edits),
                    );
                }
            }
        }
    }
}
