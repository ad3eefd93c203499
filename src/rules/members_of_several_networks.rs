//! All that stands behind one load balancer stands in one network, and so do its internal frontends.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{Lb, Nic, Source, Tier, View, Vnet};

rule! {
    members_of_several_networks "LBX2085" "members-of-several-networks" Error
    "machines of different networks behind one load balancer",
    azure: "NetworkInterfaceAndInternalLoadBalancerMustUseSameVnet",
    from: ["LB-035", "LB-040", "LB-048", "LB-226", "F048", "F091", "F110"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| lb.tier() != Tier::Global) {
        let mut first: Option<(Vnet, Span, bool)> = None;
        for frontend in lb.frontends() {
            let Source::Subnet(subnet) = frontend.source() else { continue };
            let Some(vnet) = subnet.vnet() else { continue };
            match first {
                None => first = Some((vnet, frontend.span_of("source"), true)),
                Some((other, there, _)) if !same(other, vnet) && !frontend.existing() => findings.push(
                    *frontend,
                    CODE.at(
                        frontend.span_of("source"),
                        format!("`{}` stands in `{}`, another frontend of `{}` in `{}`", frontend.path(), vnet.path(), lb.path(), other.path()),
                    )
                    .because(there, "the other frontend")
                    .azure(None)
                    .help("a load balancer serves one network: write one for each"),
                ),
                Some(_) => {}
            }
        }
        for pool in lb.pools().filter(|p| !p.existing() && p.members().next().is_some()) {
            let Some(vnet) = pool.one_of::<Vnet>("vnet").is() else { continue };
            match first {
                None => first = Some((vnet, pool.span_of("vnet"), false)),
                Some((other, there, frontend)) if !same(other, vnet) => findings.push(
                    *pool,
                    CODE.at(
                        pool.span_of("vnet"),
                        format!("`{}` holds addresses of `{}`, and `{}` stands in `{}`", pool.path(), vnet.path(), lb.path(), other.path()),
                    )
                    .because(there, if frontend { "its frontend" } else { "another pool" })
                    .azure(None)
                    .help("a load balancer serves one network; a Global one joins several load balancers"),
                ),
                Some(_) => {}
            }
        }
        let mut seen: Vec<Nic> = Vec::new();
        for (config, span) in lb.pools().flat_map(|p| p.users()) {
            let nic = config.nic;
            if seen.last() == Some(&nic) {
                continue;
            }
            seen.push(nic);
            let Some(vnet) = nic.subnet().is().and_then(|s| s.vnet()) else { continue };
            match first {
                None => first = Some((vnet, nic.span_of("subnet"), false)),
                Some((other, there, frontend)) if !same(other, vnet) => {
                    let what = if frontend { "its frontend" } else { "another member" };
                    findings.push(
                        config.rows,
                        CODE.at(span, format!("`{}` stands in `{}`, and what is behind `{}` in `{}`", nic.path(), vnet.path(), lb.path(), other.path()))
                            .because(nic.span_of("subnet"), "this nic's subnet")
                            .because(there, what)
                            .azure(if frontend { CODE.azure_error } else { None })
                            .help("a load balancer serves one network; a Global one joins several load balancers")
                            .offer_drop(config.rows, &["pools"], span),
                    );
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether two may be one network: what is there already can be declared twice.
fn same(a: Vnet, b: Vnet) -> bool {
    let alike = || match (a.azure_name(), b.azure_name()) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    a.id == b.id || a.existing() && b.existing() && alike()
}
