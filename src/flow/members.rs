//! Who is in a pool: NICs that name it, and addresses, with the machine that has each.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::addresses::End;
use super::space::{self, Ranges};
use super::{Direction, Flow, Lack};
use crate::source::Span;
use crate::topology::{IpConfig, Known, NodeId, Nsg, Pool, V, Vnet};

/// What tells members apart: subnet, own group, groups that it is in, address where that matters, family.
type Sort = (Option<NodeId>, Option<NodeId>, Vec<NodeId>, Option<u128>, bool);

/// One who takes packets.
#[derive(Clone, Debug)]
pub struct Member<'v> {
    /// Where it is.
    pub end: Rc<End<'v>>,
    /// How messages call it.
    pub name: String,
    /// Where it joins.
    pub span: Span,
    /// Others of its sort, to which the same happens.
    pub alike: Vec<Rc<End<'v>>>,
    /// A regional frontend that a Global load balancer hands packets to.
    pub frontend: Option<NodeId>,
}

impl<'v> Flow<'v> {
    /// A machine's address as a member.
    pub fn member(&self, config: IpConfig<'v>, span: Span) -> Member<'v> {
        let end = self.world.end(config);
        Member { name: self.world.called(&end), end: Rc::new(end), span, alike: Vec::new(), frontend: None }
    }

    /// The members of a pool.
    pub fn members(&self, pool: Pool<'v>) -> Rc<Vec<Member<'v>>> {
        if let Some(known) = self.members.borrow().get(&pool.id) {
            return Rc::clone(known);
        }
        let mut out: Vec<Member> = pool.users().into_iter().map(|(config, span)| self.member(config, span)).collect();
        for member in pool.members() {
            if member.text("admin_state").as_deref() == Some("Down") {
                continue;
            }
            let span = member.span_of("target");
            if let Some(frontend) = member.frontend() {
                let end = Rc::new(End::nowhere(false));
                out.push(Member { end, name: frontend.path(), span, alike: Vec::new(), frontend: Some(frontend.id) });
                continue;
            }
            let vnet = pool.one_of::<Vnet>("vnet").is();
            out.push(match member.get("target").v {
                V::Address(address) => self.at(space::spot(address), vnet, span),
                _ => Member {
                    end: Rc::new(End { vnet, ..End::nowhere(false) }),
                    name: member.path(),
                    span,
                    alike: Vec::new(),
                    frontend: None,
                },
            });
        }
        let out = Rc::new(out);
        self.members.borrow_mut().insert(pool.id, Rc::clone(&out));
        out
    }

    /// Whoever has an address in a network.
    pub fn at(&self, spot: u128, vnet: Option<Vnet<'v>>, span: Span) -> Member<'v> {
        let same = |config: &&IpConfig<'v>| {
            let subnet = config.nic.subnet().is();
            match (vnet, subnet.and_then(|s| s.vnet())) {
                (Some(a), Some(b)) => a.id == b.id,
                _ => true,
            }
        };
        if let Some(config) = self.world.owners(spot).iter().find(same) {
            return self.member(*config, span);
        }
        let set = Ranges::point(spot);
        let vnet = vnet.or_else(|| self.world.vnet_of(&set));
        let subnet = match vnet {
            Some(vnet) => vnet.subnets().into_iter().find(|s| self.world.known_prefixes(s.id).0.contains(spot)),
            None => self.world.subnet_of(&set),
        };
        let end = End {
            config: None,
            subnet,
            vnet,
            six: !space::ipv4().contains(spot),
            within: set,
            asgs: Vec::new(),
            asgs_known: false,
        };
        Member { name: space::address(spot).to_string(), end: Rc::new(end), span, alike: Vec::new(), frontend: None }
    }

    /// The members of a pool, one of each sort: those that no security group and no route tells apart count once.
    pub fn sorts(&self, pool: Pool<'v>) -> Rc<Vec<Member<'v>>> {
        if let Some(known) = self.sorts.borrow().get(&pool.id) {
            return Rc::clone(known);
        }
        let made = Rc::new(self.sorted(pool));
        self.sorts.borrow_mut().insert(pool.id, Rc::clone(&made));
        made
    }

    fn sorted(&self, pool: Pool<'v>) -> Vec<Member<'v>> {
        let members = self.members(pool);
        let mut seen: BTreeMap<Sort, usize> = BTreeMap::new();
        let mut picky: HashMap<(Option<NodeId>, Option<NodeId>), bool> = HashMap::new();
        let mut out = Vec::new();
        for member in members.iter() {
            let end = &member.end;
            let (Some(config), Some(subnet)) = (end.config, end.subnet) else {
                out.push(member.clone());
                continue;
            };
            let own = config.nic.nsg();
            let key = (Some(subnet.id), own.is().map(|n| n.id));
            let picky = *picky.entry(key).or_insert_with(|| {
                let of = |nsg: Known<Nsg<'v>>| {
                    nsg.is().is_some_and(|nsg| self.chain(nsg, Direction::In, Some(subnet)).picky)
                };
                matches!(own, Known::Unknown) || of(own) || of(subnet.nsg())
            });
            let at = if picky { end.within.first() } else { None };
            match seen.entry((key.0, key.1, end.asgs.clone(), at, end.six)) {
                Entry::Occupied(known) => {
                    let first: &mut Member = &mut out[*known.get()];
                    first.alike.push(Rc::clone(end));
                }
                Entry::Vacant(new) => {
                    new.insert(out.len());
                    out.push(member.clone());
                }
            }
        }
        out
    }

    /// The security groups that packets of a machine meet, its subnet's first.
    pub fn groups(&self, end: &End<'v>) -> Groups<'v> {
        let mut groups = Groups { found: Vec::new(), lacks: Vec::new() };
        match end.subnet {
            Some(subnet) => {
                if raw_names(subnet.0, "networkSecurityGroup") {
                    groups.lacks.push(Lack::raw(subnet.0));
                }
                match subnet.nsg() {
                    Known::Is(nsg) => groups.found.push(nsg),
                    Known::No => {}
                    Known::Unknown => {
                        let what = format!("the security group of `{}`", subnet.path());
                        groups.lacks.push(Lack::of(subnet.name_span(), what, "nsg: none").within(subnet.0));
                    }
                }
            }
            None => {
                let (span, who) = match end.config {
                    Some(config) => (config.nic.span_of("subnet"), config.nic.path()),
                    None => match end.vnet {
                        Some(vnet) => (vnet.name_span(), vnet.path()),
                        None => return groups,
                    },
                };
                let what = match end.example() {
                    Some(address) if end.config.is_none() => format!("the subnet of `{address}` in `{who}`"),
                    _ => format!("the subnet of `{who}`"),
                };
                groups.lacks.push(Lack::of(span, what, "subnet NAME PREFIX { nsg: none, route_table: none }"));
            }
        }
        if let Some(config) = end.config {
            if raw_names(config.nic.0, "networkSecurityGroup") {
                groups.lacks.push(Lack::raw(config.nic.0));
            }
            match config.nic.nsg() {
                Known::Is(nsg) => groups.found.push(nsg),
                Known::No => {}
                Known::Unknown => {
                    let what = format!("the security group of `{}`", config.nic.path());
                    groups.lacks.push(Lack::of(config.nic.name_span(), what, "nsg: none").within(config.nic.0));
                }
            }
        }
        groups
    }
}

/// The groups around a machine.
#[derive(Debug)]
pub struct Groups<'v> {
    /// Those that are known.
    pub found: Vec<Nsg<'v>>,
    /// Those that may be there.
    pub lacks: Vec<Lack>,
}

/// Whether the `raw` of a thing says something about an ARM member.
pub(super) fn raw_names(thing: crate::topology::Thing, member: &str) -> bool {
    fn within(value: &crate::topology::Value, member: &str) -> bool {
        match &value.v {
            V::Map(entries) => entries.iter().any(|(key, v)| &**key == member || within(v, member)),
            V::List(items) => items.iter().any(|v| within(v, member)),
            _ => false,
        }
    }
    let view = thing.view;
    thing.node().raw.iter().any(|(value, cond)| view.holds(*cond) && within(value, member))
}
