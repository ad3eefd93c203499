//! Mail goes out by a relay.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Findings;
use crate::azure::limits;
use crate::topology::{NsgRule, V, View};

rule! {
    blocked_mail_port "LBX1711" "blocked-mail-port" Warning
    "mail to port 25 of the internet, which Azure blocks for many subscriptions",
    from: ["NSG-030"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| r.allows() && r.outbound() && !r.existing()) {
        if !rule.text("protocol").is_some_and(|p| matches!(&*p, "tcp" | "any")) {
            continue;
        }
        let target = rule.get("destination");
        let outside = target.items().iter().any(|i| match &view.reduce(i).v {
            V::Any => true,
            V::Word(w) | V::Str(w) => w.eq_ignore_ascii_case("Internet"),
            V::Cidr(net) => !private(net.addr()),
            V::Address(address) => !private(*address),
            _ => false,
        });
        let Some(ports) = rule.ports("destination_port").filter(|p| outside && !p.any) else { continue };
        let Some((port, _)) = ports.ranges.iter().find(|(lo, hi)| lo.single() == Some(25) && hi.single() == Some(25)) else {
            continue;
        };
        findings.push(
            rule.0,
            CODE.at(port.span, "Azure blocks TCP port 25 towards the internet for most kinds of subscriptions")
                .help("send by a relay that takes mail with a login on port 587")
                .offer("write `587`", port.span, "587"),
        );
    }
}

fn private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => limits::PRIVATE_NETWORKS
            .iter()
            .filter_map(|n| n.parse::<IpNet>().ok())
            .any(|n| n.contains(&address)),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}
