//! Networks, NSGs, routes, addresses, NAT gateways.

use ipnet::IpNet;

use super::things;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Known, Text, V};

things! {
    /// A virtual network.
    Vnet = Vnet;
    /// A subnet, in its vnet or alone.
    Subnet = Subnet;
    /// A peering.
    Peering = Peering;
    /// A network security group.
    Nsg = Nsg;
    /// A rule of one.
    NsgRule = NsgRule;
    /// An application security group.
    Asg = Asg;
    /// A route table.
    RouteTable = RouteTable;
    /// A route.
    Route = Route;
    /// A public IP address.
    PublicIp = PublicIp;
    /// A public IP prefix.
    PublicIpPrefix = PublicIpPrefix;
    /// A NAT gateway.
    NatGateway = NatGateway;
}

impl<'v> Vnet<'v> {
    /// Its address space as far as it is known, with the place of each prefix.
    pub fn prefixes(self) -> Vec<(IpNet, Span)> {
        prefixes(self.0)
    }

    /// Whether all of its address space is known.
    pub fn all_known(self) -> bool {
        all_known(self.0)
    }

    /// Its subnets, those that stand at top level included.
    pub fn subnets(self) -> Vec<Subnet<'v>> {
        let alone = self.view.users.subnets_of(self.id).iter().map(|id| Subnet(self.view.thing(*id)));
        self.parts::<Subnet>().chain(alone).collect()
    }

    /// Its peerings.
    pub fn peerings(self) -> impl Iterator<Item = Peering<'v>> {
        self.parts()
    }
}

impl<'v> Subnet<'v> {
    /// Its vnet.
    pub fn vnet(self) -> Option<Vnet<'v>> {
        match self.parent() {
            Some(parent) if parent.kind() == Kind::Vnet => Some(Vnet(parent)),
            _ => self.one_of::<Vnet>("vnet").is(),
        }
    }

    /// Its prefixes as far as they are known.
    pub fn prefixes(self) -> Vec<(IpNet, Span)> {
        prefixes(self.0)
    }

    /// Whether all of its prefixes are known.
    pub fn all_known(self) -> bool {
        all_known(self.0)
    }

    /// Its NSG.
    pub fn nsg(self) -> Known<Nsg<'v>> {
        self.one_of("nsg")
    }

    /// Its route table.
    pub fn route_table(self) -> Known<RouteTable<'v>> {
        self.one_of("route_table")
    }

    /// Its NAT gateway.
    pub fn nat_gateway(self) -> Known<NatGateway<'v>> {
        self.one_of("nat_gateway")
    }
}

fn prefixes(thing: crate::topology::Thing<'_>) -> Vec<(IpNet, Span)> {
    let value = thing.get("prefixes");
    value.items().iter().filter_map(|i| if let V::Cidr(net) = i.v { Some((net, i.span)) } else { None }).collect()
}

fn all_known(thing: crate::topology::Thing<'_>) -> bool {
    let value = thing.get("prefixes");
    !value.items().is_empty() && value.items().iter().all(|i| matches!(i.v, V::Cidr(_)))
}

impl<'v> Nsg<'v> {
    /// Its rules in source order.
    pub fn rules(self) -> impl Iterator<Item = NsgRule<'v>> {
        self.parts()
    }
}

impl<'v> NsgRule<'v> {
    /// Its NSG.
    pub fn nsg(self) -> Option<Nsg<'v>> {
        self.parent().map(Nsg)
    }

    /// `allow`, not `deny`.
    pub fn allows(self) -> bool {
        self.text("access").as_deref() == Some("allow")
    }

    /// `outbound` was written.
    pub fn outbound(self) -> bool {
        self.text("direction").as_deref() == Some("outbound")
    }
}

impl<'v> PublicIp<'v> {
    /// `IPv4` or `IPv6`.
    pub fn version(self) -> Option<Text> {
        self.text("version")
    }

    /// `Standard`, `StandardV2`, `Basic`.
    pub fn sku(self) -> Option<Text> {
        self.text("sku")
    }
}

impl<'v> PublicIpPrefix<'v> {
    /// How many addresses it holds.
    pub fn addresses(self) -> Option<i64> {
        let length = self.num("length")?.single()?;
        let bits = if self.text("version").as_deref() == Some("IPv6") { 128 } else { 32 };
        (0..=16).contains(&(bits - length)).then(|| 1 << (bits - length))
    }
}

impl<'v> NatGateway<'v> {
    /// The subnets that use it.
    pub fn subnets(self) -> Vec<Subnet<'v>> {
        self.view.users.subnets_behind(self.id).iter().map(|id| Subnet(self.view.thing(*id))).collect()
    }
}
