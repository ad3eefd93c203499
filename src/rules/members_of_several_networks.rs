//! All that stands behind one load balancer stands in one network, and so do its internal frontends.

use super::Findings;
use crate::source::Span;
use crate::topology::{Lb, Nic, Source, Tier, View, Vnet};

rule! {
    members_of_several_networks "LBX2085" "members-of-several-networks" Error
    "machines of different networks behind one load balancer",
    azure: "NetworkInterfaceAndInternalLoadBalancerMustUseSameVnet",
    from: ["LB-035", "LB-040", "F048", "F091", "F110"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| lb.tier() != Tier::Global) {
        let mut first: Option<(Vnet, Span, bool)> = None;
        for frontend in lb.frontends() {
            if let Source::Subnet(subnet) = frontend.source()
                && let Some(vnet) = subnet.vnet()
            {
                first = first.or(Some((vnet, frontend.span_of("source"), true)));
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
                Some((other, there, frontend)) if other.id != vnet.id => {
                    let what = if frontend { "its frontend" } else { "another member" };
                    findings.push(
                        config.rows,
                        CODE.at(span, format!("`{}` stands in `{}`, and what is behind `{}` in `{}`", nic.path(), vnet.path(), lb.path(), other.path()))
                            .because(nic.span_of("subnet"), "this nic's subnet")
                            .because(there, what)
                            .azure(if frontend { CODE.azure_error } else { None })
                            .help("a load balancer serves one network; a Global one joins several load balancers"),
                    );
                }
                Some(_) => {}
            }
        }
    }
}
