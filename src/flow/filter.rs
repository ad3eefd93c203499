//! A security group as a filter: which packets its rules let through, and which rule decides. The first rule that
//! matches wins, Azure's own rules come last. Packets of one protocol differ by destination port, source port and the
//! far address; the near address is a machine's.
//!
//! Cost: rules are found by port in a tree, and what is found is painted on the line of addresses in one sweep. Whether
//! any packet passes at all is known as a rule after the first few.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Lack;
use super::addresses::{End, Far, Match, Side, Surroundings};
use super::index::Index;
use super::ports::{Ports, Spread};
use super::space::{Addresses, PortSet, Ranges};
use super::world::World;
use crate::topology::{NodeId, Nsg, NsgRule, V};

/// So many rules may take packets away before all of them are painted at once.
const MOST_DENIED: usize = 64;

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP
    Tcp,
    /// UDP
    Udp,
    /// ICMP
    Icmp,
    /// ESP
    Esp,
    /// AH
    Ah,
}

impl Protocol {
    /// All that a word of the language names.
    pub fn named(word: &str) -> &'static [Protocol] {
        match word {
            "tcp" => &[Protocol::Tcp],
            "udp" => &[Protocol::Udp],
            "icmp" => &[Protocol::Icmp],
            "esp" => &[Protocol::Esp],
            "ah" => &[Protocol::Ah],
            "any" => &[Protocol::Tcp, Protocol::Udp, Protocol::Icmp, Protocol::Esp, Protocol::Ah],
            _ => &[],
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
            Protocol::Icmp => "icmp",
            Protocol::Esp => "esp",
            Protocol::Ah => "ah",
        }
    }

    /// Whether its packets have ports.
    pub fn has_ports(self) -> bool {
        matches!(self, Protocol::Tcp | Protocol::Udp)
    }
}

/// In which direction packets pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the machine.
    In,
    /// From the machine.
    Out,
}

/// What decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decider {
    /// A rule of the source.
    Rule(NodeId),
    /// One of the rules that every security group has.
    Default(&'static str),
}

/// A verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// The packets pass.
    Allow(Decider),
    /// They are dropped.
    Deny(Decider),
    /// One of these decides; which one is not known.
    Unsure(Vec<Decider>),
}

/// Packets that share a verdict.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The far addresses, of many; all of a single far end.
    pub far: Option<Rc<Addresses>>,
    /// The destination ports, where they are numbers.
    pub ports: PortSet,
    /// The source ports.
    pub source_ports: PortSet,
    /// The verdict.
    pub call: Call,
}

/// A question to a filter.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a, 'v> {
    /// The protocol.
    pub protocol: Protocol,
    /// The destination ports.
    pub ports: &'a Ports,
    /// The source ports.
    pub source_ports: &'a PortSet,
    /// The machine.
    pub near: &'a End<'v>,
    /// Who is at the other end.
    pub far: &'a Far<'v>,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) decider: Decider,
    pub(super) allow: bool,
    /// `None`: every protocol.
    pub(super) protocol: Option<Protocol>,
    pub(super) near: Side,
    pub(super) far: Side,
    pub(super) ports: Spread,
    pub(super) source_ports: Spread,
}

/// The rules of a security group in one direction, in the order in which they are asked.
#[derive(Debug)]
pub struct Chain<'v> {
    /// The group.
    pub nsg: Nsg<'v>,
    pub(super) entries: Vec<Entry>,
    pub(super) index: Index,
    /// Why its rules are not all known.
    lack: Option<Lack>,
    /// Machines of one subnet may be treated differently.
    pub picky: bool,
}

impl<'v> Chain<'v> {
    /// The filter that a group is, in those surroundings.
    pub fn of(world: &World<'v>, nsg: Nsg<'v>, direction: Direction, around: &Surroundings) -> Chain<'v> {
        let mut rules: Vec<(i64, NsgRule)> = Vec::new();
        let mut lack = None;
        for rule in nsg.rules() {
            if rule.outbound() != (direction == Direction::Out) {
                continue;
            }
            match rule.num("priority").and_then(|n| n.single()) {
                Some(priority) => rules.push((priority, rule)),
                None => lack = Some(Lack::of(rule.name_span(), format!("the priority of `{}`", rule.path()), "")),
            }
            if !rule.node().raw.is_empty() {
                lack = Some(Lack::raw(rule.0));
            }
        }
        if nsg.existing() && nsg.rules().next().is_none() {
            let what = format!("the rules of `{}`", nsg.path());
            let line = format!("allow 100 NAME = tcp SOURCE -> *:PORT` in `existing nsg {}", nsg.node().symbol);
            lack = Some(Lack::of(nsg.name_span(), what, line));
        } else if !nsg.node().raw.is_empty() {
            lack = Some(Lack::raw(nsg.0));
        }
        rules.sort_by_key(|(priority, _)| *priority);
        let mut entries: Vec<Entry> = Vec::with_capacity(rules.len() + 3);
        for (_, rule) in rules {
            let (near, far) = match direction {
                Direction::In => ("destination", "source"),
                Direction::Out => ("source", "destination"),
            };
            let protocol = rule.text("protocol");
            // Of an existing rule as well: what its line leaves out is every port.
            let ports = |property: &str| match rule.slot(property) {
                Some(_) => Spread::of(world.view, &rule.get(property), true),
                None => Spread::any(),
            };
            entries.push(Entry {
                decider: Decider::Rule(rule.id),
                allow: rule.allows(),
                protocol: protocol.as_deref().and_then(|word| match Protocol::named(word) {
                    [one] => Some(*one),
                    _ => None,
                }),
                near: Side::of(&rule.get(near), world, around),
                far: Side::of(&rule.get(far), world, around),
                ports: ports("destination_port"),
                source_ports: ports("source_port"),
            });
        }
        entries.extend(defaults(direction, around));
        let index = Index::of(entries.iter().map(|e| &e.ports.may));
        let picky = entries.iter().any(|e| e.near.is_picky());
        Chain { nsg, entries, index, lack, picky }
    }

    /// Why its rules are not all known.
    pub fn lack(&self) -> Option<&Lack> {
        self.lack.as_ref()
    }

    /// The rules that may match, in order, and whether all but the far end and the ports certainly does.
    fn candidates(&self, ask: &Ask) -> Vec<(usize, bool)> {
        let found = match ask.protocol.has_ports() {
            true => self.index.find(ask.ports.hull()),
            false => (0..self.entries.len()).collect(),
        };
        found.into_iter().filter_map(|at| Some((at, self.holds(at, ask)?))).collect()
    }

    /// Whether a rule matches but for the far end and the ports: certainly, perhaps, or not at all.
    fn holds(&self, at: usize, ask: &Ask) -> Option<bool> {
        let entry = &self.entries[at];
        let protocol = match entry.protocol {
            Some(one) if one != ask.protocol => return None,
            Some(_) => true,
            // Whether a rule with ports means packets that have none is written nowhere.
            None => ask.protocol.has_ports() || entry.ports.is_any(),
        };
        match entry.near.holds_for(ask.near) {
            Match::No => None,
            near => Some(near == Match::Sure && protocol),
        }
    }

    /// What becomes of the packets. The pieces are disjoint and together are what was asked.
    pub fn judge(&self, ask: &Ask) -> Vec<Piece> {
        let candidates = self.candidates(ask);
        let has_ports = ask.protocol.has_ports();
        let port_slabs = match ask.ports {
            Ports::Known(set) if has_ports => slabs(set, candidates.iter().map(|(at, _)| &self.entries[*at].ports)),
            _ => vec![PortSet::all()],
        };
        let source_slabs = if has_ports {
            slabs(ask.source_ports, candidates.iter().map(|(at, _)| &self.entries[*at].source_ports))
        } else {
            vec![PortSet::all()]
        };
        let mut pieces: Vec<Piece> = Vec::new();
        for ports in &port_slabs {
            for source_ports in &source_slabs {
                let mut line: Vec<(usize, bool)> = Vec::new();
                for &(at, sure) in &candidates {
                    let entry = &self.entries[at];
                    let by_ports = match (has_ports, ask.ports) {
                        (false, _) => Match::Sure,
                        (true, Ports::Known(_)) => entry.ports.holds(ports),
                        (true, late) => entry.ports.holds_for(late),
                    };
                    let by_source = if has_ports { entry.source_ports.holds(source_ports) } else { Match::Sure };
                    match by_ports.min(by_source) {
                        Match::No => {}
                        Match::May => line.push((at, false)),
                        Match::Sure => line.push((at, sure)),
                    }
                }
                for (far, call) in self.paint(&line, ask.far) {
                    join(&mut pieces, Piece { far, ports: ports.clone(), source_ports: source_ports.clone(), call });
                }
            }
        }
        pieces
    }

    /// Whether some packet that is asked for certainly passes; `None` where that is not known.
    pub fn lets_any(&self, ask: &Ask) -> Option<bool> {
        if let Some(early) = self.lets_any_early(ask) {
            return Some(early);
        }
        let pieces = self.judge(ask);
        let any = pieces.iter().any(|p| matches!(p.call, Call::Allow(_)));
        let unsure = self.lack.is_some() || pieces.iter().any(|p| matches!(p.call, Call::Unsure(_)));
        if any {
            Some(true)
        } else if unsure {
            None
        } else {
            Some(false)
        }
    }

    /// The usual case, without painting: rules are asked one by one until one lets packets pass that none before it may
    /// have taken. `None` where that does not tell.
    fn lets_any_early(&self, ask: &Ask) -> Option<bool> {
        let (Far::Every(set, ..), Ports::Known(ports)) = (ask.far, ask.ports) else { return None };
        let port = ports.single().filter(|_| ask.protocol.has_ports() && self.lack.is_none())?;
        let mut left: Option<Addresses> = None;
        let mut denied = 0;
        for at in self.index.ordered(port) {
            let entry = &self.entries[at];
            let left_now = left.as_ref().unwrap_or(set);
            let Some(sure) = self.holds(at, ask).filter(|_| entry.far.may().meets(left_now)) else { continue };
            if !sure || !entry.source_ports.is_any() || entry.ports.holds(ports) != Match::Sure {
                return None;
            }
            let Match::Sure = entry.far.holds_for_far(ask.far) else {
                if entry.allow && entry.far.sure().meets(left_now) {
                    return Some(true);
                }
                if entry.allow || !entry.far.is_known() || denied == MOST_DENIED {
                    return None;
                }
                denied += 1;
                left = Some(left_now.minus(entry.far.sure()));
                continue;
            };
            return Some(entry.allow);
        }
        None
    }

    /// The verdicts along the line of far addresses, for rules that are asked in order.
    fn paint(&self, line: &[(usize, bool)], far: &Far) -> Vec<(Option<Rc<Addresses>>, Call)> {
        let mut matches: Vec<(usize, Match)> = Vec::new();
        let (mut whole, mut asked) = (true, 0);
        for &(at, sure) in line {
            let by_far = self.entries[at].far.holds_for_far(far);
            asked += 1;
            if by_far == Match::No {
                continue;
            }
            whole &= by_far == Match::Sure;
            let holds = if sure { by_far } else { Match::May };
            matches.push((at, holds));
            if holds == Match::Sure {
                break;
            }
        }
        match far {
            Far::Every(set, ..) if !whole => self.sweep(&line[..asked], set),
            Far::Every(set, ..) => vec![(Some(Rc::clone(set)), self.first(&matches))],
            Far::One(_) | Far::Tag(_) => vec![(None, self.first(&matches))],
        }
    }

    /// The verdict where each rule holds for all packets, for none, or nobody knows.
    fn first(&self, matches: &[(usize, Match)]) -> Call {
        let mut maybe: Vec<usize> = Vec::new();
        for &(at, holds) in matches {
            match holds {
                Match::No => {}
                Match::May => maybe.push(at),
                Match::Sure => return self.call(&maybe, at),
            }
        }
        Call::Unsure(maybe.iter().map(|at| self.entries[*at].decider).collect())
    }

    /// A rule certainly matches, and these may match before it.
    fn call(&self, maybe: &[usize], at: usize) -> Call {
        let entry = &self.entries[at];
        if maybe.iter().any(|m| self.entries[*m].allow != entry.allow) {
            return Call::Unsure(maybe.iter().chain([&at]).map(|at| self.entries[*at].decider).collect());
        }
        if entry.allow { Call::Allow(entry.decider) } else { Call::Deny(entry.decider) }
    }

    /// Each rule has its ranges on the line; where they begin and end, the verdict may change.
    fn sweep(&self, line: &[(usize, bool)], set: &Addresses) -> Vec<(Option<Rc<Addresses>>, Call)> {
        // Where, what comes and goes: the rule, and whether it certainly holds.
        let mut events: Vec<(u128, bool, usize, bool)> = Vec::new();
        let mut mark = |ranges: &Addresses, at: usize, sure: bool| {
            for &(from, to) in ranges.intersect(set).ranges() {
                events.push((from, true, at, sure));
                if let Some(after) = to.checked_add(1) {
                    events.push((after, false, at, sure));
                }
            }
        };
        for &(at, sure) in line {
            let far = &self.entries[at].far;
            if sure {
                mark(far.sure(), at, true);
            }
            if !sure || !far.is_known() {
                mark(far.may(), at, false);
            }
        }
        for &(from, to) in set.ranges() {
            events.push((from, true, usize::MAX, true));
            if let Some(after) = to.checked_add(1) {
                events.push((after, false, usize::MAX, true));
            }
        }
        events.sort_unstable();
        let mut active: BTreeMap<(usize, bool), u32> = BTreeMap::new();
        let mut out: BTreeMap<Call, Vec<(u128, u128)>> = BTreeMap::new();
        let mut next = 0;
        while next < events.len() {
            let from = events[next].0;
            while next < events.len() && events[next].0 == from {
                let (_, comes, at, sure) = events[next];
                let count = active.entry((at, sure)).or_default();
                if comes {
                    *count += 1;
                } else {
                    *count -= 1;
                    if *count == 0 {
                        active.remove(&(at, sure));
                    }
                }
                next += 1;
            }
            let to = events.get(next).map_or(u128::MAX, |event| event.0 - 1);
            if !active.contains_key(&(usize::MAX, true)) {
                continue;
            }
            let mut maybe = Vec::new();
            let mut call = None;
            for (at, sure) in active.keys().filter(|(at, _)| *at != usize::MAX) {
                if *sure {
                    call = Some(self.call(&maybe, *at));
                    break;
                }
                maybe.push(*at);
            }
            let call = call.unwrap_or_else(|| Call::Unsure(maybe.iter().map(|at| self.entries[*at].decider).collect()));
            out.entry(call).or_default().push((from, to));
        }
        out.into_iter().map(|(call, ranges)| (Some(Rc::new(Ranges::of(ranges))), call)).collect()
    }
}

/// Joins a piece to one that differs in its destination ports only.
fn join(pieces: &mut Vec<Piece>, piece: Piece) {
    let same = pieces
        .iter_mut()
        .rev()
        .take(16)
        .find(|p| p.call == piece.call && p.source_ports == piece.source_ports && p.far == piece.far);
    match same {
        Some(same) => same.ports = same.ports.union(&piece.ports),
        None => pieces.push(piece),
    }
}

/// Cuts a set of ports where a rule begins or ends, so that each holds for all of a part or for none of it.
pub(super) fn slabs<'a>(set: &PortSet, spreads: impl Iterator<Item = &'a Spread>) -> Vec<PortSet> {
    let Some((first, last)) = set.hull() else { return Vec::new() };
    if first == last {
        return vec![set.clone()];
    }
    let mut cuts: Vec<u16> = Vec::new();
    for spread in spreads {
        for ranges in [&spread.sure, &spread.may] {
            for &(from, to) in ranges.ranges() {
                cuts.extend((from > first && from <= last).then_some(from));
                cuts.extend(to.checked_add(1).filter(|after| *after > first && *after <= last));
            }
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = Vec::new();
    let mut from = first;
    for end in cuts.into_iter().map(|cut| cut - 1).chain([last]) {
        let slab = PortSet::range(from, end).intersect(set);
        if !slab.is_empty() {
            out.push(slab);
        }
        from = end.saturating_add(1);
    }
    out
}

fn defaults(direction: Direction, around: &Surroundings) -> Vec<Entry> {
    let entry = |name: &'static str, allow: bool, near: Side, far: Side| Entry {
        decider: Decider::Default(name),
        allow,
        protocol: None,
        near,
        far,
        ports: Spread::any(),
        source_ports: Spread::any(),
    };
    let network = || Side::tag("VirtualNetwork", around);
    match direction {
        Direction::In => vec![
            entry("AllowVNetInBound", true, network(), network()),
            entry("AllowAzureLoadBalancerInBound", true, Side::anyone(), Side::tag("AzureLoadBalancer", around)),
            entry("DenyAllInBound", false, Side::anyone(), Side::anyone()),
        ],
        Direction::Out => vec![
            entry("AllowVnetOutBound", true, network(), network()),
            entry("AllowInternetOutBound", true, Side::anyone(), Side::tag("Internet", around)),
            entry("DenyAllOutBound", false, Side::anyone(), Side::anyone()),
        ],
    }
}

impl Decider {
    /// The rule, where it is one of the source.
    pub fn rule(self) -> Option<NodeId> {
        match self {
            Decider::Rule(id) => Some(id),
            Decider::Default(_) => None,
        }
    }

    /// How messages call it.
    pub fn called(self, world: &World) -> String {
        match self {
            Decider::Rule(id) => {
                let rule = world.view.thing(id);
                let verb = if NsgRule(rule).allows() { "allow" } else { "deny" };
                let priority = match rule.get("priority").v {
                    V::Int(priority) => format!(" {priority}"),
                    _ => String::new(),
                };
                format!("`{verb}{priority} {}`", rule.node().symbol)
            }
            Decider::Default(name) => format!("Azure's own rule `{name}`"),
        }
    }
}
