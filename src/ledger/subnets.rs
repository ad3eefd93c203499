//! The addresses of each subnet: how many there are, and who takes how many when all machines are there.

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::azure::limits::{OVERPROVISION_PERCENT, RESERVED_ADDRESSES};
use crate::source::Span;
use crate::topology::{Frontend, Machine, NodeId, Num, Source, Subnet, Thing, Upgrade, View, Vmss};

/// Machines that an upgrade with surge adds where its batch is not written (the API's own batch), in percent.
const BATCH_PERCENT: i64 = 20;

/// The IPv4 addresses of a subnet.
#[derive(Clone, Debug)]
pub struct Occupancy<'v> {
    /// The subnet.
    pub subnet: Subnet<'v>,
    /// Addresses of its prefixes, with the place of each.
    pub there: Vec<(i64, Span)>,
    /// Who takes some.
    pub tenants: Vec<Tenant<'v>>,
}

/// A nic or an internal frontend.
#[derive(Clone, Debug)]
pub struct Tenant<'v> {
    /// The scale set, vm, nic or frontend.
    pub who: Thing<'v>,
    /// The statement that brings it here.
    pub span: Span,
    /// Addresses of each machine.
    pub each: i64,
    /// Its machines; 1 of what is no scale set.
    pub machines: Num,
    /// Addresses on top while machines are made or exchanged.
    pub extra: i64,
}

impl Tenant<'_> {
    /// What it takes for certain.
    pub fn sure(&self) -> i64 {
        self.each.saturating_mul(self.machines.lo.max(0))
    }

    /// What it takes at the largest scale.
    pub fn most(&self) -> i64 {
        self.each.saturating_mul(self.machines.hi.max(0))
    }
}

impl Occupancy<'_> {
    /// Addresses that machines and frontends may have.
    pub fn usable(&self) -> i64 {
        self.there.iter().map(|(count, _)| (count - RESERVED_ADDRESSES as i64).max(0)).sum()
    }

    /// What is needed for certain, at the largest scale, and at the peak: while machines are made or exchanged.
    pub fn needs(&self) -> [i64; 3] {
        self.tenants.iter().fold([0; 3], |[sure, most, peak], tenant| {
            [
                sure + tenant.sure(),
                most + tenant.most(),
                peak.saturating_add(tenant.most()).saturating_add(tenant.extra),
            ]
        })
    }
}

/// Every subnet whose prefixes are known and that somebody is in. A scale set of which nothing is known counts as none.
pub fn occupancies<'v>(view: &'v View<'v>) -> Vec<Occupancy<'v>> {
    let mut frontends: BTreeMap<NodeId, Vec<Frontend>> = BTreeMap::new();
    for frontend in view.all::<Frontend>() {
        if let Source::Subnet(subnet) = frontend.source()
            && frontend.version().as_deref() == Some("IPv4")
        {
            frontends.entry(subnet.id).or_default().push(frontend);
        }
    }
    let known = view.all::<Subnet>().filter(|subnet| subnet.all_known());
    known.map(|subnet| occupancy(subnet, frontends.remove(&subnet.id).unwrap_or_default())).collect()
}

fn occupancy<'v>(subnet: Subnet<'v>, frontends: Vec<Frontend<'v>>) -> Occupancy<'v> {
    let there = subnet.prefixes().into_iter().filter_map(|(net, span)| match net {
        IpNet::V4(net) => Some((1i64 << (32 - net.prefix_len()), span)),
        IpNet::V6(_) => None,
    });
    let one =
        |who: Thing<'v>, span: Span, each: i64| Tenant { who, span, each, machines: Num::exact(1, span), extra: 0 };
    let mut tenants: Vec<Tenant> =
        frontends.into_iter().map(|frontend| one(frontend.0, frontend.span_of("source"), 1)).collect();
    for nic in subnet.nics() {
        let each = nic.ip_configs().iter().filter(|config| config.version().as_deref() == Some("IPv4")).count() as i64;
        let span = nic.span_of("subnet");
        match nic.machine() {
            Some(Machine::Vmss(set)) => {
                let Some(machines) = set.most_instances() else { continue };
                let extra = each.saturating_mul(on_top(set, machines.hi.max(0)));
                tenants.push(Tenant { who: set.0, span, each, machines, extra });
            }
            Some(Machine::Vm(vm)) => tenants.push(one(vm.0, span, each)),
            None => tenants.push(one(nic.0, span, each)),
        }
    }
    Occupancy { subnet, there: there.collect(), tenants }
}

/// Machines on top while there are too many for a moment.
fn on_top(set: Vmss, count: i64) -> i64 {
    let percent = if set.overprovision() == Some(true) {
        OVERPROVISION_PERCENT as i64
    } else if set.surges() {
        set.parts::<Upgrade>().find_map(|upgrade| upgrade.num("max_batch")).map_or(BATCH_PERCENT, |share| share.hi)
    } else {
        return 0;
    };
    count.saturating_mul(percent).saturating_add(99) / 100
}
