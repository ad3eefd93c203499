//! Facts about the platform, with where they come from. No logic beyond look-ups: what a fact means for a program is a
//! rule's business. Ids such as `LB-038` or `VM-018` name the entry of the rule catalogue behind `docs/rules/` that a
//! number was taken from.

pub mod delegations;
pub mod images;
pub mod limits;
pub mod names;
pub mod regions;
pub mod reserved;
pub mod sizes;
pub mod snat;
pub mod stated;
pub mod tags;
pub mod time_zones;
pub mod types;
pub mod versions;
