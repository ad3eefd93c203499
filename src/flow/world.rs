//! What the topology says about networks: who is where, who is peered with whom, what a tag means there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::Lack;
use super::addresses::{End, Surroundings};
use super::space::{self, Addresses, Ranges};
use crate::schema::Kind;
use crate::topology::{
    IpConfig, Known, Late, Machine, Nic, NodeId, Peering, Region, Route, Subnet, V, Value, View, Vnet,
};

/// The networks of a view.
#[derive(Debug)]
pub struct World<'v> {
    /// The view.
    pub view: &'v View<'v>,
    /// Halves of peerings: from one network to the other, and whether packets may pass.
    halves: BTreeMap<(NodeId, NodeId), bool>,
    /// Peers in either direction.
    peers: BTreeMap<NodeId, BTreeSet<NodeId>>,
    asgs: HashMap<NodeId, Vec<IpConfig<'v>>>,
    /// Addresses that are written, with whose they are.
    by_address: BTreeMap<u128, Vec<IpConfig<'v>>>,
    around: super::Memo<(NodeId, Option<NodeId>), Surroundings>,
}

/// Whether packets get from one network to another.
#[derive(Clone, Debug)]
pub enum Link {
    /// They do.
    Open,
    /// They do not.
    Shut,
    /// Nobody said.
    Unknown(Lack),
}

impl<'v> World<'v> {
    pub(super) fn of(view: &'v View<'v>) -> World<'v> {
        let mut halves = BTreeMap::new();
        let mut peers: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
        for peering in view.all::<Peering>() {
            let Some((near, far)) = peering.parent().zip(peering.one_of::<Vnet>("remote").is()) else { continue };
            halves.insert((near.id, far.id), peering.flag("access") != Some(false));
            peers.entry(near.id).or_default().insert(far.id);
            peers.entry(far.id).or_default().insert(near.id);
        }
        let mut asgs: HashMap<NodeId, Vec<IpConfig>> = HashMap::new();
        let mut by_address: BTreeMap<u128, Vec<IpConfig>> = BTreeMap::new();
        for nic in view.all::<Nic>() {
            for config in nic.ip_configs() {
                if config.rows.slot("asgs").is_some() {
                    for (asg, _) in config.rows.things("asgs") {
                        asgs.entry(asg.id).or_default().push(config);
                    }
                }
                if config.rows.slot("address").is_some()
                    && let V::Address(address) = config.rows.get("address").v
                {
                    by_address.entry(space::spot(address)).or_default().push(config);
                }
            }
        }
        World { view, halves, peers, asgs, by_address, around: RefCell::default() }
    }

    /// The prefixes of a network or subnet that are known, and whether these are all.
    pub fn known_prefixes(&self, id: NodeId) -> (Addresses, bool) {
        let value = self.view.thing(id).get("prefixes");
        let mut all = !value.items().is_empty();
        let mut nets = Vec::new();
        for item in value.items() {
            let item = self.view.reduce(item);
            let item = match item.as_late().and_then(|late| self.default_of(late)) {
                Some(default) => default,
                None => item,
            };
            match item.v {
                V::Cidr(net) => nets.push(net),
                _ => all = false,
            }
        }
        (space::networks(nets), all)
    }

    /// The default of a param, where that is known and this variant is not about another value.
    pub fn default_of(&self, late: &Late) -> Option<Value> {
        let Late::Param(id) = late else { return None };
        match self.view.region(*id) {
            None => {}
            Some(Region::Is(v)) => return Some(Value::new(v.clone(), self.view.topology.param(*id).span)),
            Some(_) => return None,
        }
        let default = self.view.reduce(self.view.topology.param(*id).default.as_ref()?);
        (!matches!(default.v, V::Late(_) | V::Missing | V::Unknown)).then_some(default)
    }

    /// The addresses of a group's members: those that are written, and those that they may have.
    pub fn asg(&self, id: NodeId) -> (Addresses, Addresses) {
        let mut sure = Vec::new();
        let mut may = if self.view.thing(id).existing() { space::private() } else { Addresses::none() };
        let mut subnets = BTreeSet::new();
        for config in self.asgs.get(&id).into_iter().flatten() {
            match config.rows.get("address").v {
                V::Address(address) => sure.push((space::spot(address), space::spot(address))),
                _ => match config.nic.subnet().is() {
                    Some(subnet) => {
                        subnets.insert(subnet.id);
                    }
                    None => may = may.union(&space::private()),
                },
            }
        }
        for subnet in subnets {
            let (known, all) = self.known_prefixes(subnet);
            may = may.union(&known);
            if !all {
                may = may.union(&space::private());
            }
        }
        let sure = Ranges::of(sure);
        (sure.clone(), may.union(&sure))
    }

    /// What is known of a machine's address.
    pub fn end(&self, config: IpConfig<'v>) -> End<'v> {
        let subnet = config.nic.subnet().is();
        let six = config.version().as_deref() == Some("IPv6");
        let family = if six { space::ipv6() } else { space::ipv4() };
        let within = match config.rows.get("address").v {
            V::Address(address) => Ranges::point(space::spot(address)),
            _ => match subnet {
                Some(subnet) => match self.known_prefixes(subnet.id) {
                    (known, true) => known.intersect(&family),
                    _ => Addresses::none(),
                },
                None => Addresses::none(),
            },
        };
        End {
            config: Some(config),
            subnet,
            vnet: subnet.and_then(Subnet::vnet),
            within,
            six,
            asgs: config.rows.things("asgs").iter().map(|(asg, _)| asg.id).collect(),
            asgs_known: config.rows.slot("asgs").is_none() || config.rows.all_things_known("asgs"),
        }
    }

    /// The machines that have an address, in networks that can be asked.
    pub fn owners(&self, address: u128) -> &[IpConfig<'v>] {
        self.by_address.get(&address).map_or(&[], Vec::as_slice)
    }

    /// The subnet that all of these addresses are in.
    pub fn subnet_of(&self, set: &Addresses) -> Option<Subnet<'v>> {
        self.view.all::<Subnet>().find(|s| self.known_prefixes(s.id).0.covers(set))
    }

    /// The network that all of these addresses are in.
    pub fn vnet_of(&self, set: &Addresses) -> Option<Vnet<'v>> {
        self.view.all::<Vnet>().find(|v| self.known_prefixes(v.id).0.covers(set))
    }

    /// Whether packets get from one network to another.
    pub fn link(&self, from: Vnet<'v>, to: Vnet<'v>) -> Link {
        if from.id == to.id {
            return Link::Open;
        }
        let mut lack = None;
        for (near, far) in [(from, to), (to, from)] {
            match self.halves.get(&(near.id, far.id)) {
                Some(true) => {}
                Some(false) => return Link::Shut,
                None if near.existing() => {
                    let line = format!("peering back = {}", far.node().symbol);
                    lack = Some(Lack::of(
                        near.name_span(),
                        format!("the peering of `{}` with `{}`", near.path(), far.path()),
                        line,
                    ));
                }
                None => return Link::Shut,
            }
        }
        lack.map_or(Link::Open, Link::Unknown)
    }

    /// What tags mean in a network, seen from a subnet with those routes.
    pub fn around(&self, vnet: Option<Vnet<'v>>, subnet: Option<Subnet<'v>>) -> Rc<Surroundings> {
        let Some(vnet) = vnet else {
            let private = Rc::new(space::private());
            return Rc::new(Surroundings {
                vnets: Vec::new(),
                near: Rc::default(),
                maybe_near: Rc::clone(&private),
                internet: Rc::new(space::public()),
                maybe_internet: Rc::new(Addresses::all()),
                open: true,
            });
        };
        let table = subnet.and_then(|s| s.route_table().is()).map(|t| t.id);
        if let Some(known) = self.around.borrow().get(&(vnet.id, table)) {
            return Rc::clone(known);
        }
        let (mut near, mut complete) = self.known_prefixes(vnet.id);
        let mut vnets = vec![vnet.id];
        let mut open =
            vnet.existing() || vnet.subnets().iter().any(|s| s.azure_name().as_deref() == Some("GatewaySubnet"));
        for peer in self.peers.get(&vnet.id).into_iter().flatten() {
            let peer = Vnet(self.view.thing(*peer));
            match self.link(vnet, peer) {
                Link::Open => {
                    vnets.push(peer.id);
                    let (known, all) = self.known_prefixes(peer.id);
                    near = near.union(&known);
                    complete &= all;
                }
                Link::Unknown(_) => open = true,
                Link::Shut => {}
            }
        }
        open |= vnet.peerings().any(|p| p.flag("remote_gateways") != Some(false));
        let near = near.union(&Ranges::point(space::spot(space::PROBE.into())));
        let mut maybe = near.clone();
        if open || !complete {
            maybe = maybe.union(&space::private());
        }
        if let Some(table) = table {
            for route in self.view.thing(table).parts::<Route>() {
                if let V::Cidr(net) = route.get("prefix").v {
                    maybe = maybe.union(&space::networks([net]));
                }
            }
        }
        let internet = space::public().minus(&near);
        let made = Rc::new(Surroundings {
            maybe_internet: Rc::new(Addresses::all().minus(&near)),
            internet: Rc::new(internet),
            near: Rc::new(near),
            maybe_near: Rc::new(maybe),
            open,
            vnets,
        });
        self.around.borrow_mut().insert((vnet.id, table), Rc::clone(&made));
        made
    }

    /// Senders in the Internet: whoever has a public address and is in none of the networks here.
    pub fn internet(&self) -> Addresses {
        let vnets = self.view.all::<Vnet>();
        let here = Ranges::of(vnets.flat_map(|vnet| self.known_prefixes(vnet.id).0.ranges().to_vec()));
        space::public().minus(&here)
    }

    /// How messages call the one who has an address.
    pub fn called(&self, end: &End<'v>) -> String {
        match end.config {
            Some(config) => match config.nic.machine() {
                Some(machine) => machine.thing().path(),
                None => config.nic.path(),
            },
            None => end.example().map_or_else(|| "an address".to_owned(), |a| a.to_string()),
        }
    }

    /// The ip configurations of machines, family members, NICs that stand alone.
    pub fn configs(&self, id: NodeId) -> Vec<IpConfig<'v>> {
        let thing = self.view.thing(id);
        let nics: Vec<Nic> = match thing.kind() {
            Kind::Nic => vec![Nic(thing)],
            Kind::Vmss => {
                // Machines that join a Flexible set are of it.
                let own = thing.parts::<Nic>();
                let joined = self.view.machines().into_iter().filter(|m| match m {
                    Machine::Vm(vm) => matches!(vm.vmss(), Known::Is(set) if set.id == id),
                    Machine::Vmss(_) => false,
                });
                own.chain(joined.flat_map(Machine::nics)).collect()
            }
            _ => thing.parts::<Nic>().collect(),
        };
        nics.into_iter().flat_map(Nic::ip_configs).collect()
    }
}
