//! Who uses what: the references read backwards, once per view, so that no rule compares all pairs.

use std::collections::HashMap;

use super::{IpConfig, Lb, NatPool, NatRule, Nic, Pool, Subnet};
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{NodeId, View};

/// The reverse references of a view.
#[derive(Debug, Default)]
pub(in crate::topology) struct Users {
    /// Per pool, NAT pool and NAT rule: nic, the thing whose rows name it, and the place.
    members: HashMap<NodeId, Vec<(NodeId, NodeId, Span)>>,
    outbounds: HashMap<NodeId, Vec<NodeId>>,
    subnets: HashMap<NodeId, Vec<NodeId>>,
    behind: HashMap<NodeId, Vec<NodeId>>,
    nics: HashMap<NodeId, Vec<NodeId>>,
}

impl Users {
    pub(in crate::topology) fn of(view: &View) -> Users {
        let mut users = Users::default();
        for nic in view.all::<Nic>() {
            if let Some(subnet) = nic.subnet().is() {
                users.nics.entry(subnet.id).or_default().push(nic.id);
            }
            for config in nic.ip_configs() {
                for property in ["pools", "nat_pools", "nat_rules"] {
                    if config.rows.slot(property).is_none() {
                        continue;
                    }
                    for (thing, span) in config.rows.things(property) {
                        users.members.entry(thing.id).or_default().push((nic.id, config.rows.id, span));
                    }
                }
            }
        }
        for lb in view.all::<Lb>() {
            users.outbounds.insert(lb.id, lb.outbounds().map(|o| o.id).collect());
        }
        for subnet in view.all::<Subnet>() {
            if subnet.node().parent.is_none()
                && let Some(vnet) = subnet.vnet()
            {
                users.subnets.entry(vnet.id).or_default().push(subnet.id);
            }
            if let Some(gateway) = subnet.nat_gateway().is() {
                users.behind.entry(gateway.id).or_default().push(subnet.id);
            }
        }
        users
    }

    pub(in crate::topology) fn outbounds_of(&self, lb: NodeId) -> &[NodeId] {
        self.outbounds.get(&lb).map_or(&[], Vec::as_slice)
    }

    pub(in crate::topology) fn subnets_of(&self, vnet: NodeId) -> &[NodeId] {
        self.subnets.get(&vnet).map_or(&[], Vec::as_slice)
    }

    pub(in crate::topology) fn subnets_behind(&self, gateway: NodeId) -> &[NodeId] {
        self.behind.get(&gateway).map_or(&[], Vec::as_slice)
    }

    fn configs<'v>(&self, view: &'v View<'v>, id: NodeId) -> Vec<(IpConfig<'v>, Span)> {
        let members = self.members.get(&id).map_or(&[][..], Vec::as_slice);
        members
            .iter()
            .map(|(nic, rows, span)| (IpConfig { nic: Nic(view.thing(*nic)), rows: view.thing(*rows) }, *span))
            .collect()
    }
}

macro_rules! used_by_nics {
    ($($name:ident)*) => {$(
        impl<'v> $name<'v> {
            /// The ip configurations that name it, with the place where each does, in source order.
            pub fn users(self) -> Vec<(IpConfig<'v>, Span)> {
                self.view.users.configs(self.view, self.id)
            }
        }
    )*};
}

used_by_nics! { Pool NatPool NatRule }

impl<'v> Subnet<'v> {
    /// The NICs in it.
    pub fn nics(self) -> Vec<Nic<'v>> {
        debug_assert_eq!(self.kind(), Kind::Subnet);
        let nics = self.view.users.nics.get(&self.id).map_or(&[][..], Vec::as_slice);
        nics.iter().map(|id| Nic(self.view.thing(*id))).collect()
    }
}
