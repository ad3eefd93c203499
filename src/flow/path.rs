//! The way of packets, step by step, in the order in which they meet things: the sender's security groups and routes, a
//! frontend and the rule behind it, the receiver's security groups, and the way back of the answers.
//!
//! Packets that meet different verdicts part; every part ends as a [`Journey`].

use std::rc::Rc;

use super::addresses::{End, Far};
use super::filter::{Ask, Call, Decider, Direction, Protocol};
use super::members::Member;
use super::packets::{Fate, Journey, Packets, Step};
use super::ports::Ports;
use super::route::Hop;
use super::space::{self, Ranges};
use super::world::Link;
use super::{Flow, Lack};
use crate::source::Span;
use crate::topology::{Inbound, Known, NodeId, Probe, Vnet};

/// What a security group makes of probes.
#[derive(Clone, Debug)]
pub enum Probing {
    /// They come through.
    Up,
    /// They are dropped, by this.
    Down(Step, NodeId),
    /// Nobody knows.
    Unknown(Vec<Lack>),
}

impl<'v> Flow<'v> {
    /// Packets meet the security groups of a machine.
    pub(super) fn through(
        &self,
        packets: Packets<'v>,
        end: &Rc<End<'v>>,
        direction: Direction,
        out: &mut Vec<Journey<'v>>,
    ) -> Vec<Packets<'v>> {
        let mut groups = self.groups(end);
        if direction == Direction::Out {
            groups.found.reverse();
        }
        let mut list = vec![packets];
        for packets in &mut list {
            packets.lacks.extend(groups.lacks.iter().cloned());
        }
        for nsg in groups.found {
            let chain = self.chain(nsg, direction, end.subnet);
            let mut passed = Vec::new();
            for packets in list {
                let far = if direction == Direction::In { &packets.from } else { &packets.to };
                let ask = Ask {
                    protocol: packets.protocol,
                    ports: &packets.ports,
                    source_ports: &packets.source_ports,
                    near: end,
                    far,
                };
                for piece in chain.judge(&ask) {
                    let mut part = packets.clone();
                    if let Some(set) = piece.far {
                        let side = if direction == Direction::In { &mut part.from } else { &mut part.to };
                        if let Far::Every(whole, ..) = side {
                            *whole = set;
                        }
                    }
                    if part.protocol.has_ports() {
                        if let Ports::Known(set) = &mut part.ports {
                            if part.sent_to == Ports::Known(set.clone()) {
                                part.sent_to = Ports::Known(piece.ports.clone());
                            }
                            *set = piece.ports;
                        }
                        part.source_ports = piece.source_ports;
                    }
                    let whose = format!("security group `{}`", nsg.path());
                    match piece.call {
                        Call::Allow(decider) => {
                            part.step(
                                self.place(decider, nsg.name_span()),
                                format!("{} of {whose} lets them pass", decider.called(&self.world)),
                            );
                            part.lacks.extend(chain.lack().cloned());
                            passed.push(part);
                        }
                        Call::Deny(decider) => {
                            part.lacks = chain.lack().cloned().into_iter().collect();
                            let text = format!("{} of {whose} drops them", decider.called(&self.world));
                            let mut journey = part.perhaps_stopped(self.place(decider, nsg.name_span()), text);
                            if let (Fate::Stopped(step), Direction::In) = (&mut journey.fate, direction) {
                                step.dropped = Some((nsg.id, decider.rule()));
                            }
                            out.push(journey);
                        }
                        Call::Unsure(deciders) => {
                            let who = self.world.called(end);
                            let lack = deciders.first().map(|decider| {
                                let what = format!("whether {} holds for `{who}`", decider.called(&self.world));
                                Lack::of(self.place(*decider, nsg.name_span()), what, "")
                            });
                            part.lacks.extend(lack);
                            part.lacks.extend(chain.lack().cloned());
                            passed.push(part);
                        }
                    }
                }
            }
            list = passed;
        }
        list
    }

    /// Where a decider is written.
    pub(super) fn place(&self, decider: Decider, nsg: Span) -> Span {
        match decider {
            Decider::Rule(id) => self.view().topology.node(id).span,
            Decider::Default(_) => nsg,
        }
    }

    /// Packets leave the sender for an address inside a network: its groups, the link between the networks, its routes.
    pub(super) fn depart(
        &self,
        packets: Packets<'v>,
        to: Option<Vnet<'v>>,
        out: &mut Vec<Journey<'v>>,
    ) -> Vec<Packets<'v>> {
        let Some(end) = packets.sending() else { return vec![packets] };
        let mut list = self.through(packets, &end, Direction::Out, out);
        if let (Some(from), Some(to)) = (end.vnet, to) {
            match self.world.link(from, to) {
                Link::Open => {}
                Link::Unknown(lack) => list.iter_mut().for_each(|p| p.lacks.push(lack.clone())),
                Link::Shut => {
                    let text = format!("no peering leads from `{}` to `{}`", from.path(), to.path());
                    out.extend(list.into_iter().map(|p| p.stopped(from.name_span(), text.clone())));
                    return Vec::new();
                }
            }
        }
        let Some(subnet) = end.subnet else { return list };
        let mut passed = Vec::new();
        for packets in list {
            let (parts, lacks) = self.hops(subnet, &packets.to);
            for (to, hop) in parts {
                let mut part = packets.clone();
                part.to = to;
                part.lacks.extend(lacks.iter().cloned());
                match hop {
                    Hop::Local | Hop::Internet | Hop::Nowhere(None) => passed.push(part),
                    Hop::Nowhere(Some(route)) => {
                        let text = format!("route `{}` drops them", route.path());
                        out.push(part.stopped_unless(&lacks, route.span(), text));
                    }
                    Hop::Appliance(route, who) => {
                        part.passed.extend(who.map(|t| t.id));
                        part.step(route.span(), format!("route `{}` hands them to an appliance", route.path()));
                        passed.push(part);
                    }
                    Hop::Gateway(route) => {
                        part.step(route.span(), format!("route `{}` hands them to a gateway", route.path()));
                        passed.push(part);
                    }
                }
            }
        }
        passed
    }

    /// Packets go to a machine at its own address.
    pub fn to_machine(&self, packets: Packets<'v>, member: &Member<'v>, out: &mut Vec<Journey<'v>>) {
        let mut packets = packets;
        let local = packets.sending();
        if local.is_none() && !self.is_inside(&packets.from) {
            // From outside: only a public address of its own takes them.
            let Some(config) = member.end.config else {
                out.push(packets.stopped(member.span, format!("`{}` has no public address", member.name)));
                return;
            };
            let own = config.public_ip().is().map(|t| t.0).or(config.instance_public_ip().map(|t| t.0));
            match own {
                Some(address) => {
                    packets.passed.push(address.id);
                    packets.step(
                        address.span(),
                        format!("`{}` is the public address of `{}`", address.path(), member.name),
                    );
                }
                None if matches!(config.public_ip(), Known::Unknown) => {
                    let what = format!("the public address of `{}`", member.name);
                    packets.lacks.push(Lack::of(config.rows.name_span(), what, "public_ip: none"));
                }
                None => {
                    out.push(
                        packets.stopped(config.rows.name_span(), format!("`{}` has no public address", member.name)),
                    );
                    return;
                }
            }
            self.arrive(packets, member, true, None, out);
            return;
        }
        packets.to = Far::One(Rc::clone(&member.end));
        for packets in self.depart(packets, member.end.vnet, out) {
            self.arrive(packets, member, false, None, out);
        }
    }

    /// Whether senders are in some network: private addresses are, though nobody may know in which.
    pub(super) fn is_inside(&self, from: &Far<'v>) -> bool {
        match from {
            Far::One(end) => end.vnet.is_some(),
            Far::Every(set, _, vnet) => vnet.is_some() || space::private().covers(set),
            Far::Tag(_) => false,
        }
    }

    /// Packets are at a machine: its groups, and the way back of the answers.
    pub(super) fn arrive(
        &self,
        packets: Packets<'v>,
        member: &Member<'v>,
        public: bool,
        rule: Option<Inbound<'v>>,
        out: &mut Vec<Journey<'v>>,
    ) {
        let end = &member.end;
        let groups = self.groups(end);
        if public && groups.found.is_empty() && groups.lacks.is_empty() {
            let place = end.subnet.map_or(member.span, |s| s.name_span());
            out.push(
                packets.stopped(
                    place,
                    format!("`{}` has no security group, and without one nothing gets in", member.name),
                ),
            );
            return;
        }
        if !public
            && packets.sending().is_none()
            && let Far::Every(set, ..) = &packets.from
        {
            let what = format!("how packets from {} get to `{}`", space::words(set, 2), member.name);
            let mut packets = packets;
            packets.lacks.push(Lack::of(member.span, what, ""));
            let list = self.through(packets, end, Direction::In, out);
            out.extend(list.into_iter().map(|packets| Journey { packets, fate: Fate::Arrives(member.clone()) }));
            return;
        }
        for mut packets in self.through(packets, end, Direction::In, out) {
            if let Some(Inbound::Rule(rule)) = rule {
                match rule.probe() {
                    Known::Is(probe) => match self.probing(probe, member) {
                        Probing::Up => {}
                        Probing::Down(..) if probe.text("when_all_down").as_deref() == Some("AllProbedUp") => {}
                        Probing::Down(step, _) => {
                            let text = format!(
                                "probe `{}` gets no answer from `{}`: {}",
                                probe.path(),
                                member.name,
                                step.text
                            );
                            out.push(packets.stopped(step.span, text));
                            continue;
                        }
                        Probing::Unknown(lacks) => packets.lacks.extend(lacks),
                    },
                    Known::No => {}
                    Known::Unknown => {
                        let what = format!("the probe of `{}`", rule.path());
                        packets.lacks.push(Lack::of(rule.name_span(), what, "probe: none").within(rule.0));
                    }
                }
            }
            self.answer(packets, member, public, out);
        }
    }

    /// The answers find their way back, or not.
    pub(super) fn answer(&self, packets: Packets<'v>, member: &Member<'v>, public: bool, out: &mut Vec<Journey<'v>>) {
        let Some(subnet) = member.end.subnet else {
            out.push(Journey { packets, fate: Fate::Arrives(member.clone()) });
            return;
        };
        let (parts, lacks) = self.hops(subnet, &packets.from);
        for (from, hop) in parts {
            let mut part = packets.clone();
            part.from = from;
            part.lacks.extend(lacks.iter().cloned());
            let lost = match hop {
                Hop::Nowhere(Some(route)) => Some((route, "drops the answers")),
                Hop::Appliance(route, _) if public => {
                    Some((route, "sends the answers to an appliance that never saw the packets"))
                }
                Hop::Gateway(route) if public => Some((route, "sends the answers to a gateway")),
                _ => None,
            };
            let fate = match lost {
                Some((route, what)) => {
                    let step =
                        Step { span: route.span(), text: format!("route `{}` {what}", route.path()), dropped: None };
                    Fate::Unanswered(member.clone(), step)
                }
                None => Fate::Arrives(member.clone()),
            };
            out.push(Journey { packets: part, fate });
        }
    }

    /// Whether probes get to a machine.
    pub fn probing(&self, probe: Probe<'v>, member: &Member<'v>) -> Probing {
        // Of the addresses that a nic has, each may be judged differently.
        let rows = member.end.config.map(|c| (probe.id, c.nic.id, c.rows.id));
        if let Some(known) = rows.and_then(|key| self.probing.borrow().get(&key).cloned()) {
            return known;
        }
        let made = self.probed(probe, member);
        if let Some(key) = rows {
            self.probing.borrow_mut().insert(key, made.clone());
        }
        made
    }

    fn probed(&self, probe: Probe<'v>, member: &Member<'v>) -> Probing {
        let Some(ports) = Ports::of(self.view(), &probe.get("port")) else {
            let what = format!("the port of `{}`", probe.path());
            return Probing::Unknown(vec![Lack::of(probe.name_span(), what, "")]);
        };
        let from = Far::every(Ranges::point(space::spot(space::PROBE.into())));
        let to = Far::One(Rc::clone(&member.end));
        let packets = Packets::new(Protocol::Tcp, from, to, member.name.clone(), ports);
        let mut out = Vec::new();
        let passed = self.through(packets, &member.end, Direction::In, &mut out);
        for journey in &out {
            if let Fate::Stopped(step) = &journey.fate
                && journey.certain()
            {
                let rule = step.dropped.and_then(|(nsg, rule)| rule.or(Some(nsg)));
                return Probing::Down(step.clone(), rule.unwrap_or(probe.id));
            }
        }
        let lacks: Vec<Lack> =
            passed.into_iter().chain(out.into_iter().map(|j| j.packets)).flat_map(|p| p.lacks).collect();
        if lacks.is_empty() { Probing::Up } else { Probing::Unknown(lacks) }
    }
}
