//! How many ports machines have for their way out: what `max` of an outbound rule comes to, what it may ask for, what a
//! NAT gateway has to give.

use super::machines::{Joined, joined};
use crate::azure::limits::NAT_GATEWAY_PORTS;
use crate::azure::snat::{BLOCK, PORTS_PER_ADDRESS, PORTS_PER_RULE};
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{
    Frontend, Machine, NatGateway, NatPool, NatRule, Nic, Num, Outbound, Ports, PublicIp, PublicIpPrefix, Rule, Source,
    Thing, View,
};

/// The ports behind an outbound rule, and who shares them.
#[derive(Clone, Debug)]
pub struct Budget<'v> {
    /// Its frontends: the place in the rule, and how many public addresses each has.
    pub frontends: Vec<(Frontend<'v>, Span, u64)>,
    /// Ports that inbound rules of these frontends take away, in whole blocks.
    pub inbound: u64,
    /// What takes them.
    pub takers: Vec<Thing<'v>>,
    /// The most machines there may be in its pool.
    pub machines: Num,
    /// Who they are.
    pub joined: Vec<Joined<'v>>,
}

impl Budget<'_> {
    /// Public addresses of its frontends.
    pub fn addresses(&self) -> u64 {
        self.frontends.iter().fold(0, |sum, (.., addresses)| sum.saturating_add(*addresses))
    }

    /// Ports that are there to be shared.
    pub fn available(&self) -> u64 {
        self.addresses().saturating_mul(PORTS_PER_ADDRESS).saturating_sub(self.inbound)
    }

    /// The most that each machine can have at the largest scale: what `max` stands for.
    pub fn most(&self) -> u64 {
        let machines = u64::try_from(self.machines.hi).unwrap_or(0).max(1);
        (self.available() / machines).min(PORTS_PER_RULE) / BLOCK * BLOCK
    }

    /// `63872 ports of 1 address, shared by at most 40 machines`
    pub fn words(&self, view: &View) -> String {
        let addresses = if self.addresses() == 1 { "1 address" } else { &format!("{} addresses", self.addresses()) };
        format!("{} ports of {addresses}, shared by at most {} machines", self.available(), self.machines.most(view))
    }
}

impl<'v> Outbound<'v> {
    /// What there is to share; `None` where addresses or members are not known.
    pub fn budget(self) -> Option<Budget<'v>> {
        let written = self.get("frontends");
        let named = self.frontends();
        if named.is_empty() || named.len() != written.items().len() {
            return None;
        }
        let (mut frontends, mut inbound, mut takers) = (Vec::new(), 0, Vec::new());
        for (frontend, span) in named {
            let mut ports = Vec::new();
            for (taker, of) in takers_of(frontend) {
                ports.push(of?);
                takers.push(taker);
            }
            inbound += BLOCK * blocks(&ports);
            frontends.push((frontend, span, addresses_of(frontend)?));
        }
        let joined = self.joined()?;
        let mut machines: Option<Num> = None;
        for one in &joined {
            let number = one.number.clone()?;
            machines = Some(match machines {
                Some(sum) => sum.plus(number),
                None => number,
            });
        }
        Some(Budget { frontends, inbound, takers, machines: machines?, joined })
    }

    /// Who is in its pool, where all are machines that are known.
    fn joined(self) -> Option<Vec<Joined<'v>>> {
        let pool = self.pool()?;
        let unknown = pool.existing() || pool.members().next().is_some();
        (!unknown).then(|| joined(&pool.users()))
    }
}

/// The ports of a NAT gateway: given to whoever asks, not handed out beforehand.
#[derive(Clone, Debug)]
pub struct GatewayPorts<'v> {
    /// The gateway.
    pub gateway: NatGateway<'v>,
    /// Its IPv4 addresses and prefixes: the place in the gateway, and how many addresses each has.
    pub addresses: Vec<(Thing<'v>, Span, i64)>,
    /// The nics behind it: where their subnet is named, and their machines at the largest scale.
    pub machines: Vec<(Nic<'v>, Span, Num)>,
}

impl GatewayPorts<'_> {
    /// Ports to each destination.
    pub fn ports(&self) -> i64 {
        let addresses = self.addresses.iter().fold(0i64, |sum, (.., count)| sum.saturating_add(*count));
        addresses.saturating_mul(NAT_GATEWAY_PORTS as i64)
    }
}

/// Every NAT gateway that is made here and whose addresses are known.
pub fn gateway_ports<'v>(view: &'v View<'v>) -> Vec<GatewayPorts<'v>> {
    view.all::<NatGateway>().filter(|gateway| !gateway.existing()).filter_map(ports_of).collect()
}

fn ports_of(gateway: NatGateway) -> Option<GatewayPorts> {
    let ips = gateway.named::<PublicIp>("public_ips").into_iter().map(|(ip, span)| (ip.0, span, Some(1)));
    let prefixes = gateway.named::<PublicIpPrefix>("prefixes").into_iter().map(|(p, span)| (p.0, span, p.addresses()));
    let mut addresses = Vec::new();
    for (address, span, count) in ips.chain(prefixes) {
        if address.text("version").as_deref() == Some("IPv4") {
            addresses.push((address, span, count?));
        }
    }
    let mut machines = Vec::new();
    for nic in gateway.subnets().into_iter().flat_map(|subnet| subnet.nics()) {
        let span = nic.span_of("subnet");
        let number = match nic.machine() {
            Some(Machine::Vmss(set)) => set.most_instances(),
            Some(Machine::Vm(_)) | None => Some(Num::exact(1, span)),
        };
        machines.extend(number.map(|number| (nic, span, number)));
    }
    Some(GatewayPorts { gateway, addresses, machines })
}

/// How many public addresses a frontend has.
fn addresses_of(frontend: Frontend) -> Option<u64> {
    match frontend.source() {
        Source::PublicIp(_) => Some(1),
        Source::Prefix(prefix) => {
            let bits = if prefix.text("version").as_deref() == Some("IPv6") { 128 } else { 32 };
            let free = u32::try_from(bits - prefix.num("length")?.hi).ok()?;
            1u64.checked_shl(free)
        }
        Source::Subnet(_) => None,
        Source::Unknown => {
            let kind = frontend.view.id_kind(&frontend.get("source"))?;
            (kind == Kind::PublicIp).then_some(1)
        }
    }
}

/// What takes packets at a frontend, with its ports; `None` for ports that are not known.
fn takers_of(frontend: Frontend) -> Vec<(Thing, Option<Ports>)> {
    let lb = frontend.lb();
    let here = |of: Option<Frontend>| of == Some(frontend);
    let rules = lb.rules().filter(|rule: &Rule| here(rule.frontend())).map(|rule| (rule.0, rule.frontend_ports()));
    let nat_rules =
        lb.nat_rules().filter(|rule: &NatRule| here(rule.frontend())).map(|rule| (rule.0, rule.frontend_ports()));
    let nat_pools =
        lb.nat_pools().filter(|pool: &NatPool| here(pool.frontend())).map(|pool| (pool.0, pool.frontend_ports()));
    rules.chain(nat_rules).chain(nat_pools).collect()
}

/// The blocks that ports stand in.
fn blocks(ports: &[Ports]) -> u64 {
    // Ranges of blocks, merged: a range of ports may be long.
    let mut ranges: Vec<(u64, u64)> = ports
        .iter()
        .flat_map(|ports| &ports.ranges)
        .filter_map(|(lo, hi)| Some((u64::try_from(lo.lo).ok()? / BLOCK, u64::try_from(hi.hi).ok()? / BLOCK)))
        .collect();
    ranges.sort_unstable();
    let mut count = 0;
    let mut next = 0;
    for (first, last) in ranges {
        let first = first.max(next);
        if last >= first {
            count += last - first + 1;
            next = last + 1;
        }
    }
    count
}
