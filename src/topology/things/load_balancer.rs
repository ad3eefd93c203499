//! Load balancers and their parts.

use super::{PublicIp, PublicIpPrefix, Subnet, things};
use crate::schema::Kind;
use crate::topology::{Known, Ports, Text, Thing, Typed};

things! {
    /// A load balancer.
    Lb = Lb;
    /// A frontend.
    Frontend = Frontend;
    /// A backend pool.
    Pool = Pool;
    /// An address-based member of a pool.
    Member = Member;
    /// A tunnel of a Gateway pool.
    Tunnel = Tunnel;
    /// A health probe.
    Probe = Probe;
    /// A load-balancing rule.
    Rule = Rule;
    /// An inbound NAT rule.
    NatRule = NatRule;
    /// An inbound NAT pool.
    NatPool = NatPool;
    /// An outbound rule.
    Outbound = Outbound;
}

/// A load balancer's SKU and tier, as its head says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Standard, Regional.
    Standard,
    /// Standard, Global.
    Global,
    /// Gateway.
    Gateway,
    /// Basic, retired.
    Basic,
}

/// Where a frontend's address comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'v> {
    /// A public IP.
    PublicIp(PublicIp<'v>),
    /// A public IP prefix.
    Prefix(PublicIpPrefix<'v>),
    /// A subnet.
    Subnet(Subnet<'v>),
    /// Nobody said, or an id from outside.
    Unknown,
}

impl<'v> Lb<'v> {
    /// Its SKU and tier; an existing one without a head counts as Standard.
    pub fn tier(self) -> Tier {
        match self.text("tier").as_deref() {
            Some("Global") => Tier::Global,
            Some("Gateway") => Tier::Gateway,
            Some("Basic") => Tier::Basic,
            _ => Tier::Standard,
        }
    }

    /// Whether packets reach it from the internet; `None` where its frontends do not say.
    pub fn public(self) -> Option<bool> {
        let mut internal = false;
        for frontend in self.frontends() {
            match frontend.public() {
                Some(true) => return Some(true),
                Some(false) => internal = true,
                None => {}
            }
        }
        internal.then_some(false)
    }

    /// Whatever takes packets at its frontends, in source order.
    pub fn inbound(self) -> Vec<Inbound<'v>> {
        let mut all: Vec<Inbound> = self.rules().map(Inbound::Rule).collect();
        all.extend(self.nat_rules().map(Inbound::NatRule));
        all.extend(self.nat_pools().map(Inbound::NatPool));
        all.sort_by_key(|i| i.thing().id);
        all
    }

    /// Its frontends.
    pub fn frontends(self) -> impl Iterator<Item = Frontend<'v>> {
        self.parts()
    }

    /// Its pools.
    pub fn pools(self) -> impl Iterator<Item = Pool<'v>> {
        self.parts()
    }

    /// Its probes.
    pub fn probes(self) -> impl Iterator<Item = Probe<'v>> {
        self.parts()
    }

    /// Its load-balancing rules.
    pub fn rules(self) -> impl Iterator<Item = Rule<'v>> {
        self.parts()
    }

    /// Its inbound NAT rules.
    pub fn nat_rules(self) -> impl Iterator<Item = NatRule<'v>> {
        self.parts()
    }

    /// Its inbound NAT pools.
    pub fn nat_pools(self) -> impl Iterator<Item = NatPool<'v>> {
        self.parts()
    }

    /// Its outbound rules.
    pub fn outbounds(self) -> impl Iterator<Item = Outbound<'v>> {
        self.parts()
    }
}

/// A rule, a NAT rule or a NAT pool: what takes packets at a frontend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inbound<'v> {
    /// A load-balancing rule.
    Rule(Rule<'v>),
    /// A NAT rule.
    NatRule(NatRule<'v>),
    /// A NAT pool.
    NatPool(NatPool<'v>),
}

impl<'v> Inbound<'v> {
    /// As a thing.
    pub fn thing(self) -> Thing<'v> {
        match self {
            Inbound::Rule(r) => r.0,
            Inbound::NatRule(r) => r.0,
            Inbound::NatPool(p) => p.0,
        }
    }

    /// `tcp`, `udp`, `any`.
    pub fn protocol(self) -> Option<Text> {
        self.thing().text("protocol")
    }

    /// Its frontend.
    pub fn frontend(self) -> Option<Frontend<'v>> {
        self.thing().one_of::<Frontend>("frontend").is()
    }

    /// The port or ports on the frontend.
    pub fn frontend_ports(self) -> Option<Ports> {
        self.thing().ports("frontend_port")
    }

    /// The port on the machines.
    pub fn backend_ports(self) -> Option<Ports> {
        self.thing().ports("backend_port")
    }

    /// Whether the destination address stays the frontend's.
    pub fn floating_ip(self) -> Option<bool> {
        self.thing().flag("floating_ip")
    }

    /// Its pools; of a NAT pool none.
    pub fn pools(self) -> Vec<(Pool<'v>, crate::source::Span)> {
        match self {
            Inbound::Rule(r) => r.pools(),
            Inbound::NatRule(r) => r.pools(),
            Inbound::NatPool(_) => Vec::new(),
        }
    }
}

/// Whether packets may be of both protocols: `any` is all of them.
pub fn protocols_meet(a: &str, b: &str) -> bool {
    a == b || a == "any" || b == "any"
}

/// The load balancer around a part.
fn lb_of<'v>(part: Thing<'v>) -> Lb<'v> {
    let mut at = part;
    loop {
        at = at.parent().expect("the resolver puts parts of a load balancer into one");
        if at.kind() == Kind::Lb {
            return Lb(at);
        }
    }
}

impl<'v> Frontend<'v> {
    /// Its load balancer.
    pub fn lb(self) -> Lb<'v> {
        lb_of(self.0)
    }

    /// Where its address comes from.
    pub fn source(self) -> Source<'v> {
        match self.one("source") {
            Known::Is(t) if t.kind() == Kind::PublicIp => Source::PublicIp(PublicIp(t)),
            Known::Is(t) if t.kind() == Kind::PublicIpPrefix => Source::Prefix(PublicIpPrefix(t)),
            Known::Is(t) if t.kind() == Kind::Subnet => Source::Subnet(Subnet(t)),
            _ => Source::Unknown,
        }
    }

    /// Whether it has a public address; `None` where that is unknown.
    pub fn public(self) -> Option<bool> {
        match self.source() {
            Source::PublicIp(_) | Source::Prefix(_) => Some(true),
            Source::Subnet(_) => Some(false),
            Source::Unknown => self.view.id_kind(&self.get("source")).map(|kind| kind != Kind::Subnet),
        }
    }

    /// `IPv4` or `IPv6`, as far as it is known.
    pub fn version(self) -> Option<Text> {
        match self.source() {
            Source::PublicIp(ip) => ip.text("version"),
            Source::Prefix(prefix) => prefix.text("version"),
            Source::Subnet(_) => self.text("version").or_else(|| Some("IPv4".into())),
            Source::Unknown => self.text("version"),
        }
    }
}

impl<'v> Pool<'v> {
    /// Its load balancer.
    pub fn lb(self) -> Lb<'v> {
        lb_of(self.0)
    }

    /// Its address-based members.
    pub fn members(self) -> impl Iterator<Item = Member<'v>> {
        self.parts()
    }

    /// Its tunnels.
    pub fn tunnels(self) -> impl Iterator<Item = Tunnel<'v>> {
        self.parts()
    }
}

impl<'v> Member<'v> {
    /// The regional frontend that it is, in a Global load balancer.
    pub fn frontend(self) -> Option<Frontend<'v>> {
        self.one_of::<Frontend>("target").is()
    }

    /// The address that it is.
    pub fn address(self) -> Option<std::net::IpAddr> {
        match self.get("target").v {
            crate::topology::V::Address(address) => Some(address),
            _ => None,
        }
    }

    /// Its pool.
    pub fn pool(self) -> Option<Pool<'v>> {
        self.parent().map(Pool)
    }
}

impl<'v> Probe<'v> {
    /// Its load balancer.
    pub fn lb(self) -> Lb<'v> {
        lb_of(self.0)
    }

    /// `tcp`, `http`, `https`.
    pub fn protocol(self) -> Option<Text> {
        self.text("protocol")
    }
}

/// What rules, NAT rules and NAT pools share.
macro_rules! inbound {
    ($($name:ident)*) => {$(
        impl<'v> $name<'v> {
            /// Its load balancer.
            pub fn lb(self) -> Lb<'v> {
                lb_of(self.0)
            }

            /// `tcp`, `udp`, `any`.
            pub fn protocol(self) -> Option<Text> {
                self.text("protocol")
            }

            /// Its frontend.
            pub fn frontend(self) -> Option<Frontend<'v>> {
                self.one_of::<Frontend>("frontend").is()
            }

            /// The port or ports on the frontend; `*` is every port.
            pub fn frontend_ports(self) -> Option<Ports> {
                self.ports("frontend_port")
            }

            /// The port on the machines; `*` is every port.
            pub fn backend_ports(self) -> Option<Ports> {
                self.ports("backend_port")
            }

            /// Its pools, with the place of each.
            pub fn pools(self) -> Vec<(Pool<'v>, crate::source::Span)> {
                self.named("pool")
            }

            /// Whether the destination address stays the frontend's.
            pub fn floating_ip(self) -> Option<bool> {
                self.flag("floating_ip")
            }
        }
    )*};
}

inbound! { Rule NatRule NatPool }

impl<'v> Rule<'v> {
    /// Its probe.
    pub fn probe(self) -> Known<Probe<'v>> {
        self.one_of("probe")
    }

    /// `any frontend:* -> pool:*`
    pub fn ha_ports(self) -> bool {
        self.protocol().as_deref() == Some("any") && self.frontend_ports().is_some_and(|p| p.any)
    }

    /// The first outbound rule that shares a pool with this rule, or its frontend.
    pub fn sharing_outbound(self) -> Option<Outbound<'v>> {
        let pools: Vec<_> = self.pools().iter().map(|(p, _)| p.id).collect();
        let frontend = self.frontend().map(|f| f.id);
        self.view.users.outbounds_of(self.lb().id).iter().map(|id| Outbound(self.view.thing(*id))).find(|o| {
            o.pool().is_some_and(|p| pools.contains(&p.id)) || o.frontends().iter().any(|(f, _)| Some(f.id) == frontend)
        })
    }

    /// Whether members get their way out by it, the default decided: off where an outbound rule shares pool or
    /// frontend.
    pub fn snat(self) -> Option<bool> {
        match self.slot("snat") {
            Some(_) if self.get("snat").is_none() => Some(self.sharing_outbound().is_none()),
            Some(_) => self.flag("snat"),
            None if self.existing() => None,
            None => Some(self.sharing_outbound().is_none()),
        }
    }
}

impl<'v> NatRule<'v> {
    /// The pool whose members get a port each.
    pub fn pool(self) -> Option<Pool<'v>> {
        self.one_of::<Pool>("pool").is()
    }
}

impl<'v> Outbound<'v> {
    /// Its load balancer.
    pub fn lb(self) -> Lb<'v> {
        lb_of(self.0)
    }

    /// `tcp`, `udp`, `any`.
    pub fn protocol(self) -> Option<Text> {
        self.text("protocol")
    }

    /// Its pool.
    pub fn pool(self) -> Option<Pool<'v>> {
        self.one_of::<Pool>("pool").is()
    }

    /// Its frontends, with the place of each.
    pub fn frontends(self) -> Vec<(Frontend<'v>, crate::source::Span)> {
        self.named("frontends")
    }
}

impl super::super::View<'_> {
    /// The kind of thing that an id from outside is, where its param says so.
    pub fn id_kind(&self, value: &crate::topology::Value) -> Option<Kind> {
        use crate::topology::{Late, ParamType};
        match value.as_late()? {
            Late::Param(p) => match self.topology.param(*p).ty {
                ParamType::Ref(kind) => Some(kind),
                _ => None,
            },
            _ => None,
        }
    }

    /// A typed view of a thing.
    pub fn typed<'v, T: Typed<'v>>(&'v self, id: crate::topology::NodeId) -> Option<T> {
        let thing = self.thing(id);
        (thing.kind() == T::KIND).then(|| T::of(thing))
    }
}
