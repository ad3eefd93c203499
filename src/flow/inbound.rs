//! Frontends: who listens there, and who gets the packets.

use std::rc::Rc;

use super::addresses::{End, Far, Match};
use super::filter::{Ask, Call, Direction, Protocol};
use super::members::Member;
use super::packets::{Fate, Journey, Packets};
use super::ports::{Ports, Spread};
use super::space::{self, Addresses, PortSet, Ranges};
use super::{Flow, Lack};
use crate::source::Span;
use crate::topology::{Frontend, Inbound, IpConfig, Lb, Machine, Nsg, Source, Subnet, Tier, V};

/// Load balancers may hand packets to load balancers, but not in circles.
const DEEPEST: usize = 4;

/// What takes packets at a frontend.
#[derive(Clone, Debug)]
pub struct Listener<'v> {
    /// It.
    pub inbound: Inbound<'v>,
    /// Its frontend.
    pub frontend: Option<Frontend<'v>>,
    /// Its protocols.
    pub protocols: &'static [Protocol],
    ports: Spread,
}

impl<'v> Flow<'v> {
    /// What takes packets at the frontends of a load balancer.
    pub fn listeners(&self, lb: Lb<'v>) -> Rc<Vec<Listener<'v>>> {
        if let Some(known) = self.listeners.borrow().get(&lb.id) {
            return Rc::clone(known);
        }
        let made: Vec<Listener> = lb.inbound().into_iter().map(|inbound| self.listener(inbound)).collect();
        let made = Rc::new(made);
        self.listeners.borrow_mut().insert(lb.id, Rc::clone(&made));
        made
    }

    fn listener(&self, inbound: Inbound<'v>) -> Listener<'v> {
        let protocols = inbound.protocol().map_or(Protocol::named("any"), |word| Protocol::named(&word));
        let ports = Spread::of(self.view(), &inbound.thing().get("frontend_port"), true);
        Listener { inbound, frontend: inbound.frontend(), protocols, ports }
    }

    /// The ports at which a listener takes packets, as far as they are known.
    pub fn frontend_ports(&self, inbound: Inbound<'v>) -> Option<Ports> {
        let value = inbound.thing().get("frontend_port");
        if value.is_none() { Some(Ports::all()) } else { Ports::of(self.view(), &value) }
    }

    /// What becomes of packets from these senders that a listener takes at its frontend.
    pub fn delivered(&self, listener: &Listener<'v>, protocol: Protocol, from: Far<'v>) -> Vec<Journey<'v>> {
        let mut out = Vec::new();
        let (Some(frontend), Some(ports)) = (listener.frontend, self.frontend_ports(listener.inbound)) else {
            return out;
        };
        let to = Far::every(Addresses::none());
        let packets = Packets::new(protocol, from, to, frontend.path(), ports);
        self.hand_over(packets, listener, frontend.public() != Some(false), 0, &mut out);
        out
    }

    /// Who a listener hands packets to; one of each sort.
    pub fn receivers(&self, inbound: Inbound<'v>) -> Vec<Member<'v>> {
        let users = |users: Vec<(IpConfig<'v>, Span)>| {
            users.into_iter().map(|(config, span)| self.member(config, span)).collect::<Vec<_>>()
        };
        match inbound {
            Inbound::Rule(rule) => rule.pools().into_iter().flat_map(|(pool, _)| self.sorts(pool).to_vec()).collect(),
            Inbound::NatPool(pool) => users(pool.users()),
            Inbound::NatRule(rule) => match rule.pool() {
                Some(pool) => self.sorts(pool).to_vec(),
                None => users(rule.users()),
            },
        }
    }

    /// The ports on the machines to which a listener sends what was sent to these ports.
    pub fn backend_ports(&self, inbound: Inbound<'v>, sent_to: &Ports) -> Option<Ports> {
        let value = inbound.thing().get("backend_port");
        let any = value.items().iter().any(|v| matches!(v.v, V::Any)) || value.is_none();
        if any || inbound.floating_ip() == Some(true) {
            return Some(sent_to.clone());
        }
        Ports::of(self.view(), &value)
    }

    /// Packets go to a frontend.
    pub fn to_frontend(&self, packets: Packets<'v>, frontend: Frontend<'v>, out: &mut Vec<Journey<'v>>) {
        let mut packets = packets;
        match frontend.public() {
            Some(true) => {
                if packets.sending().is_some() {
                    // A machine of this file calls from outside, by its own way out.
                    let target = packets.to_name.clone();
                    packets.to = Far::One(Rc::new(End {
                        within: space::public(),
                        six: frontend.version().as_deref() == Some("IPv6"),
                        ..End::nowhere(true)
                    }));
                    let mut gone = Vec::new();
                    self.to_internet(packets, &mut gone);
                    for journey in gone {
                        match journey.fate {
                            Fate::Leaves => {
                                let mut packets = journey.packets;
                                packets.from = Far::One(Rc::new(End { within: space::public(), ..End::nowhere(true) }));
                                packets.to_name.clone_from(&target);
                                self.enter(packets, frontend, true, 0, out);
                            }
                            _ => out.push(journey),
                        }
                    }
                    return;
                }
                self.enter(packets, frontend, true, 0, out);
            }
            Some(false) => {
                let subnet = match frontend.source() {
                    Source::Subnet(subnet) => Some(subnet),
                    _ => None,
                };
                let vnet = subnet.and_then(Subnet::vnet);
                let set = match frontend.get("address").v {
                    V::Address(address) => Ranges::point(space::spot(address)),
                    _ => subnet.map(|s| self.world.known_prefixes(s.id).0).unwrap_or_default(),
                };
                packets.to = Far::One(Rc::new(End { subnet, vnet, within: set, ..End::nowhere(true) }));
                if packets.sending().is_none() && !self.is_inside(&packets.from) {
                    let text =
                        format!("`{}` has a private address, which nobody in the Internet reaches", frontend.path());
                    out.push(packets.stopped(frontend.span(), text));
                    return;
                }
                for packets in self.depart(packets, vnet, out) {
                    self.enter(packets, frontend, false, 0, out);
                }
            }
            None => self.enter(packets, frontend, !self.is_inside_now(frontend), 0, out),
        }
    }

    /// Where a frontend's address is not known to be public or not, other frontends of its load balancer tell.
    fn is_inside_now(&self, frontend: Frontend<'v>) -> bool {
        frontend.lb().public() == Some(false)
    }

    /// Packets are at a frontend: who listens there, and who gets them.
    pub(super) fn enter(
        &self,
        packets: Packets<'v>,
        frontend: Frontend<'v>,
        public: bool,
        depth: usize,
        out: &mut Vec<Journey<'v>>,
    ) {
        let mut packets = packets;
        packets.passed.push(frontend.id);
        if let Some((source, _)) = frontend.things("source").first()
            && public
        {
            packets.passed.push(source.id);
        }
        for (gateway, _) in frontend.things("gateway") {
            packets.passed.push(gateway.id);
            packets.step(frontend.span_of("gateway"), format!("`{}` sees them first", gateway.path()));
        }
        let lb = frontend.lb();
        let mut rest = match &packets.ports {
            Ports::Known(set) => set.clone(),
            Ports::Late(..) => PortSet::none(),
        };
        let mut taken = false;
        let listeners = self.listeners(lb);
        // Single ports come before HA ports, which take what is left.
        let here =
            || listeners.iter().filter(|l| l.frontend == Some(frontend) && l.protocols.contains(&packets.protocol));
        let order = here().filter(|l| !l.ports.is_any()).chain(here().filter(|l| l.ports.is_any()));
        for listener in order {
            let mut part = packets.clone();
            match &packets.ports {
                Ports::Known(_) if !packets.protocol.has_ports() => {}
                Ports::Known(_) => {
                    let sure = rest.intersect(&listener.ports.sure);
                    let may = rest.intersect(&listener.ports.may).minus(&sure);
                    if !may.is_empty() {
                        let mut perhaps = packets.clone();
                        perhaps.ports = Ports::Known(may.clone());
                        perhaps.sent_to = perhaps.ports.clone();
                        let thing = listener.inbound.thing();
                        let what = format!("the ports of `{}`", thing.path());
                        perhaps.lacks.push(Lack::of(thing.span_of("frontend_port"), what, ""));
                        out.push(
                            perhaps.perhaps_stopped(thing.span(), format!("`{}` may not take them", thing.path())),
                        );
                        rest = rest.minus(&may);
                        taken = true;
                    }
                    if sure.is_empty() {
                        continue;
                    }
                    rest = rest.minus(&sure);
                    part.ports = Ports::Known(sure);
                }
                late => match listener.ports.holds_for(late) {
                    Match::No => continue,
                    Match::Sure => {}
                    Match::May => {
                        let thing = listener.inbound.thing();
                        let what = format!("whether `{}` takes that port", thing.path());
                        part.lacks.push(Lack::of(thing.span_of("frontend_port"), what, ""));
                    }
                },
            }
            part.sent_to = part.ports.clone();
            taken = true;
            self.hand_over(part, listener, public, depth, out);
        }
        let nothing = match packets.ports {
            Ports::Known(_) if packets.protocol.has_ports() => !rest.is_empty(),
            _ => !taken,
        };
        if nothing {
            if let Ports::Known(set) = &mut packets.ports
                && !rest.is_empty()
            {
                *set = rest;
                packets.sent_to = packets.ports.clone();
            }
            let text = format!("no rule of `{}` takes them at `{}`", lb.path(), frontend.path());
            if lb.existing() {
                let what = format!("what else listens at `{}`", frontend.path());
                let line =
                    format!("rule NAME = {} {}:PORT -> POOL:PORT", packets.protocol.word(), frontend.node().symbol);
                packets.lacks.push(Lack::of(lb.name_span(), what, line));
                out.push(packets.perhaps_stopped(frontend.span(), text));
            } else {
                out.push(packets.stopped(frontend.span(), text));
            }
        }
    }

    /// A listener hands packets to those behind it.
    pub(super) fn hand_over(
        &self,
        packets: Packets<'v>,
        listener: &Listener<'v>,
        public: bool,
        depth: usize,
        out: &mut Vec<Journey<'v>>,
    ) {
        let thing = listener.inbound.thing();
        let mut packets = packets;
        let Some(ports) = self.backend_ports(listener.inbound, &packets.ports) else {
            let what = format!("the port behind `{}`", thing.path());
            packets.lacks.push(Lack::of(thing.span_of("backend_port"), what, ""));
            out.push(
                packets.perhaps_stopped(
                    thing.span(),
                    format!("`{}` sends them to a port that is not known", thing.path()),
                ),
            );
            return;
        };
        if let (Some(most), Ports::Known(set), false) =
            (self.taken_ports(listener.inbound), &packets.ports, matches!(listener.inbound, Inbound::Rule(_)))
        {
            let none = set.minus(&most);
            if !none.is_empty() {
                let mut beyond = packets.clone();
                beyond.ports = Ports::Known(none);
                beyond.sent_to = beyond.ports.clone();
                out.push(beyond.stopped(thing.span(), format!("no machine has that port of `{}`", thing.path())));
                packets.ports = Ports::Known(set.intersect(&most));
                packets.sent_to = packets.ports.clone();
                if matches!(&packets.ports, Ports::Known(set) if set.is_empty()) {
                    return;
                }
            }
        }
        let receivers = self.receivers(listener.inbound);
        packets.step(thing.span(), format!("`{}` takes them", thing.path()));
        if receivers.is_empty() {
            let pool = listener.inbound.pools().first().map(|(pool, _)| *pool);
            let known = listener.inbound.thing().existing();
            let text = match pool {
                Some(pool) => format!("nobody is in `{}`", pool.path()),
                None => format!("no machine names `{}`", thing.path()),
            };
            let span = pool.map_or(thing.span(), |p| p.name_span());
            if known {
                let what = pool.map_or_else(
                    || format!("who is behind `{}`", thing.path()),
                    |p| format!("who is in `{}`", p.path()),
                );
                packets.lacks.push(Lack::of(span, what, "member NAME = ADDRESS"));
                out.push(packets.perhaps_stopped(span, text));
            } else {
                out.push(packets.stopped(span, text));
            }
            return;
        }
        packets.ports = ports;
        // A member's own packet may come back to it, and then nothing answers.
        if let Some(sender) = packets.sender.clone()
            && !public
            && let Some(config) = sender.config
            && let Some(member) = self.all_behind(listener.inbound).iter().find(|m| m.end.config == Some(config))
        {
            let text = format!(
                "`{}` is behind `{}` itself: when its packet comes back to it, nothing answers",
                member.name,
                thing.path()
            );
            out.push(packets.clone().stopped(member.span, text));
        }
        for member in receivers {
            if let Some(frontend) = member.frontend.and_then(|id| self.view().typed::<Frontend>(id)) {
                if depth < DEEPEST {
                    self.enter(packets.clone(), frontend, public, depth + 1, out);
                }
                continue;
            }
            if listener.frontend.and_then(|f| f.version()).is_some_and(|v| (&*v == "IPv6") != member.end.six) {
                continue;
            }
            let mut part = packets.clone();
            part.to = Far::One(Rc::clone(&member.end));
            if listener.inbound.floating_ip() == Some(true) && self.is_picky(&member) {
                let what =
                    format!("which of its addresses a security group of `{}` sees with floating IP", member.name);
                part.lacks.push(Lack::of(thing.span_of("floating_ip"), what, ""));
            }
            let basic = listener.frontend.is_some_and(|f| f.lb().tier() == Tier::Basic);
            self.arrive(part, &member, public && !basic, Some(listener.inbound), out);
        }
    }

    /// Whether a security group of a machine asks for its address.
    fn is_picky(&self, member: &Member<'v>) -> bool {
        let groups = self.groups(&member.end).found;
        groups.into_iter().any(|nsg| self.chain(nsg, Direction::In, member.end.subnet).picky)
    }

    fn all_behind(&self, inbound: Inbound<'v>) -> Vec<Member<'v>> {
        match inbound {
            Inbound::Rule(rule) => rule.pools().into_iter().flat_map(|(pool, _)| self.members(pool).to_vec()).collect(),
            _ => self.receivers(inbound),
        }
    }

    /// The ports of a range that machines have at the largest scale; `None` where that is not known.
    fn taken_ports(&self, inbound: Inbound<'v>) -> Option<PortSet> {
        let users = match inbound {
            Inbound::Rule(_) => return None,
            Inbound::NatPool(pool) => pool.users(),
            Inbound::NatRule(rule) => match rule.pool() {
                Some(pool) if pool.members().next().is_some() || pool.existing() => return None,
                Some(pool) => pool.users(),
                None => return None,
            },
        };
        if users.is_empty() {
            return None;
        }
        let mut count = 0u64;
        for (config, _) in users {
            count += match config.nic.machine() {
                Some(Machine::Vmss(set)) => u64::try_from(set.most_instances()?.hi).ok()?.max(1),
                Some(Machine::Vm(_)) | None => 1,
            };
        }
        let spread = Spread::of(self.view(), &inbound.thing().get("frontend_port"), false);
        let (first, last) = spread.may.hull()?;
        let end = u64::from(first) + count - 1;
        Some(PortSet::range(first, u16::try_from(end).unwrap_or(u16::MAX).min(last)))
    }

    /// All senders in the Internet that a frontend's family has.
    pub fn clients(&self, frontend: Frontend<'v>) -> Rc<Addresses> {
        let six = match frontend.version().as_deref() {
            Some("IPv6") => true,
            Some(_) => false,
            None => return self.internet(),
        };
        if let Some(known) = self.clients.borrow().get(&six) {
            return Rc::clone(known);
        }
        let family = if six { space::ipv6() } else { space::ipv4() };
        let made = Rc::new(self.internet().intersect(&family));
        self.clients.borrow_mut().insert(six, Rc::clone(&made));
        made
    }

    /// All senders in the Internet.
    pub fn internet(&self) -> Rc<Addresses> {
        Rc::clone(self.internet.get_or_init(|| Rc::new(self.world.internet())))
    }

    /// Whether a listener's packets get in at all where they are sent: at the receivers of each sort, one after the other.
    pub fn opening(&self, listener: &Listener<'v>) -> Opening<'v> {
        let Some(frontend) = listener.frontend else { return Opening::Unknown };
        let (Some(public), Some(sent_to)) = (frontend.public(), self.frontend_ports(listener.inbound)) else {
            return Opening::Unknown;
        };
        let Some(ports) = self.backend_ports(listener.inbound, &sent_to) else { return Opening::Unknown };
        // Who may send: the Internet, or anybody at all but the probes.
        let senders = if public { self.clients(frontend) } else { Rc::clone(&self.anybody) };
        let from = Far::Every(senders, None, None);
        let mut unknown = false;
        for member in self.receivers(listener.inbound) {
            let groups = self.groups(&member.end);
            let floats = listener.inbound.floating_ip() == Some(true) && self.is_picky(&member);
            if groups.found.is_empty() || !groups.lacks.is_empty() || floats {
                unknown = true;
                continue;
            }
            let mut by = None;
            for protocol in listener.protocols.iter().filter(|p| p.has_ports()) {
                by = self.closing(*protocol, &member, &groups.found, &ports, &from).map(|nsg| (nsg, *protocol));
                if by.is_none() {
                    break;
                }
            }
            if let Some((nsg, protocol)) = by {
                return Opening::Closed(Box::new(Closed { member, nsg, protocol, sent_to, ports, from }));
            }
        }
        if unknown { Opening::Unknown } else { Opening::Open }
    }

    /// The security group that lets none of the packets pass, where that is certain.
    fn closing(
        &self,
        protocol: Protocol,
        member: &Member<'v>,
        groups: &[Nsg<'v>],
        ports: &Ports,
        from: &Far<'v>,
    ) -> Option<Nsg<'v>> {
        let every = PortSet::all();
        let mut narrowed = None;
        for (at, nsg) in groups.iter().enumerate() {
            let chain = self.chain(*nsg, Direction::In, member.end.subnet);
            let far = narrowed.as_ref().unwrap_or(from);
            let ask = Ask { protocol, ports, source_ports: &every, near: &member.end, far };
            if chain.lets_any(&ask) == Some(false) {
                return Some(*nsg);
            }
            if at + 1 == groups.len() {
                return None;
            }
            // Only what this group may let pass gets to the next one.
            let mut passed = Addresses::none();
            for piece in chain.judge(&ask) {
                if let (Some(set), false) = (piece.far, matches!(piece.call, Call::Deny(_))) {
                    passed = passed.union(&set);
                }
            }
            narrowed = Some(Far::every(passed));
        }
        None
    }
}

/// Whether packets get in where a listener sends them.
#[derive(Debug)]
pub enum Opening<'v> {
    /// Some do, everywhere.
    Open,
    /// None do, at some machine.
    Closed(Box<Closed<'v>>),
    /// Nobody knows.
    Unknown,
}

/// Where packets do not get in.
#[derive(Debug)]
pub struct Closed<'v> {
    /// At whom.
    pub member: Member<'v>,
    /// The security group that lets none pass.
    pub nsg: Nsg<'v>,
    /// The protocol.
    pub protocol: Protocol,
    /// The ports at the frontend.
    pub sent_to: Ports,
    /// The ports at the machine.
    pub ports: Ports,
    /// Who sends.
    pub from: Far<'v>,
}
