//! Ranges of NAT ports, and who gets a port of them.

use super::machines::{Joined, joined};
use crate::topology::{Frontend, NatPool, NatRule, Ports, Thing, View};

/// A NAT pool, or a NAT rule of a whole pool: one frontend port for each machine.
#[derive(Clone, Debug)]
pub struct Range<'v> {
    /// The NAT pool or NAT rule.
    pub of: Thing<'v>,
    /// Where the ports are.
    pub frontend: Option<Frontend<'v>>,
    /// The ports.
    pub ports: Ports,
    /// Who gets one each.
    pub machines: Vec<Joined<'v>>,
}

impl Range<'_> {
    /// Ports that there are for certain.
    pub fn size(&self) -> i64 {
        self.ports.least_size()
    }

    /// Ports that may be wanted at once. A set of which nothing is known counts as none.
    pub fn needed(&self) -> i64 {
        self.machines.iter().filter(|m| m.number.is_some()).fold(0, |sum, m| sum.saturating_add(m.at_once))
    }
}

/// Every range whose ports are known: NAT pools first, then NAT rules of pools.
pub fn ranges<'v>(view: &'v View<'v>) -> Vec<Range<'v>> {
    let mut all = Vec::new();
    for pool in view.all::<NatPool>() {
        if let Some(ports) = pool.frontend_ports().filter(|ports| !ports.any) {
            all.push(Range { of: pool.0, frontend: pool.frontend(), ports, machines: joined(&pool.users()) });
        }
    }
    for rule in view.all::<NatRule>() {
        let (Some(pool), Some(ports)) = (rule.pool(), rule.frontend_ports().filter(|ports| !ports.any)) else {
            continue;
        };
        // A single port is no range: another rule speaks of it.
        if ports.ranges.iter().any(|(lo, hi)| lo.span != hi.span) {
            all.push(Range { of: rule.0, frontend: rule.frontend(), ports, machines: joined(&pool.users()) });
        }
    }
    all
}
