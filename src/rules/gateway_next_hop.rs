//! A route to the frontend of a Gateway load balancer.

use super::Findings;
use crate::topology::{Frontend, Route, Tier, View};

rule! {
    gateway_next_hop "LBX1064" "gateway-next-hop" Error
    "a route to the frontend of a Gateway load balancer", from: ["LB-222"]
}

fn check(view: &View, findings: &mut Findings) {
    for route in view.all::<Route>().filter(|r| !r.existing()) {
        let Some(frontend) = route.one_of::<Frontend>("next_hop").is() else { continue };
        let lb = frontend.lb();
        if lb.tier() != Tier::Gateway {
            continue;
        }
        findings.push(
            *route,
            CODE.at(route.span_of("next_hop"), format!("{} belongs to a Gateway load balancer, to which no route leads", frontend.called()))
                .because(lb.span_of("tier"), "a Gateway")
                .help("lead public frontends through it with `gateway: …`, or route to an internal Standard load balancer"),
        );
    }
}
