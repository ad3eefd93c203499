//! How much a network and a route table hold.

use super::Findings;
use crate::azure::limits;
use crate::topology::{Route, RouteTable, V, View, Vnet};

rule! {
    network_limits "LBX4009" "network-limits" Error
    "more subnets, peerings, DNS servers or routes than Azure takes",
    from: ["NET-010", "NET-026", "NET-030"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for vnet in view.all::<Vnet>() {
        let subnets = vnet.subnets();
        if subnets.len() > limits::SUBNETS {
            let culprit = subnets[limits::SUBNETS];
            findings.push(
                culprit.0,
                CODE.at(culprit.name_span(), format!("a network has at most {} subnets; `{}` has {}", limits::SUBNETS, vnet.path(), subnets.len())),
            );
        }
        let peerings: Vec<_> = vnet.peerings().collect();
        if peerings.len() > limits::PEERINGS {
            let culprit = peerings[limits::PEERINGS];
            findings.push(
                culprit.0,
                CODE.at(culprit.name_span(), format!("a network has at most {} peerings; `{}` has {}", limits::PEERINGS, vnet.path(), peerings.len())),
            );
        }
        let servers = vnet.get("dns_servers");
        if servers.items().len() > limits::DNS_SERVERS {
            findings.push(
                vnet.0,
                CODE.at(vnet.span_of("dns_servers"), format!("a network has at most {} DNS servers; here are {}", limits::DNS_SERVERS, servers.items().len())),
            );
        }
    }
    for table in view.all::<RouteTable>() {
        let routes: Vec<Route> = table.parts().collect();
        if routes.len() > limits::ROUTES {
            let culprit = routes[limits::ROUTES];
            findings.push(
                culprit.0,
                CODE.at(culprit.name_span(), format!("a route table has at most {} routes; `{}` has {}", limits::ROUTES, table.path(), routes.len())),
            );
        }
        let tags: Vec<&Route> = routes.iter().filter(|r| matches!(r.get("prefix").v, V::Word(_) | V::Str(_))).collect();
        if tags.len() > limits::SERVICE_TAG_ROUTES {
            let culprit = tags[limits::SERVICE_TAG_ROUTES];
            findings.push(
                culprit.0,
                CODE.at(
                    culprit.name_span(),
                    format!("a route table has at most {} routes to service tags; `{}` has {}", limits::SERVICE_TAG_ROUTES, table.path(), tags.len()),
                ),
            );
        }
    }
}
