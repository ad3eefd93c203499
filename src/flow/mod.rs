//! Packets over a topology: who reaches whom, by which way out, and the statement that decides. Rules, `expect` and
//! `lbxc reach` all ask here.
//!
//! The model is exact where the source says everything. What rests on something that nobody stated is neither yes nor
//! no: it carries a [`Lack`], which names the missing fact and the line that would state it.
//!
//! | part | what it knows |
//! |---|---|
//! | [`space`] | sets of addresses and ports |
//! | [`addresses`] | the two ends of a packet, and what the words of a rule mean for them |
//! | [`world`] | networks, peerings, groups |
//! | [`filter`] | a security group: which packets pass, and by which rule |
//! | [`route`] | the next hop |
//! | [`snat`] | the way out to the Internet |
//! | [`path`] | a machine's neighbourhood in the order in which a packet meets it; `inbound` frontends, `outbound` the way out |
//! | `claims` | an `expect` against what becomes of the packets it speaks of |

pub mod addresses;
mod claims;
pub mod filter;
mod inbound;
mod index;
mod members;
mod outbound;
mod packets;
pub mod path;
pub mod ports;
pub mod route;
mod shadow;
pub mod snat;
pub mod space;
mod verdict;
pub mod world;

#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

pub use addresses::{End, Far};
pub use claims::{Verdict, Why};
pub use filter::{Ask, Call, Chain, Decider, Direction, Protocol};
pub use inbound::{Closed, Listener, Opening};
pub use members::{Groups, Member};
pub use packets::{Fate, Journey, Packets, Step};
pub use path::Probing;
pub use ports::Ports;
pub use verdict::witness;
pub use world::World;

use crate::source::Span;
use crate::topology::{NodeId, Nsg, Subnet, Thing, View};

/// A fact that nobody stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Where it would be stated.
    pub span: Span,
    /// What it is: "the security group of `net.app`".
    pub what: String,
    /// The words that state it; empty where none can.
    pub line: String,
    /// In whose block they would stand, where the file has one.
    pub home: Option<NodeId>,
}

impl Lack {
    /// A missing fact.
    pub fn of(span: Span, what: impl Into<String>, line: impl Into<String>) -> Lack {
        Lack { span, what: what.into(), line: line.into(), home: None }
    }

    /// The words would stand in the block of this existing thing.
    fn within(mut self, thing: Thing) -> Lack {
        self.home = thing.existing().then_some(thing.id);
        self
    }

    /// What `raw` may change.
    fn raw(thing: Thing) -> Lack {
        Lack::of(thing.name_span(), format!("what `raw` changes in `{}`", thing.path()), "")
    }
}

/// What has been worked out, by what it is of.
type Memo<K, V> = RefCell<HashMap<K, Rc<V>>>;

/// A group in a direction, in a network, with the routes of a subnet.
type ChainKey = (NodeId, Direction, Option<NodeId>, Option<NodeId>);

/// Packets over a view, with what has been worked out so far.
#[derive(Debug)]
pub struct Flow<'v> {
    /// Its networks.
    pub world: World<'v>,
    chains: Memo<ChainKey, Chain<'v>>,
    members: Memo<NodeId, Vec<Member<'v>>>,
    sorts: Memo<NodeId, Vec<Member<'v>>>,
    routes: Memo<NodeId, route::Table<'v>>,
    listeners: Memo<NodeId, Vec<Listener<'v>>>,
    probing: RefCell<HashMap<(NodeId, NodeId, NodeId), Probing>>,
    internet: OnceCell<Rc<space::Addresses>>,
    /// Whoever is no probe.
    anybody: Rc<space::Addresses>,
    clients: Memo<bool, space::Addresses>,
    ways: snat::Ways<'v>,
}

impl<'v> Flow<'v> {
    /// Packets over a view. Nothing is worked out before it is asked for.
    pub fn of(view: &'v View<'v>) -> Flow<'v> {
        Flow {
            world: World::of(view),
            chains: RefCell::default(),
            members: RefCell::default(),
            sorts: RefCell::default(),
            routes: RefCell::default(),
            listeners: RefCell::default(),
            probing: RefCell::default(),
            internet: OnceCell::new(),
            anybody: Rc::new(space::Addresses::all().minus(&space::Ranges::point(space::spot(space::PROBE.into())))),
            clients: RefCell::default(),
            ways: snat::Ways::of(view),
        }
    }

    /// The view.
    pub fn view(&self) -> &'v View<'v> {
        self.world.view
    }

    /// A security group as a filter around machines of a subnet.
    pub fn chain(&self, nsg: Nsg<'v>, direction: Direction, subnet: Option<Subnet<'v>>) -> Rc<Chain<'v>> {
        let vnet = subnet.and_then(Subnet::vnet);
        let table = subnet.and_then(|s| s.route_table().is()).map(|t| t.id);
        let key = (nsg.id, direction, vnet.map(|v| v.id), table);
        if let Some(known) = self.chains.borrow().get(&key) {
            return Rc::clone(known);
        }
        let around = self.world.around(vnet, subnet);
        let made = Rc::new(Chain::of(&self.world, nsg, direction, &around));
        self.chains.borrow_mut().insert(key, Rc::clone(&made));
        made
    }
}
