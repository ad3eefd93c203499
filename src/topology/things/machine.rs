//! Scale sets, virtual machines, and their NICs.

use super::{Given, NatPool, NatRule, Nsg, Pool, Probe, PublicIp, Subnet, things};
use crate::azure::images::{self, Os};
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Known, Late, Num, Text, Thing, V, Value};

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
    /// `repairs`
    Repairs = Repairs;
    /// `windows`
    Windows = Windows;
    /// `linux`
    Linux = Linux;
    /// `certificate`
    Certificate = Certificate;
    /// A proximity placement group.
    ProximityGroup = ProximityGroup;
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

    /// The number of instances while nothing scales.
    pub fn instances(self) -> Option<Num> {
        match self.slot("instances") {
            Some(_) => self.num("instances"),
            None => self.autoscale().and_then(Autoscale::least),
        }
    }

    /// Everything that tells the health of its machines.
    pub fn health_sources(self) -> Vec<HealthSource<'v>> {
        let blocks = self.parts::<Health>().map(HealthSource::Block);
        let extensions = self.parts::<Extension>().filter(|e| e.is_application_health());
        blocks.chain(extensions.map(HealthSource::Extension)).collect()
    }

    /// Whether Azure may start more machines than asked for, to keep the fastest.
    pub fn overprovision(self) -> Option<bool> {
        match self.mode()? {
            Mode::Flexible => Some(false),
            Mode::Uniform if self.slot("overprovision").is_none() && !self.existing() => Some(false),
            Mode::Uniform => self.flag("overprovision"),
        }
    }

    /// The most machines that exist at once, those that Azure adds for a while included: surplus ones while it
    /// overprovisions, new ones beside old ones while it upgrades with surge. `None` where that is not known.
    pub fn most_at_once(self) -> Option<i64> {
        let most = self.most_instances()?.hi;
        let doubled = if self.overprovision() == Some(true) { most.saturating_mul(2) } else { most };
        let surge = match self.upgrade().filter(|_| self.surges()).and_then(|u| u.num("max_batch")) {
            Some(share) => most.saturating_mul(share.hi.clamp(0, 100)).saturating_add(99) / 100,
            None => 0,
        };
        Some(doubled.max(most.saturating_add(surge)))
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

/// What is known of an image.
#[derive(Clone, Debug)]
pub enum ImageFacts {
    /// One with a word of its own.
    Alias(&'static images::Image),
    /// `publisher:offer:sku:version`; a part that only a deployment knows is `None`.
    Urn([Option<Text>; 4]),
    /// A resource id.
    Id(Text),
    /// Nothing is known.
    Unknown,
}

impl ImageFacts {
    /// Its system, where the list or its publisher tells.
    pub fn os(&self) -> Option<Os> {
        match self {
            ImageFacts::Alias(image) => Some(image.os),
            ImageFacts::Urn([Some(publisher), ..]) => images::publisher_os(publisher),
            _ => None,
        }
    }

    /// Whether it comes from the marketplace or the platform, and so needs a user to be made.
    pub fn is_platform(&self) -> bool {
        matches!(self, ImageFacts::Alias(_) | ImageFacts::Urn(_))
    }

    /// The version, where it is known.
    pub fn version(&self) -> Option<Text> {
        match self {
            ImageFacts::Alias(image) => Some(image.version.into()),
            ImageFacts::Urn([.., version]) => version.clone(),
            _ => None,
        }
    }
}

fn image_facts(value: &Value) -> ImageFacts {
    match &value.v {
        V::Word(word) => images::find(word).map_or(ImageFacts::Unknown, ImageFacts::Alias),
        V::Str(text) if text.starts_with('/') => ImageFacts::Id(text.clone()),
        V::Str(text) => match images::find(text) {
            Some(image) => ImageFacts::Alias(image),
            None => urn(&[Some(text.clone())]),
        },
        V::Late(late) => match &**late {
            Late::Join(parts) => {
                let parts: Vec<Option<Text>> = parts.iter().map(|p| p.as_str().map(Text::from)).collect();
                urn(&parts)
            }
            _ => ImageFacts::Unknown,
        },
        _ => ImageFacts::Unknown,
    }
}

/// Splits a URN at its colons, which stand in the known pieces.
fn urn(pieces: &[Option<Text>]) -> ImageFacts {
    let mut parts: Vec<Option<String>> = vec![Some(String::new())];
    for piece in pieces {
        let Some(text) = piece else {
            if let Some(last) = parts.last_mut() {
                *last = None;
            }
            continue;
        };
        for (at, part) in text.split(':').enumerate() {
            if at > 0 {
                parts.push(Some(String::new()));
            }
            if let Some(Some(last)) = parts.last_mut() {
                last.push_str(part);
            }
        }
    }
    match <[Option<String>; 4]>::try_from(parts) {
        Ok(parts) => ImageFacts::Urn(parts.map(|p| p.map(Text::from))),
        Err(_) => ImageFacts::Unknown,
    }
}

/// Where a scale set hears of its machines' health.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HealthSource<'v> {
    /// `health`
    Block(Health<'v>),
    /// An application health extension, written out.
    Extension(Extension<'v>),
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

    /// As a scale set.
    pub fn vmss(self) -> Option<Vmss<'v>> {
        match self {
            Machine::Vmss(m) => Some(m),
            Machine::Vm(_) => None,
        }
    }

    /// Its orchestration, where it is a scale set and says so.
    pub fn mode(self) -> Option<Mode> {
        self.vmss().and_then(Vmss::mode)
    }

    /// Its system, as far as it is said or follows (reference, `machine`).
    pub fn os(self) -> Option<Os> {
        let thing = self.thing();
        match thing.text("os").as_deref() {
            Some("Linux") => return Some(Os::Linux),
            Some("Windows") => return Some(Os::Windows),
            _ => {}
        }
        if let Some(os) = self.image().os() {
            return Some(os);
        }
        let ssh = thing.parts::<Admin>().any(|a| a.given("ssh") == Given::Yes);
        if ssh || thing.child(Kind::Linux).is_some() {
            return Some(Os::Linux);
        }
        thing.child(Kind::Windows).is_some().then_some(Os::Windows)
    }

    /// What is known of its image.
    pub fn image(self) -> ImageFacts {
        image_facts(&self.thing().get("image"))
    }

    /// An empty Flexible set, into which machines are put one by one.
    pub fn is_empty_set(self) -> bool {
        self.mode() == Some(Mode::Flexible) && self.thing().slot("image").is_none()
    }

    /// Its NICs.
    pub fn nics(self) -> Vec<Nic<'v>> {
        self.thing().parts().collect()
    }

    /// The nic that counts as the first: the one that says `primary: true`, else the first.
    pub fn primary_nic(self) -> Option<Nic<'v>> {
        let nics = self.nics();
        nics.iter().copied().find(|n| n.flag("primary") == Some(true)).or_else(|| nics.first().copied())
    }

    /// The sizes it may have, with the place of each; late ones are left out.
    pub fn sizes(self) -> Vec<(Text, Span)> {
        let value = self.thing().get("size");
        value.items().iter().filter_map(|v| v.as_str().map(|s| (s.into(), v.span))).collect()
    }
}

impl super::super::View<'_> {
    /// Every scale set that is made here and whose health is a probe, with both. What an existing load balancer does not
    /// state may still be there, so its probes are left out.
    pub fn probed(&self) -> impl Iterator<Item = (Vmss<'_>, Health<'_>, Probe<'_>)> {
        let made = self.all::<Vmss>().filter(|vmss| !vmss.existing());
        made.filter_map(|vmss| {
            let health = vmss.health()?;
            let probe = health.probe().filter(|probe| !probe.lb().existing())?;
            Some((vmss, health, probe))
        })
    }

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

    /// Whether it is its nic's first address: the one that says so, else the first.
    pub fn primary(self) -> bool {
        if self.rows.id == self.nic.id {
            return true;
        }
        let ips: Vec<Ip> = self.nic.parts().collect();
        match ips.iter().find(|ip| ip.flag("primary") == Some(true)) {
            Some(chosen) => chosen.id == self.rows.id,
            None => ips.first().is_some_and(|first| first.id == self.rows.id),
        }
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

impl Nic<'_> {
    /// Whether it is its machine's first nic, which Azure calls primary.
    pub fn is_primary(self) -> bool {
        self.machine().is_none_or(|m| m.primary_nic().is_some_and(|n| n.id == self.id))
    }
}

impl<'v> Nic<'v> {
    /// The ip configuration that counts as the first: the one that says `primary: true`, else the first.
    pub fn primary_config(self) -> Option<IpConfig<'v>> {
        let configs = self.ip_configs();
        let said = configs.iter().copied().find(|c| c.rows.id != self.id && c.rows.flag("primary") == Some(true));
        said.or_else(|| configs.first().copied())
    }
}

impl Extension<'_> {
    /// Publisher, type and version, where all three are written.
    pub fn parts_of_type(self) -> Option<(Text, Text, Text)> {
        let text = self.text("type")?;
        let (publisher, rest) = text.split_once('/')?;
        let (kind, version) = rest.split_once('@')?;
        Some((publisher.into(), kind.into(), version.into()))
    }

    /// Whether it is the application health extension.
    pub fn is_application_health(self) -> bool {
        self.parts_of_type().is_some_and(|(_, kind, _)| kind.to_ascii_lowercase().starts_with("applicationhealth"))
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
