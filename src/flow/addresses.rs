//! Who sends and who receives, and what the words of a rule's end mean for them in a network. A word may hold for
//! some addresses certainly and for others perhaps; both sets are kept, so that nothing is claimed that is not known.

use std::rc::Rc;

use super::space::{self, Addresses, Ranges};
use super::world::World;
use crate::azure::tags;
use crate::schema::Kind;
use crate::topology::{IpConfig, Late, NodeId, Subnet, Text, V, Value, Vnet};

/// One address of a network that may not be known: a machine's.
#[derive(Clone, Debug)]
pub struct End<'v> {
    /// Whose it is; `None` where an address stands alone.
    pub config: Option<IpConfig<'v>>,
    /// Its subnet.
    pub subnet: Option<Subnet<'v>>,
    /// Its network.
    pub vnet: Option<Vnet<'v>>,
    /// Where the address is; empty if nothing is known.
    pub within: Addresses,
    /// Whether it is IPv6.
    pub six: bool,
    /// The application security groups that it is in.
    pub asgs: Vec<NodeId>,
    /// Whether these are all.
    pub asgs_known: bool,
}

impl End<'_> {
    /// An end of which nothing is known but whether it may be in groups.
    pub fn nowhere(asgs_known: bool) -> Self {
        End { config: None, subnet: None, vnet: None, within: Ranges::none(), six: false, asgs: Vec::new(), asgs_known }
    }
}

/// The other end of a packet.
#[derive(Clone, Debug)]
pub enum Far<'v> {
    /// Every one of these addresses; the subnet and network that all of them are in.
    Every(Rc<Addresses>, Option<Subnet<'v>>, Option<Vnet<'v>>),
    /// One address, of which this much is known.
    One(Rc<End<'v>>),
    /// Addresses of a service.
    Tag(Text),
}

impl Far<'_> {
    /// Every one of these, from outside any network.
    pub fn every(set: Addresses) -> Self {
        Far::Every(Rc::new(set), None, None)
    }

    /// An address to show.
    pub fn example(&self) -> Option<std::net::IpAddr> {
        match self {
            Far::Every(set, ..) => space::example(set),
            Far::One(end) => end.example(),
            Far::Tag(_) => None,
        }
    }
}

impl End<'_> {
    /// An address to show: its own, or one it may have.
    pub fn example(&self) -> Option<std::net::IpAddr> {
        space::example(&self.within)
    }
}

/// Whether a rule's end holds for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It does not.
    No,
    /// It may.
    May,
    /// It does.
    Sure,
}

/// One end of a rule, or the prefix of a route.
#[derive(Clone, Debug, Default)]
pub struct Side {
    any: bool,
    sure: Rc<Addresses>,
    may: Rc<Addresses>,
    vnets: Vec<NodeId>,
    subnets: Vec<NodeId>,
    asgs: Vec<NodeId>,
    tags: Vec<Text>,
    /// Networks or addresses are written.
    literal: bool,
    internet: bool,
    probes: bool,
    late: bool,
}

/// Whether a service tag means all that another one does: `Storage` does of `Storage.WestEurope`.
pub(super) fn tag_covers(whole: &str, part: &str) -> bool {
    let head = part.get(..whole.len()).is_some_and(|head| head.eq_ignore_ascii_case(whole));
    head && matches!(part.as_bytes().get(whole.len()), None | Some(b'.'))
}

/// What `VirtualNetwork` and `Internet` are for a network; with what its routes add.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The network and its peers.
    pub vnets: Vec<NodeId>,
    /// Addresses that are certainly `VirtualNetwork`.
    pub near: Rc<Addresses>,
    /// Addresses that may be.
    pub maybe_near: Rc<Addresses>,
    /// Addresses that are certainly `Internet`.
    pub internet: Rc<Addresses>,
    /// Addresses that may be.
    pub maybe_internet: Rc<Addresses>,
    /// A gateway, or a peer that says nothing of it, may lead to more networks.
    pub open: bool,
}

impl Side {
    /// What is written there means this in those surroundings.
    pub fn of(value: &Value, world: &World, around: &Surroundings) -> Side {
        let mut side = Side::default();
        for item in value.items() {
            side.take(&world.view.reduce(item), world, around);
        }
        side
    }

    /// Every address.
    pub fn anyone() -> Side {
        let all = Rc::new(Addresses::all());
        Side { any: true, sure: Rc::clone(&all), may: all, ..Side::default() }
    }

    /// A service tag.
    pub fn tag(word: &str, around: &Surroundings) -> Side {
        let mut side = Side::default();
        side.take_tag(word, around);
        side
    }

    fn take(&mut self, item: &Value, world: &World, around: &Surroundings) {
        match &item.v {
            V::Any => *self = Side::anyone(),
            V::Cidr(net) => {
                self.literal = true;
                self.add(space::networks([*net]));
            }
            V::Address(address) => {
                self.literal = true;
                self.add(Ranges::point(space::spot(*address)));
            }
            V::Word(word) | V::Str(word) => self.take_tag(word, around),
            V::Thing(id) => match world.view.topology.node(*id).kind {
                Kind::Vnet => {
                    self.vnets.push(*id);
                    self.add_known(world.known_prefixes(*id));
                }
                Kind::Subnet => {
                    self.subnets.push(*id);
                    self.add_known(world.known_prefixes(*id));
                }
                Kind::Asg => {
                    self.asgs.push(*id);
                    let (sure, may) = world.asg(*id);
                    self.add_sets(&sure, &may);
                }
                _ => self.unknown(),
            },
            V::Family(ids) => {
                for id in ids.iter() {
                    self.take(&Value::new(V::Thing(*id), item.span), world, around);
                }
            }
            V::Late(late) => match (&**late, world.default_of(late)) {
                // A default counts, as it does for numbers.
                (Late::Param(_), Some(default)) => self.take(&default, world, around),
                _ => self.unknown(),
            },
            V::None => {}
            _ => self.unknown(),
        }
    }

    fn take_tag(&mut self, word: &str, around: &Surroundings) {
        if word == "*" {
            *self = Side::anyone();
        } else if word.eq_ignore_ascii_case("VirtualNetwork") {
            self.vnets.extend(&around.vnets);
            self.add_shared(&around.near, &around.maybe_near);
        } else if word.eq_ignore_ascii_case("Internet") {
            self.internet = true;
            self.add_shared(&around.internet, &around.maybe_internet);
        } else if word.eq_ignore_ascii_case("AzureLoadBalancer") {
            self.probes = true;
            self.add(Ranges::point(space::spot(space::PROBE.into())));
        } else {
            self.tags.push(tags::canonical(word).unwrap_or_else(|| word.to_owned()).into());
            self.add_sets(&Addresses::none(), &space::public());
        }
    }

    fn add(&mut self, set: Addresses) {
        if self.sure.is_empty() && self.may.is_empty() {
            self.sure = Rc::new(set);
            self.may = Rc::clone(&self.sure);
        } else {
            self.add_sets(&set, &set);
        }
    }

    fn add_known(&mut self, (set, all): (Addresses, bool)) {
        if all { self.add(set) } else { self.add_sets(&set, &set.union(&space::private())) }
    }

    /// Sets that many rules name are shared.
    fn add_shared(&mut self, sure: &Rc<Addresses>, may: &Rc<Addresses>) {
        if self.sure.is_empty() && self.may.is_empty() {
            self.sure = Rc::clone(sure);
            self.may = Rc::clone(may);
        } else {
            self.add_sets(sure, may);
        }
    }

    fn add_sets(&mut self, sure: &Addresses, may: &Addresses) {
        self.sure = Rc::new(self.sure.union(sure));
        self.may = Rc::new(self.may.union(may));
    }

    fn unknown(&mut self) {
        self.late = true;
        self.may = Rc::new(Addresses::all());
    }

    /// Whether it says more than all addresses of whole subnets: then single machines differ.
    pub fn is_picky(&self) -> bool {
        !self.any && self.literal
    }

    /// The addresses that it certainly means.
    pub fn sure(&self) -> &Rc<Addresses> {
        &self.sure
    }

    /// The addresses that it may mean.
    pub fn may(&self) -> &Rc<Addresses> {
        &self.may
    }

    /// Whether all of it is known.
    pub fn is_known(&self) -> bool {
        !self.late && self.sure == self.may
    }

    /// The groups and services that it names, which are more than addresses.
    pub fn is_plain(&self) -> bool {
        self.asgs.is_empty() && self.tags.is_empty()
    }

    /// Whether it holds for a machine.
    pub fn holds_for(&self, end: &End) -> Match {
        if self.any
            || end.vnet.is_some_and(|v| self.vnets.contains(&v.id))
            || end.subnet.is_some_and(|s| self.subnets.contains(&s.id))
            || end.asgs.iter().any(|a| self.asgs.contains(a))
        {
            return Match::Sure;
        }
        if self.late || (!self.asgs.is_empty() && !end.asgs_known) {
            return Match::May;
        }
        if end.within.is_empty() {
            // Nothing is known of the address but the network that it is in.
            let inside = end.vnet.is_none() && !(self.may.is_empty());
            return if self.literal || inside { Match::May } else { Match::No };
        }
        // Groups were asked by membership, not by where their members are.
        if !self.asgs.is_empty() {
            return if self.literal || self.internet { self.by_address(&end.within) } else { Match::No };
        }
        self.by_address(&end.within)
    }

    fn by_address(&self, within: &Addresses) -> Match {
        if self.sure.covers(within) {
            Match::Sure
        } else if self.may.meets(within) {
            Match::May
        } else {
            Match::No
        }
    }

    /// For which of the far ends it holds for certain, and for which perhaps; of a single one all or nothing.
    pub fn holds_for_far(&self, far: &Far) -> Match {
        match far {
            Far::One(end) => self.holds_for(end),
            Far::Tag(tag) => self.holds_for_tag(tag),
            Far::Every(set, subnet, vnet) => {
                let structural = vnet.is_some_and(|v| self.vnets.contains(&v.id))
                    || subnet.is_some_and(|s| self.subnets.contains(&s.id));
                if self.any || structural || self.sure.covers(set) {
                    Match::Sure
                } else if self.may.meets(set) {
                    Match::May
                } else {
                    Match::No
                }
            }
        }
    }

    fn holds_for_tag(&self, tag: &str) -> Match {
        if self.any || self.internet || self.tags.iter().any(|t| tag_covers(t, tag)) {
            Match::Sure
        } else if self.late || !self.tags.is_empty() || self.may.meets(&space::public()) {
            // Services overlap, and their addresses are not known here.
            Match::May
        } else {
            Match::No
        }
    }

    /// Whether it means every address that the other may mean.
    pub fn covers(&self, other: &Side) -> bool {
        if self.any {
            return true;
        }
        if other.any || other.late {
            return false;
        }
        let named = |own: &[NodeId], others: &[NodeId]| others.iter().all(|id| own.contains(id));
        let tags = other.tags.iter().all(|tag| self.internet || self.tags.contains(tag));
        let by_name =
            named(&self.vnets, &other.vnets) && named(&self.subnets, &other.subnets) && named(&self.asgs, &other.asgs);
        let internet = self.internet || !other.internet;
        if by_name && tags && internet && !other.literal && !other.probes {
            return true;
        }
        other.asgs.is_empty() && other.tags.is_empty() && self.sure.covers(&other.may)
    }

    /// Whether nothing but networks and addresses is written.
    pub fn is_literal(&self) -> bool {
        self.literal
            && !self.late
            && self.tags.is_empty()
            && self.asgs.is_empty()
            && self.vnets.is_empty()
            && self.subnets.is_empty()
    }
}
