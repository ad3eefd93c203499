//! Parts of one load balancer in several networks.

use super::Findings;
use crate::source::Span;
use crate::topology::{Lb, Source, Thing, View, Vnet};

rule! {
    several_vnets_behind_load_balancer "LBX1055" "several-vnets-behind-load-balancer" Error
    "parts of one load balancer in several networks", from: ["LB-035", "LB-040", "LB-226", "F048", "F091", "F110"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>() {
        let mut seen: Vec<(Vnet, Span, Thing)> = Vec::new();
        for frontend in lb.frontends() {
            if let Source::Subnet(subnet) = frontend.source()
                && let Some(vnet) = subnet.vnet()
            {
                note(&mut seen, vnet, frontend.span_of("source"), *frontend);
            }
        }
        let frontends = seen.len();
        for pool in lb.pools() {
            for (config, span) in pool.users() {
                if let Some(vnet) = config.nic.subnet().is().and_then(|s| s.vnet()) {
                    note(&mut seen, vnet, span, *config.nic);
                }
            }
        }
        let [(first, there, what), others @ ..] = &seen[..] else { continue };
        for (vnet, span, thing) in others.iter().filter(|(.., t)| !t.existing()) {
            let mut finding = CODE
                .at(*span, format!("{} is in {}, but {} is in {}", thing.called(), vnet.called(), what.called(), first.called()))
                .because(*there, format!("in {}", first.called()))
                .help("a load balancer serves one network, peered or not: write one for each");
            if frontends == 1 && thing.kind() == crate::schema::Kind::Nic {
                finding = finding.azure(Some("NetworkInterfaceAndInternalLoadBalancerMustUseSameVnet"));
            }
            findings.push(*thing, finding);
        }
    }
}

/// Keeps the first part of each network.
fn note<'v>(seen: &mut Vec<(Vnet<'v>, Span, Thing<'v>)>, vnet: Vnet<'v>, span: Span, thing: Thing<'v>) {
    if !seen.iter().any(|(other, ..)| same(*other, vnet)) {
        seen.push((vnet, span, thing));
    }
}

/// Whether two may be one: an existing network can be declared twice.
fn same(a: Vnet, b: Vnet) -> bool {
    if a.id == b.id {
        return true;
    }
    let names = (a.azure_name(), b.azure_name());
    let differ = matches!(&names, (Some(x), Some(y)) if !x.eq_ignore_ascii_case(y));
    a.existing() && b.existing() && !differ
}
