//! Load balancers. Everything stands inside the load balancer's own body: one that is written again without a part
//! loses it until that has been written again, with the ports closed meanwhile. Pool-based NAT rules too, although
//! published templates also write them as loadBalancers/inboundNatRules: `az` writes them into the body.
//! The members of a pool that are addresses stand there as well, and a second time in a resource of the pool's own: Azure
//! takes new ones from nowhere else.

use super::body::{Body, Items};
use super::cond::{choice, or};
use super::expr::Convert;
use super::rows::{PLAIN, only};
use super::{At, Made, api};
use crate::deploy::{Expr, ResId, Resource, Scope};
use crate::schema::Kind;
use crate::topology::{Late, Node, NodeId, V, Value};

/// An element of a load balancer's body.
type Element<'l> = fn(At<'l>, &'l Node, &mut Body);

/// So many members by address stand in a load balancer's body as well; more would come near what ARM takes as one
/// resource (1 MiB), with ids of some 200 characters in each.
const ADDRESSES: usize = 2_000;

/// What a frontend's address comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    PublicIp,
    Prefix,
    Subnet,
}

impl<'l> At<'l> {
    pub(super) fn lb(self, node: &'l Node, made: &mut Made) {
        let tier = self.prop_or(
            node,
            "tier",
            &|_, v| {
                Expr::str(match v.as_str() {
                    Some("Gateway") => "Gateway",
                    Some("Basic") => "Basic",
                    _ => "Standard",
                })
            },
            Expr::str("Standard"),
        );
        made.body.set("sku.name", tier);
        let regional = |v: &Value| match v.as_str() {
            Some("Global") => Expr::str("Global"),
            Some("Basic") => Expr::Null,
            _ => Expr::str("Regional"),
        };
        made.body.set("sku.tier", self.prop_or(node, "tier", &|_, v| regional(v), Expr::str("Regional")));
        made.body.open("properties");
        let pools: Vec<&Node> = self.children(node, Kind::Pool);
        let members: usize = pools.iter().map(|pool| pool.children.len()).sum();
        let pool: Element<'l> = if members > ADDRESSES { At::pool_alone } else { At::pool };
        let lists: [(Kind, &str, Element<'l>); 7] = [
            (Kind::Frontend, "frontendIPConfigurations", At::frontend),
            (Kind::Pool, "backendAddressPools", pool),
            (Kind::Probe, "probes", At::probe),
            (Kind::Rule, "loadBalancingRules", At::rule),
            (Kind::NatRule, "inboundNatRules", At::nat_rule),
            (Kind::NatPool, "inboundNatPools", At::nat_pool),
            (Kind::Outbound, "outboundRules", At::outbound),
        ];
        for (kind, list, element) in lists {
            self.named_elements(node, kind, &format!("properties.{list}"), element, made);
        }
    }

    /// The children of a kind as a list of objects with a name.
    pub(super) fn named_elements(self, node: &'l Node, kind: Kind, path: &str, element: Element<'l>, made: &mut Made) {
        let mut items = Items::default();
        for child in self.children(node, kind) {
            let within = At { cond: child.cond, ..self };
            let mut body = Body::default();
            body.set("name", within.text(&child.name));
            element(within, child, &mut body);
            within.raw(child, &mut body);
            if let Some(at) = items.push(body.finish(), self.holds(child.cond)) {
                self.part(made, format!("{path}[{at}]"), child);
            }
        }
        made.body.set(path, items.finish());
    }

    fn frontend(self, node: &'l Node, body: &mut Body) {
        let from = |wanted: Source, value: Expr| {
            self.prop(node, "source", &|at, source| {
                if at.source(source) == wanted { value.clone() } else { Expr::Null }
            })
        };
        let id = |wanted: Source| {
            self.prop(node, "source", &|at, source| {
                if at.source(source) == wanted { at.expr(source) } else { Expr::Null }
            })
        };
        body.set("zones", from(Source::Subnet, self.prop(node, "zones", &At::zones)));
        body.open("properties");
        body.set("properties.publicIPAddress.id", id(Source::PublicIp));
        body.set("properties.publicIPPrefix.id", id(Source::Prefix));
        body.set("properties.subnet.id", id(Source::Subnet));
        let address = self.prop(node, "address", &At::expr);
        let method = choice(self.is_given(node, "address"), Expr::str("Static"), Expr::str("Dynamic"));
        body.set("properties.privateIPAllocationMethod", from(Source::Subnet, method));
        body.set("properties.privateIPAddress", from(Source::Subnet, address.clone()));
        let version = match &address {
            Expr::Str(address) if address.contains(':') => Expr::str("IPv6"),
            _ => Expr::Null,
        };
        let version = self.prop_or(node, "version", &At::expr, version);
        body.set("properties.privateIPAddressVersion", from(Source::Subnet, version));
        body.set("properties.gatewayLoadBalancer.id", self.prop(node, "gateway", &At::expr));
        body.set("properties.enableConnectionTracking", self.prop(node, "connection_tracking", &At::expr));
    }

    fn source(self, value: &Value) -> Source {
        let kind = match &value.v {
            V::Thing(id) => Some(self.lower.topology.node(*id).kind),
            _ => self.lower.id_kind(value),
        };
        match (kind, value.as_str()) {
            (Some(Kind::PublicIp), _) => Source::PublicIp,
            (Some(Kind::PublicIpPrefix), _) => Source::Prefix,
            (None, Some(id)) if id.to_ascii_lowercase().contains("/publicipaddresses/") => Source::PublicIp,
            (None, Some(id)) if id.to_ascii_lowercase().contains("/publicipprefixes/") => Source::Prefix,
            _ => Source::Subnet,
        }
    }

    /// A pool whose addresses only the resource of its own has.
    fn pool_alone(self, node: &'l Node, body: &mut Body) {
        if !self.lower.has_addresses(node) {
            self.pool(node, body);
        }
    }

    fn pool(self, node: &'l Node, body: &mut Body) {
        self.rows(node, body, PLAIN);
        let synced = self.is_given(node, "sync_mode");
        let vnet = self.prop(node, "vnet", &At::expr);
        body.set("properties.virtualNetwork.id", choice(synced.clone(), vnet.clone(), Expr::Null));
        let mut members = Items::default();
        for child in self.children(node, Kind::Member) {
            let within = At { cond: child.cond, ..self };
            let mut member = Body::default();
            member.set("name", within.text(&child.name));
            member.open("properties");
            let is_frontend = |at: At<'l>, v: &Value| at.lower.is_frontend(v);
            let vnet = choice(synced.clone(), Expr::Null, vnet.clone());
            let of_address = within.prop(child, "target", &|at, v| {
                if is_frontend(at, v) { Expr::Null } else { vnet.clone() }
            });
            member.set("properties.virtualNetwork.id", of_address);
            within.rows(child, &mut member, PLAIN);
            let address =
                within.prop(child, "target", &|at, v| if is_frontend(at, v) { Expr::Null } else { at.expr(v) });
            member.set("properties.ipAddress", address);
            let frontend =
                within.prop(child, "target", &|at, v| if is_frontend(at, v) { at.expr(v) } else { Expr::Null });
            member.set("properties.loadBalancerFrontendIPConfiguration.id", frontend);
            within.raw(child, &mut member);
            members.push(member.finish(), self.holds(child.cond));
        }
        body.set("properties.loadBalancerBackendAddresses", members.finish());
        let mut tunnels = Items::default();
        for child in self.children(node, Kind::Tunnel) {
            let within = At { cond: child.cond, ..self };
            let mut tunnel = Body::default();
            within.rows(child, &mut tunnel, PLAIN);
            tunnels.push(tunnel.finish(), self.holds(child.cond));
        }
        body.set("properties.tunnelInterfaces", tunnels.finish());
    }

    fn probe(self, node: &'l Node, body: &mut Body) {
        body.set(
            "properties.protocol",
            self.prop(node, "protocol", &|at, v| match v.as_str() {
                Some("tcp") => Expr::str("Tcp"),
                Some("http") => Expr::str("Http"),
                Some("https") => Expr::str("Https"),
                _ => at.expr(v),
            }),
        );
        self.rows(node, body, PLAIN);
    }

    /// Protocol, frontend, and the word for a part that both rules and NAT rules have.
    fn flow(self, node: &'l Node, body: &mut Body) {
        body.set("properties.protocol", self.prop(node, "protocol", &protocol));
        body.set("properties.frontendIPConfiguration.id", self.prop(node, "frontend", &At::expr));
    }

    fn rule(self, node: &'l Node, body: &mut Body) {
        self.flow(node, body);
        body.set("properties.frontendPort", self.prop(node, "frontend_port", &port));
        let pools = self.prop(node, "pool", &|at, v| at.list(v, Some("id"), &At::expr));
        match only(&pools) {
            Some(Expr::Object(one)) => body.set("properties.backendAddressPool", Expr::Object(one.clone())),
            _ => body.set("properties.backendAddressPools", pools),
        }
        body.set("properties.backendPort", self.prop(node, "backend_port", &port));
        body.set("properties.probe.id", self.prop(node, "probe", &At::expr));
        self.rows(node, body, PLAIN);
        self.tcp_reset(node, body);
        let public = self.prop(node, "frontend", &|at, v| at.is_public(v));
        let snat = self.prop_or(node, "snat", &At::inverse, choice(public, self.shared(node), Expr::Null));
        body.set("properties.disableOutboundSnat", snat);
    }

    /// Whether a rule's frontend is a public one of a Standard load balancer.
    fn is_public(self, frontend: &Value) -> Expr {
        let V::Thing(id) = frontend.v else { return Expr::Bool(false) };
        let node = self.lower.topology.node(id);
        match self.lower.parent(node) {
            Some(lb) if lb.kind == Kind::Lb && tier(lb).is_none() => {
                self.prop(node, "source", &|at, source| Expr::Bool(at.source(source) != Source::Subnet))
            }
            _ => Expr::Bool(false),
        }
    }

    /// When an outbound rule shares the pool or the frontend: Azure then wants the rule's own way out to be off.
    fn shared(self, node: &'l Node) -> Expr {
        let Some(lb) = self.lower.parent(node) else { return Expr::Bool(false) };
        let mut mine = things(node, "pool");
        mine.extend(things(node, "frontend"));
        let mut shared = Expr::Bool(false);
        for outbound in self.children(lb, Kind::Outbound) {
            let its = [things(outbound, "pool"), things(outbound, "frontends")].concat();
            if its.iter().any(|id| mine.contains(id)) {
                shared = or(shared, self.holds(outbound.cond));
            }
        }
        shared
    }

    /// The default of `tcp_reset` is said by protocol and tier.
    fn tcp_reset(self, node: &'l Node, body: &mut Body) {
        let basic = self.lower.parent(node).is_some_and(|lb| tier(lb) == Some("Basic"));
        let default = self.prop(node, "protocol", &|_, v| match v.as_str() {
            Some("tcp") if !basic => Expr::Bool(true),
            _ => Expr::Null,
        });
        body.set("properties.enableTcpReset", self.prop_or(node, "tcp_reset", &At::expr, default));
    }

    fn nat_rule(self, node: &'l Node, body: &mut Body) {
        self.flow(node, body);
        let pool = self.prop(node, "pool", &At::expr);
        let ranged =
            |at: At<'l>, v: &Value| matches!(v.v, V::Range(_)) || at.is_given(node, "pool") != Expr::Bool(false);
        body.set(
            "properties.frontendPort",
            self.prop(node, "frontend_port", &|at, v| if ranged(at, v) { Expr::Null } else { port(at, v) }),
        );
        let end = |last: bool| {
            self.prop(node, "frontend_port", &|at, v| if ranged(at, v) { range_end(at, v, last) } else { Expr::Null })
        };
        body.set("properties.frontendPortRangeStart", end(false));
        body.set("properties.frontendPortRangeEnd", end(true));
        body.set("properties.backendAddressPool.id", pool);
        body.set("properties.backendPort", self.prop(node, "backend_port", &port));
        self.rows(node, body, PLAIN);
        self.tcp_reset(node, body);
    }

    fn nat_pool(self, node: &'l Node, body: &mut Body) {
        self.flow(node, body);
        let end = |last: bool| self.prop(node, "frontend_port", &|at, v| range_end(at, v, last));
        body.set("properties.frontendPortRangeStart", end(false));
        body.set("properties.frontendPortRangeEnd", end(true));
        body.set("properties.backendPort", self.prop(node, "backend_port", &port));
        self.rows(node, body, PLAIN);
        self.tcp_reset(node, body);
    }

    fn outbound(self, node: &'l Node, body: &mut Body) {
        body.set("properties.protocol", self.prop(node, "protocol", &protocol));
        let frontends: Convert<'_, 'l> = &|at, v| at.list(v, Some("id"), &At::expr);
        body.set("properties.frontendIPConfigurations", self.prop(node, "frontends", frontends));
        let most = self.lower.index_of(node).and_then(|id| self.lower.ports.get(&id)).copied().unwrap_or(0);
        body.set(
            "properties.allocatedOutboundPorts",
            self.prop(node, "ports_per_instance", &|at, v| match v.as_str() {
                Some("max") => Expr::Int(most as i64),
                _ => at.expr(v),
            }),
        );
        self.rows(node, body, PLAIN);
    }
}

/// The words of a flow in ARM.
fn protocol(at: At<'_>, value: &Value) -> Expr {
    match value.as_str() {
        Some("tcp") => Expr::str("Tcp"),
        Some("udp") => Expr::str("Udp"),
        Some("any") => Expr::str("All"),
        _ => at.expr(value),
    }
}

/// A port; every port is 0.
fn port(at: At<'_>, value: &Value) -> Expr {
    match &value.v {
        V::Any => Expr::Int(0),
        _ => at.expr(value),
    }
}

/// One end of a range of ports; a single port is both.
fn range_end(at: At<'_>, value: &Value, last: bool) -> Expr {
    match &value.v {
        V::Range(ends) => at.expr(if last { &ends.1 } else { &ends.0 }),
        _ => at.expr(value),
    }
}

/// The word in the head of a load balancer.
fn tier(lb: &Node) -> Option<&str> {
    lb.slots.iter().find(|s| s.row.name == "tier").and_then(|s| s.value.as_str())
}

/// Every thing that a property may name.
fn things(node: &Node, property: &str) -> Vec<NodeId> {
    let mut found = Vec::new();
    for slot in node.slots.iter().filter(|s| s.row.name == property) {
        super::params::each(&slot.value, &mut |value| match &value.v {
            V::Thing(id) => found.push(*id),
            V::Family(ids) => found.extend(ids.iter().copied()),
            V::Late(late) => {
                if let Late::Choice(ids) = &**late {
                    found.extend(ids.iter().copied());
                }
            }
            _ => {}
        });
    }
    found
}

impl<'l> super::Lower<'l> {
    /// Whether a value is a frontend, not an address.
    fn is_frontend(&self, value: &Value) -> bool {
        match &value.v {
            V::Thing(id) => self.topology.node(*id).kind == Kind::Frontend,
            V::Late(late) => match &**late {
                Late::Choice(ids) => ids.iter().any(|id| self.topology.node(*id).kind == Kind::Frontend),
                _ => self.id_kind(value) == Some(Kind::Frontend),
            },
            _ => false,
        }
    }

    /// Whether a pool has members by address: new ones Azure takes only from a resource of the pool's own.
    pub(super) fn has_addresses(&self, pool: &Node) -> bool {
        let members = pool.children.iter().map(|id| self.topology.node(*id)).filter(|n| n.kind == Kind::Member);
        let mut targets = members.flat_map(|m| m.slots.iter().filter(|s| s.row.name == "target"));
        targets.any(|slot| !self.is_frontend(&slot.value))
    }

    /// The id of a node.
    pub(super) fn index_of(&self, node: &Node) -> Option<NodeId> {
        let all = self.topology.of_kind(node.kind);
        all.iter().copied().find(|id| std::ptr::eq(self.topology.node(*id), node))
    }

    /// A pool with its address members once more, as a resource beside the load balancer.
    pub(super) fn pool_members(&'l self, id: NodeId, own: ResId, symbol: String) -> Resource {
        let node = self.topology.node(id);
        let at = self.at(node.cond, Some(own));
        let ty = "Microsoft.Network/loadBalancers/backendAddressPools";
        let mut body = Body::default();
        body.open("properties");
        at.pool(node, &mut body);
        at.raw(node, &mut body);
        let mut parts = Vec::new();
        for (index, member) in at.children(node, Kind::Member).into_iter().enumerate() {
            let path = format!("properties.loadBalancerBackendAddresses[{index}]");
            parts.push((path, self.origin(member.span)));
        }
        Resource {
            symbol,
            ty: ty.to_owned(),
            api: api(ty),
            name: at.text(&node.name),
            parent: node.parent.and_then(|lb| self.res[lb.index()]),
            scope: Scope::Group,
            existing: false,
            condition: super::when(self.at(crate::topology::CondId::ALWAYS, None).holds(node.cond)),
            body: body.finish_resource(),
            depends_on: Vec::new(),
            doc: node.doc.as_ref().map(ToString::to_string),
            origin: self.origin(node.span),
            parts,
        }
    }
}
