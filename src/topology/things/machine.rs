//! Scale sets, virtual machines, and their NICs.

use super::{NatPool, NatRule, Nsg, Pool, Probe, PublicIp, Subnet, things};
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Known, Num, Text, Thing};

things! {
    /// A scale set.
    Vmss = Vmss;
    /// A virtual machine.
    Vm = Vm;
    /// A network interface, of a machine or alone.
    Nic = Nic;
    /// An `ip` block in a nic.
    Ip = Ip;
    /// A public address for every instance.
    InstancePublicIp = InstancePublicIp;
    /// `health`
    Health = Health;
    /// `upgrade`
    Upgrade = Upgrade;
    /// `autoscale`
    Autoscale = Autoscale;
    /// `profile`
    Profile = Profile;
    /// `out`, `in`
    ScaleRule = ScaleRule;
    /// `extension`
    Extension = Extension;
    /// `data_disk`
    DataDisk = DataDisk;
    /// `os_disk`
    OsDisk = OsDisk;
    /// `admin`
    Admin = Admin;
    /// `spot`
    Spot = Spot;
    /// An availability set.
    AvailabilitySet = AvailabilitySet;
}

/// How a scale set is orchestrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Instances of one model.
    Uniform,
    /// Virtual machines.
    Flexible,
}

impl<'v> Vmss<'v> {
    /// Uniform or Flexible; `None` of an existing one that does not say.
    pub fn mode(self) -> Option<Mode> {
        match self.text("mode").as_deref() {
            Some("Uniform") => Some(Mode::Uniform),
            Some("Flexible") => Some(Mode::Flexible),
            _ => None,
        }
    }

    /// Its NICs.
    pub fn nics(self) -> impl Iterator<Item = Nic<'v>> {
        self.parts()
    }

    /// Its autoscale setting.
    pub fn autoscale(self) -> Option<Autoscale<'v>> {
        self.parts().next()
    }

    /// Its `health` block.
    pub fn health(self) -> Option<Health<'v>> {
        self.parts().next()
    }

    /// Its `upgrade` block.
    pub fn upgrade(self) -> Option<Upgrade<'v>> {
        self.parts().next()
    }

    /// The largest number of instances: the most of `instances` and every profile of its autoscale. `None` where
    /// one of them is unknown.
    pub fn most_instances(self) -> Option<Num> {
        let mut most: Option<Num> = None;
        let mut take = |num: Num| {
            most = Some(match most.take() {
                Some(m) => m.max(num),
                None => num,
            });
        };
        if self.slot("instances").is_some() {
            take(self.num("instances")?);
        }
        if let Some(autoscale) = self.autoscale() {
            take(autoscale.most()?);
            for profile in autoscale.profiles() {
                take(profile.most()?);
            }
        }
        most
    }

    /// Whether Azure may start more machines than asked for, to keep the fastest.
    pub fn overprovision(self) -> Option<bool> {
        match self.mode()? {
            Mode::Flexible => Some(false),
            Mode::Uniform if self.slot("overprovision").is_none() && !self.existing() => Some(false),
            Mode::Uniform => self.flag("overprovision"),
        }
    }

    /// Whether machines are replaced by new ones before old ones go.
    pub fn surges(self) -> bool {
        self.upgrade().and_then(|u| u.flag("max_surge")).unwrap_or(false)
    }
}

impl<'v> Autoscale<'v> {
    /// The scale set.
    pub fn vmss(self) -> Option<Vmss<'v>> {
        self.parent().map(Vmss)
    }

    /// Its profiles beside the base.
    pub fn profiles(self) -> impl Iterator<Item = Profile<'v>> {
        self.parts()
    }

    /// The scale rules of the base profile.
    pub fn rules(self) -> impl Iterator<Item = ScaleRule<'v>> {
        self.parts()
    }

    /// The upper end of the base profile.
    pub fn most(self) -> Option<Num> {
        ends(self.0).map(|e| e.1)
    }

    /// The lower end of the base profile.
    pub fn least(self) -> Option<Num> {
        ends(self.0).map(|e| e.0)
    }
}

impl<'v> Profile<'v> {
    /// Its upper end.
    pub fn most(self) -> Option<Num> {
        ends(self.0).map(|e| e.1)
    }

    /// Its lower end.
    pub fn least(self) -> Option<Num> {
        ends(self.0).map(|e| e.0)
    }

    /// Its own scale rules.
    pub fn rules(self) -> impl Iterator<Item = ScaleRule<'v>> {
        self.parts()
    }
}

fn ends(thing: Thing<'_>) -> Option<(Num, Num)> {
    match &thing.get("range").v {
        crate::topology::V::Range(ends) => Some((thing.view.num(&ends.0)?, thing.view.num(&ends.1)?)),
        _ => None,
    }
}

impl<'v> Vm<'v> {
    /// Its NICs.
    pub fn nics(self) -> impl Iterator<Item = Nic<'v>> {
        self.parts()
    }

    /// The scale set it joins.
    pub fn vmss(self) -> Known<Vmss<'v>> {
        self.one_of("vmss")
    }

    /// Its availability set.
    pub fn availability_set(self) -> Known<AvailabilitySet<'v>> {
        self.one_of("availability_set")
    }
}

/// A scale set or a virtual machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine<'v> {
    /// A scale set.
    Vmss(Vmss<'v>),
    /// A virtual machine.
    Vm(Vm<'v>),
}

impl<'v> Machine<'v> {
    /// As a thing.
    pub fn thing(self) -> Thing<'v> {
        match self {
            Machine::Vmss(m) => m.0,
            Machine::Vm(m) => m.0,
        }
    }
}

impl super::super::View<'_> {
    /// Every scale set and virtual machine, in source order.
    pub fn machines(&self) -> Vec<Machine<'_>> {
        let mut all: Vec<Machine> = self.all().map(Machine::Vmss).chain(self.all().map(Machine::Vm)).collect();
        all.sort_by_key(|m| m.thing().id);
        all
    }
}

impl<'v> Nic<'v> {
    /// Whose it is; `None` where it stands alone.
    pub fn machine(self) -> Option<Machine<'v>> {
        let parent = self.parent()?;
        Some(if parent.kind() == Kind::Vmss { Machine::Vmss(Vmss(parent)) } else { Machine::Vm(Vm(parent)) })
    }

    /// Its subnet.
    pub fn subnet(self) -> Known<Subnet<'v>> {
        self.one_of("subnet")
    }

    /// Its NSG.
    pub fn nsg(self) -> Known<Nsg<'v>> {
        self.one_of("nsg")
    }

    /// Its ip configurations: the `ip` blocks, or itself.
    pub fn ip_configs(self) -> Vec<IpConfig<'v>> {
        let own: Vec<IpConfig> = self.parts::<Ip>().map(|ip| IpConfig { nic: self, rows: ip.0 }).collect();
        if own.is_empty() { vec![IpConfig { nic: self, rows: self.0 }] } else { own }
    }
}

/// An ip configuration of a NIC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpConfig<'v> {
    /// The NIC.
    pub nic: Nic<'v>,
    /// Where its rows stand: an `ip` block, or the nic.
    pub rows: Thing<'v>,
}

impl<'v> IpConfig<'v> {
    /// Its pools, with the place of each.
    pub fn pools(self) -> Vec<(Pool<'v>, Span)> {
        self.rows.named("pools")
    }

    /// Its NAT pools.
    pub fn nat_pools(self) -> Vec<(NatPool<'v>, Span)> {
        self.rows.named("nat_pools")
    }

    /// Its NAT rules.
    pub fn nat_rules(self) -> Vec<(NatRule<'v>, Span)> {
        self.rows.named("nat_rules")
    }

    /// `IPv4` or `IPv6`.
    pub fn version(self) -> Option<Text> {
        self.rows.text("version")
    }

    /// The public address of a vm's configuration.
    pub fn public_ip(self) -> Known<PublicIp<'v>> {
        self.rows.one_of("public_ip")
    }

    /// The public address that every instance gets.
    pub fn instance_public_ip(self) -> Option<InstancePublicIp<'v>> {
        self.rows.parts().next()
    }
}

impl<'v> Health<'v> {
    /// The load balancer's probe that tells.
    pub fn probe(self) -> Option<Probe<'v>> {
        self.one_of::<Probe>("probe").is()
    }

    /// Whether it is a load balancer's probe, not the extension.
    pub fn by_probe(self) -> bool {
        self.slot("probe").is_some()
    }
}
