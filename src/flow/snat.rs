//! The way out to the Internet: of all that a machine has, the first that applies.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::addresses::End;
use super::filter::Protocol;
use super::{Flow, Lack};
use crate::azure::snat::default_allocation;
use crate::ledger;
use crate::topology::{
    Frontend, InstancePublicIp, IpConfig, Known, Machine, Mode, NatGateway, NodeId, Outbound, Pool, PublicIp, Rule,
    Subnet, Thing, Tier, V, View,
};

/// A public address that only one machine has.
const PORTS_OF_AN_ADDRESS: i64 = 64_512;

/// Who translates a machine's address.
#[derive(Clone, Debug)]
pub enum Way<'v> {
    /// The NAT gateway of its subnet.
    NatGateway(NatGateway<'v>),
    /// Its own public address.
    PublicIp(PublicIp<'v>),
    /// The public address that every instance has.
    Instance(InstancePublicIp<'v>),
    /// An outbound rule.
    Outbound(Outbound<'v>),
    /// A load-balancing rule whose frontend members leave by.
    Rule(Rule<'v>),
    /// An address of Azure's, which may change.
    Default(Subnet<'v>),
    /// Nobody: packets do not get out.
    Nobody,
    /// It hangs on what is not known.
    Unknown(Vec<Lack>),
}

impl<'v> Way<'v> {
    /// The statement that gives it.
    pub fn thing(&self) -> Option<Thing<'v>> {
        Some(match self {
            Way::NatGateway(t) => t.0,
            Way::PublicIp(t) => t.0,
            Way::Instance(t) => t.0,
            Way::Outbound(t) => t.0,
            Way::Rule(t) => t.0,
            Way::Default(t) => t.0,
            Way::Nobody | Way::Unknown(_) => return None,
        })
    }

    /// What packets pass there: what an `expect` may name behind `via`.
    pub fn passes(&self) -> Vec<NodeId> {
        let frontend = |f: Frontend<'v>| [Some(f.id), f.one("source").is().map(|t| t.id)];
        let ids: Vec<Option<NodeId>> = match self {
            Way::NatGateway(gateway) => {
                let named = gateway.things("public_ips").into_iter().map(|(t, _)| t.id);
                let alone: Vec<NodeId> = named.collect();
                // Of several addresses any may be used.
                let address = if let [one] = alone[..] { Some(one) } else { None };
                vec![Some(gateway.id), address]
            }
            Way::PublicIp(ip) => vec![Some(ip.id)],
            Way::Outbound(rule) => match rule.frontends()[..] {
                [(one, _)] => frontend(one).to_vec(),
                _ => Vec::new(),
            },
            Way::Rule(rule) => rule.frontend().map(|f| frontend(f).to_vec()).unwrap_or_default(),
            Way::Instance(_) | Way::Default(_) | Way::Nobody | Way::Unknown(_) => Vec::new(),
        };
        ids.into_iter().flatten().collect()
    }
}

/// What is needed to find ways out, read once.
#[derive(Debug)]
pub(super) struct Ways<'v> {
    /// Load-balancing rules by pool.
    rules: BTreeMap<NodeId, Vec<Rule<'v>>>,
    /// Outbound rules by pool.
    outbounds: BTreeMap<NodeId, Vec<Outbound<'v>>>,
    /// Pools by the addresses in them.
    pools: BTreeMap<IpAddr, Vec<Pool<'v>>>,
    /// An address in some pool is not known.
    unsure: Option<Lack>,
}

impl<'v> Ways<'v> {
    pub(super) fn of(view: &'v View<'v>) -> Ways<'v> {
        let mut ways =
            Ways { rules: BTreeMap::new(), outbounds: BTreeMap::new(), pools: BTreeMap::new(), unsure: None };
        for rule in view.all::<Rule>() {
            for (pool, _) in rule.pools() {
                ways.rules.entry(pool.id).or_default().push(rule);
            }
        }
        for rule in view.all::<Outbound>() {
            if let Some(pool) = rule.pool() {
                ways.outbounds.entry(pool.id).or_default().push(rule);
            }
        }
        for pool in view.all::<Pool>() {
            for member in pool.members() {
                match member.get("target").v {
                    V::Address(address) => ways.pools.entry(address).or_default().push(pool),
                    V::Thing(_) => {}
                    _ => {
                        let what = format!("the address of `{}`", member.path());
                        ways.unsure = Some(Lack::of(member.span_of("target"), what, ""));
                    }
                }
            }
        }
        ways
    }
}

/// Whether an address is the first one of its family on its NIC: only such addresses leave by a load balancer.
pub(super) fn leads_its_family(config: IpConfig) -> bool {
    let first = config.nic.ip_configs().into_iter().find(|c| c.version() == config.version());
    config.primary() || (config.version().as_deref() == Some("IPv6") && first == Some(config))
}

impl IpConfig<'_> {
    /// Whether Azure's own way out is gone, because its NIC is in a pool of a Standard load balancer.
    pub fn loses_default(self) -> bool {
        self.nic
            .ip_configs()
            .iter()
            .any(|c| c.pools().iter().any(|(pool, _)| pool.lb().tier() == Tier::Standard && !pool.lb().existing()))
    }
}

impl<'v> Flow<'v> {
    /// The way out of a machine's address, once a route has sent its packets to the Internet.
    pub fn way_out(&self, config: IpConfig<'v>, protocol: Protocol) -> Way<'v> {
        let Some(subnet) = config.nic.subnet().is() else {
            let what = format!("the subnet of `{}`", config.nic.path());
            return Way::Unknown(vec![Lack::of(config.nic.span_of("subnet"), what, "")]);
        };
        let six = config.version().as_deref() == Some("IPv6");
        match subnet.nat_gateway() {
            Known::Is(gateway) => {
                // A Standard gateway knows IPv4 only, and any gateway only what has ports and ICMP's answers.
                let fits = !six || gateway.text("sku").as_deref() == Some("StandardV2");
                if fits && protocol.has_ports() {
                    return Way::NatGateway(gateway);
                }
            }
            Known::Unknown => {
                let what = format!("the NAT gateway of `{}`", subnet.path());
                return Way::Unknown(vec![Lack::of(subnet.name_span(), what, "nat_gateway: none")]);
            }
            Known::No => {}
        }
        match config.public_ip() {
            Known::Is(ip) => return Way::PublicIp(ip),
            Known::Unknown => {
                let what = format!("the public address of `{}`", config.nic.path());
                return Way::Unknown(vec![Lack::of(config.rows.name_span(), what, "public_ip: none")]);
            }
            Known::No => {}
        }
        if let Some(instance) = config.instance_public_ip() {
            return Way::Instance(instance);
        }
        let (pools, mut lacks, by_address) = self.pools_of(config);
        let mut implicit = None;
        for pool in pools {
            let lb = pool.lb();
            // What an existing load balancer does not state may be there; a Gateway one hands packets on.
            match lb.tier() {
                Tier::Global => continue,
                Tier::Gateway => {
                    let what = format!("where packets go that `{}` is handed", lb.path());
                    lacks.push(Lack::of(lb.name_span(), what, ""));
                    continue;
                }
                Tier::Standard | Tier::Basic => {}
            }
            let public = lb.public();
            if public == Some(false) {
                continue;
            }
            let outbound = self.ways.outbounds.get(&pool.id).into_iter().flatten();
            let mut fitting = outbound.filter(|o| match o.protocol().as_deref() {
                Some("any") | None => true,
                Some(word) => word == protocol.word(),
            });
            if let Some(outbound) = fitting.find(|o| o.frontends().iter().any(|(f, _)| f.public() != Some(false))) {
                if leads_its_family(config) {
                    return Way::Outbound(*outbound);
                }
                continue;
            }
            let rules = self.ways.rules.get(&pool.id).into_iter().flatten();
            for rule in rules.filter(|r| r.frontend().is_none_or(|f| f.public() != Some(false))) {
                match rule.snat() {
                    Some(true) if leads_its_family(config) && implicit.is_none() => implicit = Some(*rule),
                    Some(_) => {}
                    None => {
                        let what = format!("whether `{}` gives its members a way out", rule.path());
                        lacks.push(Lack::of(rule.name_span(), what, "snat: false"));
                    }
                }
            }
            if lb.existing() || public.is_none() {
                let what = format!("the outbound rules of `{}`", lb.path());
                lacks.push(Lack::of(lb.name_span(), what, "outbound NAME = any POOL -> FRONTEND"));
            }
        }
        if let Some(rule) = implicit.filter(|_| !by_address) {
            return Way::Rule(rule);
        }
        let machine = config.nic.machine();
        let flexible = machine.and_then(Machine::mode) == Some(Mode::Flexible);
        match subnet.flag("default_outbound") {
            // Who joins a pool of a Standard load balancer loses Azure's own way.
            Some(true) if !flexible && !config.loses_default() => return Way::Default(subnet),
            Some(_) => {}
            None => {
                let what = format!("whether `{}` lets machines out by default", subnet.path());
                lacks.push(Lack::of(subnet.name_span(), what, "default_outbound: false"));
            }
        }
        if implicit.is_some() {
            // Members by address: whether a rule's frontend serves them is doubtful.
            let what = format!("how members by address of `{}` get out", subnet.path());
            lacks.push(Lack::of(subnet.name_span(), what, "nat_gateway: GATEWAY"));
        }
        if lacks.is_empty() { Way::Nobody } else { Way::Unknown(lacks) }
    }

    /// The pools that an address is in, by its NIC or by itself, and what is not known of them.
    fn pools_of(&self, config: IpConfig<'v>) -> (Vec<Pool<'v>>, Vec<Lack>, bool) {
        let mut pools: Vec<Pool> = config.pools().into_iter().map(|(pool, _)| pool).collect();
        let by_nic = pools.len();
        let mut lacks = Vec::new();
        if config.rows.slot("pools").is_some() && !config.rows.all_things_known("pools") {
            let what = format!("the pools of `{}`", config.nic.path());
            lacks.push(Lack::of(config.rows.span_of("pools"), what, ""));
        }
        match config.rows.get("address").v {
            V::Address(address) => pools.extend(self.ways.pools.get(&address).into_iter().flatten()),
            V::None => lacks.extend(self.ways.unsure.clone()),
            _ if self.ways.pools.is_empty() => lacks.extend(self.ways.unsure.clone()),
            _ => {
                let what = format!("the address of `{}`", config.nic.path());
                lacks.push(Lack::of(config.rows.span_of("address"), what, ""));
            }
        }
        let by_address = by_nic == 0 && !pools.is_empty();
        (pools, lacks, by_address)
    }

    /// The way out of whoever has an address, where it is a machine.
    pub fn way_of(&self, end: &End<'v>, protocol: Protocol) -> Way<'v> {
        match end.config {
            Some(config) => self.way_out(config, protocol),
            None => Way::Unknown(Vec::new()),
        }
    }
}

impl<'v> Flow<'v> {
    /// The ports that each machine has at the largest scale by what translates it: a NAT gateway's are shared by all that
    /// are behind it.
    pub(super) fn ports_of_way(&self, way: NodeId) -> Option<i64> {
        let view = self.view();
        if let Some(gateway) = view.typed::<NatGateway>(way) {
            let all = ledger::gateway_ports(view);
            let ports = all.iter().find(|p| p.gateway == gateway)?;
            let machines = ports.machines.iter().fold(0i64, |sum, (.., n)| sum.saturating_add(n.hi)).max(1);
            return Some(ports.ports() / machines);
        }
        if let Some(rule) = view.typed::<Outbound>(way) {
            let budget = rule.budget();
            return match rule.get("ports_per_instance").v {
                V::Int(0) => {
                    let budget = budget?;
                    let machines = u64::try_from(budget.machines.hi).ok()?;
                    i64::try_from(default_allocation(machines, budget.addresses())?).ok()
                }
                V::Int(ports) => Some(ports),
                V::Word(_) => i64::try_from(budget?.most()).ok(),
                _ => rule.num("ports_per_instance").map(|n| n.lo),
            };
        }
        if let Some(rule) = view.typed::<Rule>(way) {
            let users = rule.pools().into_iter().flat_map(|(pool, _)| pool.users()).collect::<Vec<_>>();
            let mut machines = 0u64;
            for joined in ledger::joined(&users) {
                machines += u64::try_from(joined.number.clone()?.hi).ok()?;
            }
            return i64::try_from(default_allocation(machines, 1)?).ok();
        }
        // A public address of its own has all of its ports.
        Some(PORTS_OF_AN_ADDRESS)
    }
}
