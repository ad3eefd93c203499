//! A rule sends packets to a port that a security group never opens.

use std::collections::BTreeSet;

use super::{Findings, packets};
use crate::flow::space::{self, PortSet, Ranges};
use crate::flow::{Ask, Call, Closed, Direction, Far, Flow, Listener, Opening};
use crate::source::Span;
use crate::topology::{Lb, NsgRule, Tier, View};

rule! {
    closed_backend_port "LBX1901" "closed-backend-port" Warning
    "a rule sends packets to a port that no security group opens",
    from: ["NSG-013", "NSG-014", "NSG-016", "NSG-023"], lacking
}

fn check(_: &View, findings: &mut Findings) {
    let flow = findings.packets();
    // What a loop makes is said once.
    let mut told: BTreeSet<Span> = BTreeSet::new();
    for lb in flow.view().all::<Lb>().filter(|lb| matches!(lb.tier(), Tier::Standard | Tier::Basic)) {
        for listener in flow.listeners(lb).iter().filter(|l| !l.inbound.thing().existing()) {
            let span = listener.inbound.thing().span();
            if !told.contains(&span)
                && let Opening::Closed(closed) = flow.opening(listener)
            {
                told.insert(span);
                report(&flow, listener, &closed, findings);
            }
        }
    }
}

fn report<'v>(flow: &Flow<'v>, listener: &Listener<'v>, closed: &Closed<'v>, findings: &mut Findings) {
    let Closed { member, nsg, protocol, sent_to, ports, from } = closed;
    let (nsg, protocol) = (*nsg, *protocol);
    let thing = listener.inbound.thing();
    let view = flow.view();
    let chain = flow.chain(nsg, Direction::In, member.end.subnet);
    let every = PortSet::all();
    let ask = |ports, far| Ask { protocol, ports, source_ports: &every, near: &member.end, far };
    let denier = chain.judge(&ask(ports, from)).into_iter().find_map(|piece| match piece.call {
        Call::Deny(decider) => Some(decider),
        _ => None,
    });
    let what = packets::port_words(view, ports);
    let mut diagnostic = CODE
        .at(
            thing.span_of("backend_port"),
            format!("`{}` sends packets to {what} of `{}`, and security group `{}` lets none in there", thing.path(), member.name, nsg.path()),
        );
    let before: Option<NsgRule> = denier.and_then(|d| d.rule()).and_then(|id| view.typed(id));
    diagnostic = match before {
        Some(rule) => diagnostic.because(rule.span(), "this rule drops them"),
        None => diagnostic.because(nsg.name_span(), "no rule here lets them in, so Azure's own `DenyAllInBound` drops them"),
    };
    let probes = Far::every(Ranges::point(space::spot(space::PROBE.into())));
    let by_probe = chain.judge(&ask(ports, &probes)).into_iter().find_map(|piece| match piece.call {
        Call::Allow(decider) => decider.rule(),
        _ => None,
    });
    if sent_to != ports && chain.lets_any(&ask(sent_to, from)) == Some(true) {
        let open = packets::port_words(view, sent_to);
        diagnostic = diagnostic.note(format!("it opens {open}, which is the frontend's: a security group sees the port of the machine"));
    } else if let Some(rule) = by_probe {
        let rule = view.thing(rule);
        diagnostic = diagnostic
            .because(rule.span(), "this one lets probes in, and nobody else: clients keep their own addresses")
            .note("`AzureLoadBalancer` is where probes come from; clients do not come from the load balancer");
    }
    if let (Some(source), Some(target), Some(port)) = (from.example(), member.end.example(), ports.example()) {
        let source = if source.is_ipv6() { format!("[{source}]") } else { source.to_string() };
        let target = if target.is_ipv6() { format!("[{target}]") } else { target.to_string() };
        diagnostic = diagnostic.note(format!("a packet that is dropped: {} {source}:50000 -> {target}:{port}", protocol.word()));
    }
    let source = if listener.frontend.and_then(|f| f.public()) == Some(true) { "Internet" } else { "VirtualNetwork" };
    diagnostic = match packets::allow(nsg, before, "clients", protocol, source, ports) {
        Some((line, edit)) => diagnostic
            .help("let those in who shall come in")
            .with_fix(format!("write `{line}`"), false, vec![edit]),
        None => diagnostic.help(format!("let {what} in at `{}`, from those who shall come in", nsg.path())),
    };
    findings.push(thing, diagnostic);
}
