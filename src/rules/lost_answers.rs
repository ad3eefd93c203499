//! Packets come in through a load balancer, and a route takes the answers elsewhere.

use std::collections::BTreeSet;

use super::Findings;
use crate::flow::{Far, Fate, Flow, Journey, Packets, Ports, Protocol, witness};
use crate::source::Span;
use crate::topology::{Lb, Nic, NodeId, Subnet, View};

rule! {
    lost_answers "LBX1904" "lost-answers" Warning
    "a route takes the answers of a public address another way",
    from: ["NET-032", "NET-033"]
}

fn check(_: &View, findings: &mut Findings) {
    let flow = findings.packets();
    let view = flow.view();
    let routed = |subnet: &Subnet| subnet.route_table().is().is_some();
    if !view.all::<Subnet>().any(|s| routed(&s)) {
        return;
    }
    let mut told: BTreeSet<(NodeId, Span)> = BTreeSet::new();
    for lb in view.all::<Lb>() {
        for listener in flow.listeners(lb).iter() {
            let Some(frontend) = listener.frontend.filter(|f| f.public() == Some(true)) else { continue };
            let receivers = flow.receivers(listener.inbound);
            if !receivers.iter().any(|m| m.end.subnet.is_some_and(|s| routed(&s))) {
                continue;
            }
            let Some(protocol) = listener.protocols.iter().find(|p| p.has_ports()) else { continue };
            let journeys = flow.delivered(listener, *protocol, Far::Every(flow.clients(frontend), None, None));
            for journey in journeys {
                report(&flow, &journey, frontend.span(), "they come in here", &mut told, findings);
            }
        }
    }
    for nic in view.all::<Nic>().filter(|nic| nic.subnet().is().is_some_and(|s| routed(&s))) {
        for config in nic.ip_configs() {
            let own = config.public_ip().is().map(|t| t.0).or(config.instance_public_ip().map(|t| t.0));
            let Some(own) = own else { continue };
            let member = flow.member(config, own.span());
            let to = Far::One(std::rc::Rc::clone(&member.end));
            let family = if member.end.six { crate::flow::space::ipv6() } else { crate::flow::space::ipv4() };
            let from = Far::every(flow.internet().intersect(&family));
            let packets = Packets::new(Protocol::Tcp, from, to, member.name.clone(), Ports::all());
            let mut out = Vec::new();
            flow.to_machine(packets, &member, &mut out);
            for journey in out {
                report(&flow, &journey, own.span(), "they come in here", &mut told, findings);
            }
        }
    }
}

fn report(flow: &Flow, journey: &Journey, entrance: Span, words: &str, told: &mut BTreeSet<(NodeId, Span)>, findings: &mut Findings) {
    let Fate::Unanswered(member, step) = &journey.fate else { return };
    let Some(subnet) = member.end.subnet else { return };
    if !journey.certain() || subnet.existing() || !told.insert((subnet.id, step.span)) {
        return;
    }
    findings.push(
        subnet.0,
        CODE.at(
            subnet.span_of("route_table"),
            format!("packets from the Internet get to `{}`, and its answers never come back to the sender", member.name),
        )
        .because(entrance, words)
        .because(step.span, step.text.clone())
        .note(format!("such a packet: {}", witness(flow, journey)))
        .help("give the clients' addresses a route to `Internet`; or lead clients through the appliance, to an internal frontend"),
    );
}
