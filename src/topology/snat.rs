//! How many ports the machines of a pool have for their way out through an outbound rule: what `max` comes to, what
//! a rule may ask for, what `show` prints.

use std::collections::BTreeSet;

use super::{Frontend, Machine, NatPool, NatRule, Num, Outbound, Ports, Rule, Source, View};
use crate::azure::snat::{BLOCK, PORTS_PER_ADDRESS, PORTS_PER_RULE};
use crate::schema::Kind;

/// The ports behind an outbound rule, and who shares them.
#[derive(Clone, Debug)]
pub struct Budget {
    /// Public addresses of its frontends.
    pub addresses: u64,
    /// Ports that inbound rules of these frontends take away, in whole blocks.
    pub inbound: u64,
    /// The most machines there may be in its pool.
    pub machines: Num,
}

impl Budget {
    /// Ports that are there to be shared.
    pub fn available(&self) -> u64 {
        (self.addresses * PORTS_PER_ADDRESS).saturating_sub(self.inbound)
    }

    /// The most that each machine can have at the largest scale: what `max` stands for.
    pub fn most(&self) -> u64 {
        let machines = u64::try_from(self.machines.hi).unwrap_or(0).max(1);
        (self.available() / machines).min(PORTS_PER_RULE) / BLOCK * BLOCK
    }

    /// `63872 ports of 1 address, shared by at most 40 machines`
    pub fn words(&self, view: &View) -> String {
        let addresses = if self.addresses == 1 { "1 address" } else { &format!("{} addresses", self.addresses) };
        format!("{} ports of {addresses}, shared by at most {} machines", self.available(), self.machines.most(view))
    }
}

impl Outbound<'_> {
    /// What there is to share; `None` where addresses or members are not known.
    pub fn budget(self) -> Option<Budget> {
        let frontends: Vec<Frontend> = self.frontends().into_iter().map(|(frontend, _)| frontend).collect();
        let written = self.get("frontends");
        if frontends.is_empty() || frontends.len() != written.items().len() {
            return None;
        }
        let mut addresses = 0;
        let mut inbound = 0;
        for frontend in frontends {
            addresses += addresses_of(frontend)?;
            inbound += BLOCK * blocks(frontend)?;
        }
        Some(Budget { addresses, inbound, machines: self.members()? })
    }

    /// The most machines in its pool.
    fn members(self) -> Option<Num> {
        let pool = self.pool()?;
        if pool.existing() || pool.members().next().is_some() {
            return None;
        }
        let mut seen = BTreeSet::new();
        let mut sum: Option<Num> = None;
        for (config, span) in pool.users() {
            let (id, most) = match config.nic.machine() {
                Some(Machine::Vmss(set)) => (set.id, set.most_instances()?),
                Some(Machine::Vm(vm)) => (vm.id, Num::exact(1, span)),
                None => (config.nic.id, Num::exact(1, span)),
            };
            if seen.insert(id) {
                sum = Some(match sum {
                    Some(sum) => sum.plus(most),
                    None => most,
                });
            }
        }
        sum
    }
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

/// The blocks of ports that inbound rules of a frontend stand in.
fn blocks(frontend: Frontend) -> Option<u64> {
    let lb = frontend.lb();
    let here = |of: Option<Frontend>| of == Some(frontend);
    let mut ports: Vec<Ports> = Vec::new();
    for rule in lb.rules().filter(|rule: &Rule| here(rule.frontend())) {
        ports.push(rule.frontend_ports()?);
    }
    for rule in lb.nat_rules().filter(|rule: &NatRule| here(rule.frontend())) {
        ports.push(rule.frontend_ports()?);
    }
    for pool in lb.nat_pools().filter(|pool: &NatPool| here(pool.frontend())) {
        ports.push(pool.frontend_ports()?);
    }
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
    Some(count)
}
