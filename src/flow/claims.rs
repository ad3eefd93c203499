//! Whether an `expect` holds in a view: the journeys of all packets that it speaks of, against what it claims of them.

use std::rc::Rc;

use super::addresses::{End, Far};
use super::members::Member;
use super::packets::{Fate, Journey, Packets};
use super::snat::leads_its_family;
use super::space::{self, Addresses, Ranges};
use super::{Flow, Lack, Ports, Protocol};
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Expect, Frontend, IpConfig, Known, NodeId, Outcome, Pool, Subnet, V, Value, Vnet};

/// What became of a claim.
#[derive(Debug)]
pub enum Verdict<'v> {
    /// It holds.
    Holds,
    /// A name of it is not there in this view, or an error has been reported for it.
    Silent,
    /// These packets prove it wrong.
    Fails(Box<Journey<'v>>, Why),
    /// The ports of the way out are fewer than claimed.
    TooFewPorts(NodeId, i64),
    /// It hangs on facts that nobody stated.
    Undecided(Vec<Lack>),
}

/// In what respect packets prove a claim wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They are stopped.
    Stopped,
    /// They get through.
    Through,
    /// They get to somebody else.
    Elsewhere,
    /// They pass another way.
    OtherWay,
}

/// Who sends.
struct Senders<'v> {
    from: Vec<Far<'v>>,
    /// A subnet or network: members behind the destination are left out.
    network: bool,
}

impl<'v> Flow<'v> {
    /// Whether a claim holds.
    pub fn judge(&self, expect: &'v Expect) -> Verdict<'v> {
        let view = self.view();
        if !view.holds(expect.cond) {
            return Verdict::Silent;
        }
        let journeys = match self.journeys_of(expect) {
            Ok(journeys) => journeys,
            Err(verdict) => return verdict,
        };
        let targets = match &expect.outcome {
            Outcome::Reaches(target, port) => {
                let target = view.reduce(target);
                if target.is_missing() || !target.items().iter().all(|v| self.is_there(v)) {
                    return Verdict::Silent;
                }
                Some((self.machines(&target), port.as_ref().map(|port| view.reduce(port))))
            }
            Outcome::Allowed | Outcome::Blocked => None,
        };
        let via = match &expect.via {
            Some(via) => match view.reduce(via).v {
                V::Thing(id) => Some(id),
                _ => return Verdict::Silent,
            },
            None => None,
        };
        let port = match &targets {
            Some((_, Some(port))) if port.is_missing() => return Verdict::Silent,
            Some((_, Some(port))) if !matches!(port.v, V::Any) => match Ports::of(view, port) {
                Some(port) => Some(port),
                None => {
                    let what = "the port that is to be reached".to_owned();
                    return Verdict::Undecided(vec![Lack::of(port.span, what, "")]);
                }
            },
            _ => None,
        };
        let mut lacks: Vec<Lack> = Vec::new();
        for journey in journeys {
            let why = match &expect.outcome {
                Outcome::Blocked => match journey.fate {
                    Fate::Stopped(_) => None,
                    _ => Some(Why::Through),
                },
                _ if !journey.succeeds() => Some(Why::Stopped),
                Outcome::Reaches(..) => match (&journey.fate, &targets) {
                    (Fate::Arrives(member), Some((machines, _))) => {
                        let claimed = |end: &Rc<End<'v>>| machines.iter().any(|m| same_machine(m, end));
                        let there = claimed(&member.end) && member.alike.iter().all(claimed);
                        let right = port.as_ref().is_none_or(|port| within(&journey.packets.ports, port));
                        (!there || !right).then_some(Why::Elsewhere)
                    }
                    _ => Some(Why::Elsewhere),
                },
                Outcome::Allowed => None,
            };
            let why = why.or(match via {
                Some(via) if journey.succeeds() && !journey.packets.passed.contains(&via) => Some(Why::OtherWay),
                _ => None,
            });
            match why {
                Some(why) if journey.certain() => return Verdict::Fails(Box::new(journey), why),
                // Whether these packets are stopped is open, so neither is sure to hold nor to fail.
                _ if !journey.certain() => {
                    for lack in journey.packets.lacks {
                        if !lacks.iter().any(|l| l.what == lack.what) {
                            lacks.push(lack);
                        }
                    }
                }
                _ => {}
            }
        }
        if !lacks.is_empty() {
            return Verdict::Undecided(lacks);
        }
        self.enough_ports(expect, via)
    }

    /// What becomes of every packet that a claim speaks of.
    pub fn journeys_of(&self, expect: &'v Expect) -> Result<Vec<Journey<'v>>, Verdict<'v>> {
        let view = self.view();
        let port = match &expect.port {
            None => Ports::all(),
            Some(port) => {
                let port = view.reduce(port);
                if port.is_missing() {
                    return Err(Verdict::Silent);
                }
                match Ports::of(view, &port) {
                    Some(ports) => ports,
                    None => {
                        let lack = Lack::of(port.span, "the port that packets go to".to_owned(), "");
                        return Err(Verdict::Undecided(vec![lack]));
                    }
                }
            }
        };
        let to = view.reduce(&expect.to);
        let senders = self.senders(expect, &to)?;
        self.journeys(Protocol::named(&expect.protocol), &senders.from, senders.network, &to, &port)
            .ok_or(Verdict::Silent)
    }

    fn is_there(&self, value: &Value) -> bool {
        match &value.v {
            V::Thing(id) => self.view().present(*id),
            V::Family(ids) => ids.iter().any(|id| self.view().present(*id)),
            V::Missing | V::None => false,
            _ => true,
        }
    }

    fn senders(&self, expect: &'v Expect, to: &Value) -> Result<Senders<'v>, Verdict<'v>> {
        let view = self.view();
        let from = view.reduce(&expect.from);
        if from.items().is_empty() {
            return Err(Verdict::Silent);
        }
        let mut except = Addresses::none();
        if let Some(set) = &expect.except {
            for item in view.reduce(set).items() {
                match self.addresses(item) {
                    Some(set) => except = except.union(&set),
                    None if item.is_missing() => return Err(Verdict::Silent),
                    None => {
                        let lack = Lack::of(item.span, "which senders are left out".to_owned(), "");
                        return Err(Verdict::Undecided(vec![lack]));
                    }
                }
            }
        }
        let mut senders = Senders { from: Vec::new(), network: false };
        for item in from.items() {
            if !self.is_there(item) {
                return Err(Verdict::Silent);
            }
            match self.senders_of(item, to, &except) {
                Some((from, network)) => {
                    senders.from.extend(from);
                    senders.network |= network;
                }
                None => {
                    let lack = Lack::of(item.span, "who sends".to_owned(), "");
                    return Err(Verdict::Undecided(vec![lack]));
                }
            }
        }
        Ok(senders)
    }

    /// The senders that a word or name means, towards a destination; and whether it is a whole network.
    pub fn senders_of(&self, item: &Value, to: &Value, except: &Addresses) -> Option<(Vec<Far<'v>>, bool)> {
        let view = self.view();
        let item = view.reduce(item);
        match &item.v {
            V::Thing(id) => match view.topology.node(*id).kind {
                Kind::Subnet => Some((self.network(Some(Subnet(view.thing(*id))), None, to, except), true)),
                Kind::Vnet => {
                    let vnet = Vnet(view.thing(*id));
                    let mut all = Vec::new();
                    let mut covered = except.clone();
                    for subnet in vnet.subnets() {
                        all.extend(self.network(Some(subnet), None, to, except));
                        covered = covered.union(&self.world.known_prefixes(subnet.id).0);
                    }
                    if all.is_empty() {
                        all = self.network(None, Some(vnet), to, &covered);
                    }
                    Some((all, true))
                }
                _ => Some((self.machine_ends(*id, to), false)),
            },
            V::Family(ids) => {
                let ids = ids.iter().filter(|id| view.present(**id));
                Some((ids.flat_map(|id| self.machine_ends(*id, to)).collect(), false))
            }
            V::Any => {
                let set = Addresses::all().minus(except);
                Some((vec![Far::every(set.intersect(&self.family(to)).intersect(&self.internet()))], false))
            }
            V::Word(word) | V::Str(word) if word.eq_ignore_ascii_case("Internet") => {
                let set = self.internet().intersect(&self.family(to)).minus(except);
                Some((vec![Far::every(set)], false))
            }
            _ => {
                let set = self.addresses(&item)?.minus(except);
                Some((self.located(&set), false))
            }
        }
    }

    /// Addresses of a text, with the network that they are in.
    fn located(&self, set: &Addresses) -> Vec<Far<'v>> {
        if let Some(config) = set.single().and_then(|spot| self.world.owners(spot).first()) {
            return vec![Far::One(Rc::new(self.world.end(*config)))];
        }
        if set.is_empty() {
            return Vec::new();
        }
        let subnet = self.world.subnet_of(set);
        let vnet = subnet.and_then(Subnet::vnet).or_else(|| self.world.vnet_of(set));
        vec![Far::Every(Rc::new(set.clone()), subnet, vnet)]
    }

    /// The addresses of a family that a destination has.
    fn family(&self, to: &Value) -> Addresses {
        // An IPv6 address stands in brackets, which may be a list of one.
        let to = if let [one] = to.items() { one } else { to };
        let frontend = match to.v {
            V::Thing(id) => self.view().typed::<Frontend>(id),
            _ => None,
        };
        match frontend.and_then(|f| f.version()).as_deref() {
            Some("IPv6") => space::ipv6(),
            Some(_) => space::ipv4(),
            None => match self.addresses(to) {
                Some(set) if set.is_empty() => Addresses::all(),
                Some(set) if !set.meets(&space::ipv6()) => space::ipv4(),
                Some(set) if !set.meets(&space::ipv4()) => space::ipv6(),
                _ => Addresses::all(),
            },
        }
    }

    fn addresses(&self, value: &Value) -> Option<Addresses> {
        let value = self.view().reduce(value);
        let value = value.as_late().and_then(|late| self.world.default_of(late)).unwrap_or(value);
        match &value.v {
            V::Cidr(net) => Some(space::networks([*net])),
            V::Address(address) => Some(Ranges::point(space::spot(*address))),
            V::Thing(id) if matches!(self.view().topology.node(*id).kind, Kind::Vnet | Kind::Subnet) => {
                Some(self.world.known_prefixes(*id)).filter(|(_, all)| *all).map(|(set, _)| set)
            }
            _ => None,
        }
    }

    /// All of a subnet or network but the members of the pool that the destination leads to.
    fn network(
        &self,
        subnet: Option<Subnet<'v>>,
        vnet: Option<Vnet<'v>>,
        to: &Value,
        except: &Addresses,
    ) -> Vec<Far<'v>> {
        let vnet = vnet.or_else(|| subnet.and_then(Subnet::vnet));
        let Some(id) = subnet.map(|s| s.id).or(vnet.map(|v| v.id)) else { return Vec::new() };
        let (set, all) = self.world.known_prefixes(id);
        let mut set = set.intersect(&self.family(to)).minus(except);
        for member in self.behind(to) {
            if let Some(spot) = member.within.single() {
                set = set.minus(&Ranges::point(spot));
            }
        }
        if !all {
            let end = End {
                config: None,
                subnet,
                vnet,
                within: Addresses::none(),
                six: false,
                asgs: Vec::new(),
                asgs_known: false,
            };
            return vec![Far::One(Rc::new(end))];
        }
        if set.is_empty() { Vec::new() } else { vec![Far::Every(Rc::new(set), subnet, vnet)] }
    }

    /// Whoever is behind a frontend.
    fn behind(&self, to: &Value) -> Vec<Rc<End<'v>>> {
        let V::Thing(id) = to.v else { return Vec::new() };
        if let Some(pool) = self.view().typed::<Pool>(id) {
            return self.members(pool).iter().map(|m| Rc::clone(&m.end)).collect();
        }
        let Some(frontend) = self.view().typed::<Frontend>(id) else { return Vec::new() };
        let listeners = self.listeners(frontend.lb());
        let pools = listeners.iter().filter(|l| l.frontend == Some(frontend)).flat_map(|l| l.inbound.pools());
        pools.flat_map(|(pool, _)| self.members(pool).iter().map(|m| Rc::clone(&m.end)).collect::<Vec<_>>()).collect()
    }

    /// The addresses that a machine sends by: its first one of the destination's family.
    fn machine_ends(&self, id: NodeId, to: &Value) -> Vec<Far<'v>> {
        let family = self.family(to);
        let known = !family.is_all();
        let configs = self.world.configs(id).into_iter();
        let ends = configs.filter(|c| c.nic.is_primary() || self.view().topology.node(id).kind == Kind::Nic);
        let ends = ends.filter(|c| leads_its_family(*c));
        let mut ends: Vec<(bool, End)> = ends.map(|c| (c.primary(), self.world.end(c))).collect();
        if known {
            let six = family == space::ipv6();
            ends.retain(|(_, end)| end.six == six);
        } else {
            ends.retain(|(primary, _)| *primary);
        }
        ends.into_iter().map(|(_, end)| Far::One(Rc::new(end))).collect()
    }

    /// The machines that a name means.
    fn machines(&self, target: &Value) -> Vec<End<'v>> {
        let view = self.view();
        let mut out = Vec::new();
        for item in target.items() {
            let ids: Vec<NodeId> = match &item.v {
                V::Thing(id) => vec![*id],
                V::Family(ids) => ids.to_vec(),
                _ => continue,
            };
            for id in ids.into_iter().filter(|id| view.present(*id)) {
                match view.typed::<Pool>(id) {
                    Some(pool) => {
                        for member in self.members(pool).iter() {
                            match member.frontend.and_then(|f| view.typed::<Frontend>(f)) {
                                // What a Global load balancer reaches are the machines behind its regions.
                                Some(frontend) => {
                                    let to = Value::new(V::Thing(frontend.id), item.span);
                                    out.extend(self.behind(&to).iter().map(|end| (**end).clone()));
                                }
                                None => out.push((*member.end).clone()),
                            }
                        }
                    }
                    None => out.extend(self.world.configs(id).into_iter().map(|c| self.world.end(c))),
                }
            }
        }
        out
    }

    /// What becomes of packets from each of these to a destination; `None` where that is not there.
    pub fn journeys(
        &self,
        protocols: &[Protocol],
        from: &[Far<'v>],
        network: bool,
        to: &Value,
        ports: &Ports,
    ) -> Option<Vec<Journey<'v>>> {
        let view = self.view();
        let mut out = Vec::new();
        for item in to.items() {
            if !self.is_there(item) {
                return None;
            }
        }
        for protocol in protocols {
            for far in from {
                for item in to.items() {
                    let name = self.shown(item);
                    let ports = if protocol.has_ports() { ports.clone() } else { Ports::all() };
                    let start = |to: Far<'v>| Packets::new(*protocol, far.clone(), to, name.clone(), ports.clone());
                    match &item.v {
                        V::Thing(id) => self.to_thing(*id, &start, network, &mut out),
                        V::Family(ids) => {
                            for id in ids.iter().filter(|id| view.present(**id)) {
                                self.to_thing(*id, &start, network, &mut out);
                            }
                        }
                        V::Any => self.to_internet(start(self.outside(far)), &mut out),
                        V::Word(word) | V::Str(word) if word.eq_ignore_ascii_case("Internet") => {
                            self.to_internet(start(self.outside(far)), &mut out);
                        }
                        V::Word(word) | V::Str(word) => self.to_internet(start(Far::Tag(word.clone())), &mut out),
                        _ => match self.addresses(item) {
                            Some(set) => self.to_addresses(&set, item.span, &start, &mut out),
                            None => {
                                let mut packets = start(Far::every(Addresses::none()));
                                packets.lacks.push(Lack::of(item.span, "where packets go to", ""));
                                out.push(Journey { packets, fate: Fate::Leaves });
                            }
                        },
                    }
                }
            }
        }
        Some(out)
    }

    /// The Internet as a sender of one family sees it.
    fn outside(&self, from: &Far<'v>) -> Far<'v> {
        let family = match from {
            Far::One(end) if end.six => space::ipv6(),
            Far::One(_) => space::ipv4(),
            Far::Every(set, ..) if !set.meets(&space::ipv6()) => space::ipv4(),
            Far::Every(set, ..) if !set.meets(&space::ipv4()) => space::ipv6(),
            Far::Every(..) | Far::Tag(_) => Addresses::all(),
        };
        Far::every(self.internet().intersect(&family))
    }

    fn to_thing(&self, id: NodeId, start: &dyn Fn(Far<'v>) -> Packets<'v>, network: bool, out: &mut Vec<Journey<'v>>) {
        let view = self.view();
        let blank = Far::every(Addresses::none());
        if let Some(frontend) = view.typed::<Frontend>(id) {
            self.to_frontend(start(blank), frontend, out);
            return;
        }
        let asked = start(blank);
        let members = match view.typed::<Pool>(id) {
            Some(pool) => self.members(pool).to_vec(),
            None => {
                let configs = self.world.configs(id);
                let first = |c: &IpConfig| c.primary() && c.nic.is_primary();
                let public = |c: &IpConfig| c.public_ip() != Known::No || c.instance_public_ip().is_some();
                // From outside, every address that is public takes packets; where none is, the first one says so.
                let outside = asked.sending().is_none() && !self.is_inside(&asked.from) && configs.iter().any(public);
                let asked = configs.into_iter().filter(|c| if outside { public(c) } else { first(c) });
                asked.map(|c| self.member(c, c.nic.name_span())).collect()
            }
        };
        // Addresses of the other family are no senders of such packets, unless all senders are.
        let fits = |member: &Member| match &asked.from {
            Far::Every(set, ..) => member.frontend.is_some() || set.meets(&family_of(&member.end)),
            Far::One(_) | Far::Tag(_) => true,
        };
        let any = members.iter().any(fits);
        for member in members.into_iter().filter(|member| !any || fits(member)) {
            let mut packets = start(Far::One(Rc::clone(&member.end)));
            if let Far::Every(set, ..) = &mut packets.from
                && any
            {
                *set = Rc::new(set.intersect(&family_of(&member.end)));
            }
            // A machine of a network that is asked as a whole does not call itself.
            let own = packets.sender.as_ref().is_some_and(|s| s.config.is_some() && s.config == member.end.config);
            if own && network {
                continue;
            }
            self.to_machine(packets, &member, out);
        }
    }

    fn to_addresses(
        &self,
        set: &Addresses,
        span: Span,
        start: &dyn Fn(Far<'v>) -> Packets<'v>,
        out: &mut Vec<Journey<'v>>,
    ) {
        if let Some(spot) = set.single() {
            let address = space::address(spot);
            let same = |f: &Frontend| matches!(f.get("address").v, V::Address(a) if a == address);
            if let Some(frontend) = self.view().all::<Frontend>().find(same) {
                self.to_frontend(start(Far::every(Addresses::none())), frontend, out);
                return;
            }
            if self.world.vnet_of(set).is_some() || !self.world.owners(spot).is_empty() {
                let member = self.at(spot, None, span);
                self.to_machine(start(Far::One(Rc::clone(&member.end))), &member, out);
                return;
            }
        } else if let Some(vnet) = self.world.vnet_of(set) {
            let subnet = self.world.subnet_of(set);
            let end = End {
                config: None,
                subnet,
                vnet: Some(vnet),
                within: set.clone(),
                six: !set.meets(&space::ipv4()),
                asgs: Vec::new(),
                asgs_known: false,
            };
            let member =
                Member { name: space::words(set, 2), end: Rc::new(end), span, alike: Vec::new(), frontend: None };
            self.to_machine(start(Far::One(Rc::clone(&member.end))), &member, out);
            return;
        }
        self.to_internet(start(Far::every(set.clone())), out);
    }

    /// How a destination is called.
    pub fn shown(&self, value: &Value) -> String {
        match &value.v {
            V::Thing(id) => self.view().topology.path(*id),
            V::Family(ids) => {
                ids.first().map_or_else(String::new, |id| self.view().topology.node(*id).symbol.to_string())
            }
            V::Any => "*".to_owned(),
            _ => crate::topology::fold::display(value).unwrap_or_else(|| "somewhere".to_owned()),
        }
    }

    /// Whether each machine has the ports that a claim wants.
    fn enough_ports(&self, expect: &'v Expect, via: Option<NodeId>) -> Verdict<'v> {
        let Some(via) = via else { return Verdict::Holds };
        let Some(wanted) = expect.min_ports.as_ref().and_then(|v| self.view().num(v)).and_then(|n| n.single()) else {
            return Verdict::Holds;
        };
        let Ok(journeys) = self.journeys_of(expect) else { return Verdict::Holds };
        for journey in journeys {
            let Some(way) = journey.packets.way else { continue };
            match self.ports_of_way(way) {
                Some(ports) if ports < wanted => return Verdict::TooFewPorts(way, ports),
                Some(_) => {}
                None => {
                    let thing = self.view().thing(via);
                    let what = format!("how many machines share the ports of `{}`", thing.path());
                    return Verdict::Undecided(vec![Lack::of(thing.name_span(), what, "")]);
                }
            }
        }
        Verdict::Holds
    }
}

/// All addresses of the family that an end has; all there are of one that nobody knows.
fn family_of(end: &End) -> Addresses {
    match (end.config.is_some() || !end.within.is_empty(), end.six) {
        (true, true) => space::ipv6(),
        (true, false) => space::ipv4(),
        (false, _) => Addresses::all(),
    }
}

/// Whether a claimed machine is the one that has the packets.
fn same_machine(claimed: &End, found: &End) -> bool {
    match (claimed.config, found.config) {
        (Some(a), Some(b)) => a.nic.id == b.nic.id || a.nic.machine().is_some_and(|m| b.nic.machine() == Some(m)),
        _ => !claimed.within.is_empty() && claimed.within == found.within,
    }
}

/// Whether packets go to no other port than these.
fn within(ports: &Ports, claimed: &Ports) -> bool {
    match (ports, claimed) {
        (Ports::Late(a, _), Ports::Late(b, _)) if a == b => true,
        (_, Ports::Late(..)) => ports.may().single().is_some() && claimed.may() == ports.may(),
        _ => claimed.may().covers(ports.may()),
    }
}
