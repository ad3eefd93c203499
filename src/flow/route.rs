//! Where a subnet sends packets: the longest prefix wins, and of two equally long ones the route that is written.

use std::net::IpAddr;
use std::rc::Rc;

use super::addresses::{Far, tag_covers};
use super::space::{self, Addresses};
use super::{Flow, Lack};
use crate::schema::Kind;
use crate::topology::{Known, Route, Subnet, V, View, Vnet};

/// The next hop of packets.
#[derive(Clone, Debug)]
pub enum Hop<'v> {
    /// The network delivers them itself, to a peer too.
    Local,
    /// The way out, whichever it is.
    Internet,
    /// They are dropped; the route that says so, if one is written.
    Nowhere(Option<Route<'v>>),
    /// An appliance; the frontend or NIC that it is, if known.
    Appliance(Route<'v>, Option<crate::topology::Thing<'v>>),
    /// A gateway to other networks.
    Gateway(Route<'v>),
}

/// Routes of a subnet, the longest prefix first.
#[derive(Debug, Default)]
pub struct Table<'v> {
    rows: Vec<(u8, Addresses, Hop<'v>)>,
    /// What is not known of them.
    lacks: Vec<Lack>,
    /// A route for a service.
    tags: Vec<(String, Hop<'v>)>,
}

impl<'v> Flow<'v> {
    /// The routes of a subnet.
    pub fn routes(&self, subnet: Subnet<'v>) -> Rc<Table<'v>> {
        if let Some(known) = self.routes.borrow().get(&subnet.id) {
            return Rc::clone(known);
        }
        let made = Rc::new(self.table(subnet));
        self.routes.borrow_mut().insert(subnet.id, Rc::clone(&made));
        made
    }

    fn table(&self, subnet: Subnet<'v>) -> Table<'v> {
        let view = self.view();
        let mut table = Table::default();
        if super::members::raw_names(subnet.0, "routeTable") {
            table.lacks.push(Lack::raw(subnet.0));
        }
        match subnet.route_table() {
            Known::No => {}
            Known::Unknown => {
                let what = format!("the route table of `{}`", subnet.path());
                table.lacks.push(Lack::of(subnet.name_span(), what, "route_table: none").within(subnet.0));
            }
            Known::Is(routes) => {
                let mut any = false;
                for route in routes.parts::<Route>() {
                    any = true;
                    table.add(view, self, route);
                }
                if routes.existing() && !any {
                    let line = "route NAME = PREFIX -> HOP";
                    table.lacks.push(Lack::of(routes.name_span(), format!("the routes of `{}`", routes.path()), line));
                }
                if !routes.node().raw.is_empty() {
                    table.lacks.push(Lack::raw(routes.0));
                }
            }
        }
        let system = |prefix: u8, set: Addresses, hop: Hop<'v>| (prefix, set, hop);
        if let Some(vnet) = subnet.vnet() {
            let around = self.world.around(Some(vnet), None);
            for id in &around.vnets {
                let value = view.thing(*id).get("prefixes");
                for item in value.items() {
                    if let V::Cidr(net) = view.reduce(item).v {
                        table.rows.push(system(net.prefix_len(), space::network(net), Hop::Local));
                    }
                }
                // Prefixes that only a deployment knows are more than nothing: their defaults count.
                let (known, _) = self.world.known_prefixes(*id);
                table.rows.push(system(8, known, Hop::Local));
            }
        }
        // Once everything else has a way that is written, private addresses go by it as well.
        let led = |(length, set, hop): &(u8, Addresses, Hop)| {
            *length == 0 && set.covers(&space::ipv4()) && !matches!(hop, Hop::Internet | Hop::Local)
        };
        if !table.rows.iter().any(led) {
            table.rows.push(system(7, space::private(), Hop::Nowhere(None)));
        }
        table.rows.push(system(0, Addresses::all(), Hop::Internet));
        // Stable: what is written stands before what Azure adds.
        table.rows.sort_by_key(|(length, ..)| std::cmp::Reverse(*length));
        table
    }

    /// Which way packets to these addresses go. Parts are disjoint; a single far end has one part.
    pub fn hops(&self, subnet: Subnet<'v>, to: &Far<'v>) -> (Vec<(Far<'v>, Hop<'v>)>, Vec<Lack>) {
        let table = self.routes(subnet);
        let mut lacks = table.lacks.clone();
        let home = subnet.vnet();
        let parts = match to {
            Far::Tag(tag) => {
                let hop = table.of_service(tag).unwrap_or_else(|| {
                    let what =
                        format!("which addresses `{tag}` has, and by which route of `{}` they go", subnet.path());
                    lacks.push(Lack::of(subnet.name_span(), what, format!("route NAME = {tag} -> HOP")));
                    Hop::Internet
                });
                vec![(to.clone(), hop)]
            }
            Far::One(end) if end.within.is_empty() => {
                let near = home.zip(end.vnet).is_some_and(|(a, b)| self.near(a, b));
                vec![(to.clone(), if near { Hop::Local } else { Hop::Internet })]
            }
            Far::One(end) => match table.whole(&end.within) {
                Some(hop) => vec![(to.clone(), hop)],
                None => {
                    let what = format!("the address of `{}`", self.world.called(end));
                    lacks.push(Lack::of(subnet.name_span(), what, "address: ADDRESS"));
                    vec![(to.clone(), Hop::Local)]
                }
            },
            Far::Every(set, at, vnet) => {
                let mut rest = (**set).clone();
                let mut parts = Vec::new();
                for (_, prefix, hop) in &table.rows {
                    let here = rest.intersect(prefix);
                    if !here.is_empty() {
                        rest = rest.minus(prefix);
                        parts.push((Far::Every(Rc::new(here), *at, *vnet), hop.clone()));
                    }
                }
                parts
            }
        };
        (parts, lacks)
    }

    /// What a gateway may add to the routes of a subnet.
    pub(super) fn beyond(&self, subnet: Subnet<'v>) -> Option<Lack> {
        let vnet = subnet.vnet()?;
        let what = format!("which networks are behind a gateway or a peer of `{}`", vnet.path());
        let line = "route NAME = PREFIX -> VirtualNetworkGateway";
        self.world.around(Some(vnet), None).open.then(|| Lack::of(vnet.name_span(), what, line))
    }

    /// Whether two networks are one or peers.
    fn near(&self, a: Vnet<'v>, b: Vnet<'v>) -> bool {
        self.world.around(Some(a), None).vnets.contains(&b.id)
    }
}

impl<'v> Table<'v> {
    fn add(&mut self, view: &'v View<'v>, flow: &Flow<'v>, route: Route<'v>) {
        let hop = hop(view, flow, route);
        let Some(hop) = hop else {
            self.lacks.push(Lack::of(route.span_of("next_hop"), format!("where `{}` leads", route.path()), ""));
            return;
        };
        let prefix = route.get("prefix");
        let known = prefix.as_late().and_then(|late| flow.world.default_of(late)).unwrap_or(prefix);
        match &known.v {
            V::Cidr(net) => self.rows.push((net.prefix_len(), space::networks([*net]), hop)),
            V::Word(word) | V::Str(word) => self.tags.push((word.to_string(), hop)),
            _ => self.lacks.push(Lack::of(route.span_of("prefix"), format!("the prefix of `{}`", route.path()), "")),
        }
    }

    /// The hop of a service, where its addresses, which nobody knows here, all have the same.
    fn of_service(&self, tag: &str) -> Option<Hop<'v>> {
        let named = |prefix: &str| prefix.eq_ignore_ascii_case(tag);
        let written = self.tags.iter().find(|(prefix, _)| named(prefix));
        let written = written.or_else(|| self.tags.iter().find(|(prefix, _)| tag_covers(prefix, tag)));
        if let Some((_, hop)) = written {
            return Some(hop.clone());
        }
        // A route for a region of it, or for all of Azure, leads a part away.
        let part = |prefix: &str| tag_covers(tag, prefix) || tag_covers("AzureCloud", prefix);
        if self.tags.iter().any(|(prefix, _)| part(prefix)) {
            return None;
        }
        self.whole(&space::public().intersect(&space::ipv4()))
    }

    /// The hop of all these addresses, where it is one.
    fn whole(&self, set: &Addresses) -> Option<Hop<'v>> {
        let (_, prefix, hop) = self.rows.iter().find(|(_, prefix, _)| prefix.meets(set))?;
        if prefix.covers(set) {
            return Some(hop.clone());
        }
        // All parts may still go the same way.
        let mut rest = set.clone();
        for (_, prefix, other) in &self.rows {
            if rest.meets(prefix) {
                if !same(hop, other) {
                    return None;
                }
                rest = rest.minus(prefix);
            }
        }
        Some(hop.clone())
    }
}

fn same(a: &Hop, b: &Hop) -> bool {
    match (a, b) {
        (Hop::Local, Hop::Local) | (Hop::Internet, Hop::Internet) => true,
        (Hop::Nowhere(a), Hop::Nowhere(b)) => a.map(|r| r.id) == b.map(|r| r.id),
        (Hop::Appliance(a, _), Hop::Appliance(b, _)) | (Hop::Gateway(a), Hop::Gateway(b)) => a.id == b.id,
        _ => false,
    }
}

fn hop<'v>(view: &'v View<'v>, flow: &Flow<'v>, route: Route<'v>) -> Option<Hop<'v>> {
    let value = route.get("next_hop");
    Some(match &value.v {
        V::Thing(id) => Hop::Appliance(route, Some(view.thing(*id))),
        V::Address(address) => Hop::Appliance(route, who(view, flow, *address)),
        V::Word(word) | V::Str(word) => match &**word {
            "Internet" => Hop::Internet,
            "VnetLocal" => Hop::Local,
            "None" => Hop::Nowhere(Some(route)),
            "VirtualNetworkGateway" => Hop::Gateway(route),
            _ => return None,
        },
        V::Late(_) => Hop::Appliance(route, None),
        _ => return None,
    })
}

/// The internal frontend or the NIC that has an address.
fn who<'v>(view: &'v View<'v>, flow: &Flow<'v>, address: IpAddr) -> Option<crate::topology::Thing<'v>> {
    let frontend = view.of_kind(Kind::Frontend).find(|f| matches!(f.get("address").v, V::Address(a) if a == address));
    frontend.or_else(|| flow.world.owners(space::spot(address)).first().map(|config| config.nic.0))
}
