//! The rows, one file per family of kinds.
//! Deliberately absent: anything that looks at a program. A number here is the widest that Azure may take; where
//! only part of a range is sure, the rest is a rule's business.

mod addresses;
mod autoscale;
mod common;
mod files;
mod load_balancer;
mod machine;
mod network;
mod nic;
mod scale_set;

use std::sync::OnceLock;

use super::{Kind, KindRow, Prop};

pub use common::{COMMON_CHILD, COMMON_RESOURCE, EXISTING};
pub use machine::MACHINE;
pub use nic::IP_ROWS;

/// Every kind, in the order of the reference, which is `Kind`'s own.
pub static ALL: &[&KindRow] = &[
    &files::DEPLOY,
    &network::VNET,
    &network::SUBNET,
    &network::PEERING,
    &network::NSG,
    &network::NSG_RULE,
    &network::ASG,
    &network::ROUTE_TABLE,
    &network::ROUTE,
    &addresses::PUBLIC_IP,
    &addresses::PUBLIC_IP_PREFIX,
    &addresses::NAT_GATEWAY,
    &load_balancer::LB,
    &load_balancer::FRONTEND,
    &load_balancer::POOL,
    &load_balancer::MEMBER,
    &load_balancer::TUNNEL,
    &load_balancer::PROBE,
    &load_balancer::RULE,
    &load_balancer::NAT_RULE,
    &load_balancer::NAT_POOL,
    &load_balancer::OUTBOUND,
    &scale_set::VMSS,
    &machine::VM,
    &machine::ADMIN,
    &nic::NIC,
    &nic::IP,
    &nic::INSTANCE_PUBLIC_IP,
    &machine::OS_DISK,
    &machine::DATA_DISK,
    &machine::EXTENSION,
    &machine::CERTIFICATE,
    &machine::SPOT,
    &machine::WINDOWS,
    &machine::LINUX,
    &scale_set::HEALTH,
    &scale_set::UPGRADE,
    &scale_set::REPAIRS,
    &scale_set::SCALE_IN,
    &autoscale::AUTOSCALE,
    &autoscale::PROFILE,
    &autoscale::SCALE_RULE,
    &autoscale::NOTIFY,
    &files::AVAILABILITY_SET,
    &files::PROXIMITY_GROUP,
    &files::VERBATIM,
];

/// The row of a kind.
pub fn row(kind: Kind) -> &'static KindRow {
    ALL[kind as usize]
}

/// The row of a property: a look-up, since every rule asks for every thing's; sorted by name when a kind is first met.
pub(super) fn prop(kind: Kind, name: &str) -> Option<&'static Prop> {
    static SORTED: [OnceLock<Vec<&'static Prop>>; ALL.len()] = [const { OnceLock::new() }; ALL.len()];
    let rows = SORTED[kind as usize].get_or_init(|| {
        let mut rows: Vec<_> = row(kind).props().collect();
        rows.sort_by_key(|prop| prop.name);
        rows
    });
    rows.binary_search_by_key(&name, |prop| prop.name).ok().map(|at| rows[at])
}

/// The kind that a word begins: `allow` and `deny` begin a rule of an NSG, `out` and `in` a scale rule.
pub fn by_word(word: &str) -> Option<Kind> {
    match word {
        "allow" | "deny" => Some(Kind::NsgRule),
        "out" | "in" => Some(Kind::ScaleRule),
        _ => ALL
            .iter()
            .find(|row| row.word == word && !matches!(row.kind, Kind::NsgRule | Kind::ScaleRule))
            .map(|row| row.kind),
    }
}
