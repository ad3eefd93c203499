//! What stands against a limit of Azure, counted.

use std::collections::{BTreeMap, HashMap};

use super::machines::{Joined, joined};
use crate::azure::limits;
use crate::source::Span;
use crate::topology::{
    Inbound, IpConfig, Lb, Machine, NatGateway, NatPool, NodeId, Nsg, Num, Pool, Route, RouteTable, Thing, Tier, View,
    Vnet,
};

/// How much of a limit is used.
#[derive(Clone, Debug)]
pub struct Used<'v> {
    /// Whose limit it is.
    pub of: Thing<'v>,
    /// What is counted: "frontends".
    pub what: &'static str,
    /// How many there are at the largest scale.
    pub count: i64,
    /// The limit.
    pub most: i64,
}

/// Rules and NAT rules of a load balancer; a NAT pool counts once for every machine of its scale set.
#[derive(Clone, Debug)]
pub struct InboundRules<'v> {
    /// Rules and NAT rules that are written.
    pub written: i64,
    /// What NAT pools come to: the place where the scale set joins, the pool, its machines.
    pub pools: Vec<(Span, NatPool<'v>, Num)>,
    /// The limit.
    pub most: i64,
}

impl InboundRules<'_> {
    /// All together.
    pub fn count(&self) -> i64 {
        self.pools.iter().fold(self.written, |sum, (.., machines)| sum.saturating_add(machines.hi))
    }
}

/// Counts the rules and NAT rules of a load balancer.
pub fn inbound_rules(lb: Lb) -> InboundRules {
    let most = if lb.tier() == Tier::Basic { limits::LB_RULES_BASIC } else { limits::LB_RULES };
    let mut pools = Vec::new();
    for pool in lb.nat_pools() {
        let Some((config, span)) = pool.users().into_iter().next() else { continue };
        let Some(Machine::Vmss(set)) = config.nic.machine() else { continue };
        let Some(machines) = set.most_instances() else { continue };
        pools.push((span, pool, machines));
    }
    InboundRules { written: (lb.rules().count() + lb.nat_rules().count()) as i64, pools, most: most as i64 }
}

/// Members of a pool: addresses that are listed, and machines that join; with the limit.
pub fn pool_members(pool: Pool) -> (i64, Vec<Joined>, i64) {
    let most = match pool.lb().tier() {
        Tier::Basic => limits::POOL_MEMBERS_BASIC,
        Tier::Global => limits::POOL_MEMBERS_GLOBAL,
        Tier::Standard | Tier::Gateway => limits::POOL_MEMBERS,
    };
    (pool.members().count() as i64, joined(&pool.users()), most as i64)
}

/// What the rules of a load balancer lead to: each rule counts every member of its pool.
#[derive(Clone, Debug, Default)]
pub struct Backends {
    /// Per frontend.
    pub of_frontend: BTreeMap<NodeId, u64>,
}

impl Backends {
    /// All frontends together.
    pub fn all(&self) -> u64 {
        self.of_frontend.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// Counts what the rules of a load balancer lead to.
pub fn backends(lb: Lb) -> Backends {
    let mut sizes: HashMap<NodeId, u64> = HashMap::new();
    let mut backends = Backends::default();
    let mut add = |pool: Pool, frontend: NodeId, backends: &mut Backends| {
        let size = *sizes.entry(pool.id).or_insert_with(|| configs(pool));
        let sum = backends.of_frontend.entry(frontend).or_default();
        *sum = sum.saturating_add(size);
    };
    for inbound in lb.inbound() {
        let Some(frontend) = inbound.frontend() else { continue };
        for (pool, _) in inbound.pools() {
            add(pool, frontend.id, &mut backends);
        }
        // What a NAT pool, or a NAT rule for one machine, leads to is said at the machines.
        let named = match inbound {
            Inbound::NatPool(pool) => pool.users(),
            Inbound::NatRule(rule) if rule.pool().is_none() => rule.users(),
            Inbound::NatRule(_) | Inbound::Rule(_) => continue,
        };
        let sum = backends.of_frontend.entry(frontend.id).or_default();
        *sum = sum.saturating_add(machines(&named));
    }
    for outbound in lb.outbounds() {
        let Some(pool) = outbound.pool() else { continue };
        for (frontend, _) in outbound.frontends() {
            add(pool, frontend.id, &mut backends);
        }
    }
    backends
}

/// The most ip configurations in a pool, as far as they are known.
fn configs(pool: Pool) -> u64 {
    let listed = pool.members().count() as u64;
    listed.saturating_add(machines(&pool.users()))
}

/// The most ip configurations of those who name something.
fn machines(users: &[(IpConfig, Span)]) -> u64 {
    joined(users)
        .iter()
        .fold(0, |sum: u64, j| sum.saturating_add(j.configs.saturating_mul(u64::try_from(j.most()).unwrap_or(0))))
}

/// Everything that stands against a limit and is made here, in source order of the kinds.
pub fn used<'v>(view: &'v View<'v>) -> Vec<Used<'v>> {
    let mut all = Vec::new();
    let mut add = |of: Thing<'v>, what: &'static str, count: i64, most: i64| {
        if count > 0 && !of.existing() {
            all.push(Used { of, what, count, most });
        }
    };
    for lb in view.all::<Lb>() {
        let frontends = if lb.tier() == Tier::Basic { limits::FRONTENDS_BASIC } else { limits::FRONTENDS };
        add(lb.0, "frontends", lb.frontends().count() as i64, frontends as i64);
        let inbound = inbound_rules(lb);
        add(lb.0, "rules and NAT rules", inbound.count(), inbound.most);
        add(lb.0, "outbound rules", lb.outbounds().count() as i64, limits::OUTBOUND_RULES as i64);
        for (frontend, count) in backends(lb).of_frontend {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            add(view.thing(frontend), "members behind the rules", count, limits::BACKENDS_PER_FRONTEND as i64);
        }
        for pool in lb.pools() {
            let (listed, machines, most) = pool_members(pool);
            add(pool.0, "members", machines.iter().fold(listed, |sum, j| sum.saturating_add(j.most())), most);
        }
    }
    for vnet in view.all::<Vnet>() {
        add(vnet.0, "subnets", vnet.subnets().len() as i64, limits::SUBNETS as i64);
        add(vnet.0, "peerings", vnet.peerings().count() as i64, limits::PEERINGS as i64);
    }
    for nsg in view.all::<Nsg>() {
        add(nsg.0, "rules", nsg.rules().count() as i64, limits::NSG_RULES as i64);
    }
    for table in view.all::<RouteTable>() {
        add(table.0, "routes", table.parts::<Route>().count() as i64, limits::ROUTES as i64);
    }
    for gateway in view.all::<NatGateway>() {
        add(gateway.0, "subnets", gateway.subnets().len() as i64, limits::NAT_GATEWAY_SUBNETS as i64);
    }
    all
}
