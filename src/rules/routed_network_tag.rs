//! With a route for everything, `VirtualNetwork` may be everything.

use std::collections::BTreeSet;

use super::Findings;
use super::edits::{self, WayOut};
use crate::flow::space::PortSet;
use crate::flow::{Ask, Call, Direction, Far, Ports, Protocol};
use crate::topology::{Lb, NodeId, View};

rule! {
    routed_network_tag "LBX1906" "routed-network-tag" Hint
    "a route for everything may make the Internet part of `VirtualNetwork`",
    from: ["NSG-024"]
}

fn check(_: &View, findings: &mut Findings) {
    let flow = findings.packets();
    let view = flow.view();
    let mut told: BTreeSet<NodeId> = BTreeSet::new();
    for lb in view.all::<Lb>() {
        for listener in flow.listeners(lb).iter() {
            let Some(frontend) = listener.frontend.filter(|f| f.public() == Some(true)) else { continue };
            for member in flow.receivers(listener.inbound) {
                let Some(subnet) = member.end.subnet.filter(|s| !s.existing() && s.route_table().is().is_some()) else {
                    continue;
                };
                for nsg in flow.groups(&member.end).found {
                    if nsg.existing() || told.contains(&nsg.id) {
                        continue;
                    }
                    let chain = flow.chain(nsg, Direction::In, Some(subnet));
                    let far = Far::Every(flow.clients(frontend), None, None);
                    let (ports, every) = (Ports::all(), PortSet::all());
                    let ask = Ask { protocol: Protocol::Tcp, ports: &ports, source_ports: &every, near: &member.end, far: &far };
                    // Azure's own rule for the network may hold, and only its last one drops what comes from outside.
                    let doubtful = chain.judge(&ask).iter().any(|piece| match &piece.call {
                        Call::Unsure(deciders) => deciders.iter().all(|d| d.rule().is_none()),
                        Call::Allow(_) | Call::Deny(_) => false,
                    });
                    if doubtful {
                        told.insert(nsg.id);
                        let taken = nsg.rules().any(|r| {
                            let last = r.num("priority").is_none_or(|n| n.lo <= 4096 && 4096 <= n.hi);
                            last && !r.outbound() || *r.node().symbol == *"internet"
                        });
                        let line = "deny 4096 internet = any Internet -> *:*";
                        findings.push(
                            nsg.0,
                            CODE.at(nsg.name_span(), "senders in the Internet may count as `VirtualNetwork` here, which Azure's own rules let in to every port")
                                .because(subnet.span_of("route_table"), "the prefixes of these routes are part of `VirtualNetwork`")
                                .because(frontend.span(), "from here the Internet gets to these machines")
                                .help("close it yourself, behind all other rules: `deny 4096 internet = any Internet -> *:*`")
                                .way_if(!taken, format!("write `{line}`"), vec![edits::line_at_end(nsg.0, line)]),
                        );
                    }
                }
            }
        }
    }
}
