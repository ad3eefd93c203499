//! A public frontend of a Gateway load balancer.

use super::Findings;
use super::edits::{self, WayOut};
use crate::topology::{Lb, Subnet, Tier, View};

rule! {
    gateway_public_frontend "LBX1060" "gateway-public-frontend" Error
    "a public frontend of a Gateway load balancer", from: ["LB-216"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Gateway) {
        for frontend in lb.frontends().filter(|f| f.public() == Some(true)) {
            let free = |s: &Subnet| s.slot("delegation").is_none() && s.node().keys.is_empty() && s.node().instance.is_none();
            let subnet = view.all::<Subnet>().find(free).map(|s| s.path()).unwrap_or_default();
            findings.push(
                *frontend,
                CODE.at(frontend.span_of("source"), format!("{} is public, but {} is a Gateway", frontend.called(), lb.called()))
                    .because(lb.span_of("tier"), "a Gateway has private frontends only")
                    .help("name a subnet; public frontends of other load balancers are led through it by `gateway: …`")
                    .way_if(!subnet.is_empty(), format!("write `{subnet}`"), vec![edits::set(*frontend, "source", &subnet)]),
            );
        }
    }
}
