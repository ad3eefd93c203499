//! The numbers that rules judge and `lbxc show` prints, counted in one place: who takes how much of what, each with the
//! statement that causes it. Everything is counted at the largest scale that the source allows.
//! Deliberately absent: words. Rules and `show` have their own.

mod limits;
mod machines;
mod nat;
mod nics;
mod snat;
mod subnets;

pub use limits::{Backends, InboundRules, Used, backends, inbound_rules, pool_members, used};
pub use machines::{Joined, joined};
pub use nat::{Range, ranges};
pub use nics::{NicRules, rules_per_nic};
pub use snat::{Budget, GatewayPorts, gateway_ports};
pub use subnets::{Occupancy, Tenant, occupancies};
