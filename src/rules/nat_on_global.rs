//! A NAT rule or NAT pool of a Global load balancer.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Lb, Tier, View};

rule! {
    nat_on_global "LBX3051" "nat-on-global" Error
    "a NAT rule or NAT pool of a Global load balancer", from: ["LB-205"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Global) {
        let parts = lb.nat_rules().map(|r| r.0).chain(lb.nat_pools().map(|p| p.0));
        for part in parts {
            findings.push(
                part,
                CODE.at(part.name_span(), format!("{} leads to machines, which are not behind a Global load balancer", part.called()))
                    .because(lb.span_of("tier"), "said here")
                    .help("write it in the regional load balancer").offer_removal(part),
            );
        }
    }
}
