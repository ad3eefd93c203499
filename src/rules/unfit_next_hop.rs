//! What a route may lead to: an address inside.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Frontend, Given, Nic, Route, V, View};

rule! {
    unfit_next_hop "LBX4041" "unfit-next-hop" Error
    "a route leads to what cannot pass packets on",
    from: ["NET-029"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for route in view.all::<Route>().filter(|r| !r.existing()) {
        let span = route.span_of("next_hop");
        if let Some(nic) = route.one_of::<Nic>("next_hop").is() {
            let address = nic.primary_config().map(|c| c.rows.given("address"));
            if !nic.existing() && address == Some(Given::No) {
                let prefixes = nic.subnet().is().map(|s| s.prefixes()).unwrap_or_default();
                let first = prefixes.iter().find_map(|(net, _)| match net {
                    ipnet::IpNet::V4(net) => net.hosts().nth(3),
                    ipnet::IpNet::V6(_) => None,
                });
                let text = first.map(|a| a.to_string()).unwrap_or_default();
                let edits = vec![edits::set(nic.0, "address", &text)];
                findings.push(
                    route.0,
                    CODE.at(span, format!("`{}` has no `address`, and a route needs one that stays", nic.path()))
                        .because(nic.name_span(), "the nic")
                        .help("write `address: …` in the nic")
                        .way_if(first.is_some(), format!("write `address: {text}` in the nic"), edits),
                );
            }
            continue;
        }
        if let (V::Address(hop), V::Cidr(prefix)) = (route.get("next_hop").v, route.get("prefix").v)
            && hop.is_ipv4() != prefix.addr().is_ipv4()
        {
            let version = |v4: bool| if v4 { "IPv4" } else { "IPv6" };
            findings.push(
                route.0,
                CODE.at(span, format!("packets to `{prefix}` are {}, and `{hop}` is {}", version(prefix.addr().is_ipv4()), version(hop.is_ipv4())))
                    .because(route.span_of("prefix"), "the packets")
                    .level(crate::diag::Level::Warning)
                    .help("lead them to an address of their own version"),
            );
            continue;
        }
        let Some(frontend) = route.one_of::<Frontend>("next_hop").is() else { continue };
        if frontend.public() == Some(true) {
            findings.push(
                route.0,
                CODE.at(span, format!("`{}` has a public address; a route leads to an address of the network", frontend.path()))
                    .because(frontend.span_of("source"), "its address")
                    .help("name an internal frontend, or `Internet`")
                    .offer_set(route.0, "next_hop", "Internet"),
            );
        }
    }
}
