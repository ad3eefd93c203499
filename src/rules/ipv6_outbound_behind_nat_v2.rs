//! Two ways out for IPv6 that disturb each other.

use super::{Findings, edits};
use crate::topology::{Outbound, View};

rule! {
    ipv6_outbound_behind_nat_v2 "LBX1713" "ipv6-outbound-behind-nat-v2" Warning
    "an IPv6 outbound rule whose machines stand behind a StandardV2 NAT gateway",
    from: ["NAT-018"]
}

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        let ipv6 = outbound.frontends().into_iter().find(|(f, _)| f.version().as_deref() == Some("IPv6"));
        let (Some((_, span)), Some(pool)) = (ipv6, outbound.pool()) else { continue };
        for (config, joined) in pool.users() {
            let Some(subnet) = config.nic.subnet().is() else { continue };
            let Some(gateway) = subnet.nat_gateway().is().filter(|g| g.text("sku").as_deref() == Some("StandardV2")) else {
                continue;
            };
            findings.push(
                *outbound,
                CODE.at(span, format!("{} disturbs what leaves by IPv6 here, a known fault of StandardV2", gateway.called()))
                    .because(subnet.span_of("nat_gateway"), format!("{} leaves by it", subnet.called()))
                    .because(joined, "these machines leave by both")
                    .help("give the NAT gateway IPv6 addresses and remove the outbound rule, or keep the rule and use a Standard NAT gateway, which leaves IPv6 alone")
                    .with_fix("remove the outbound rule", false, vec![edits::remove(*outbound)]),
            );
            break;
        }
    }
}
