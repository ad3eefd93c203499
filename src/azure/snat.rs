//! How Azure hands out the ports behind one public address.

/// Ports of one address that outbound rules share (LB-160).
pub const PORTS_PER_ADDRESS: u64 = 64_000;
/// The most ports one outbound rule gives to a machine (LB-159).
pub const PORTS_PER_RULE: u64 = 64_000;
/// Ports are given out in blocks of this many, and an inbound port takes the block it is in (LB-158, LB-162).
pub const BLOCK: u64 = 8;
/// The most ports a machine gets without a number, over all addresses (LB-163).
pub const DEFAULT_MOST: u64 = 1024;

/// Without a number: the largest pool, and the ports each of its machines gets for every address (LB-163, LB-164).
pub const DEFAULT_TABLE: [(u64, u64); 6] = [(50, 1024), (100, 512), (200, 256), (400, 128), (800, 64), (1000, 32)];

/// The ports per address and machine of Azure's table; nothing is documented for pools of more than 1000.
pub fn default_ports(machines: u64) -> Option<u64> {
    DEFAULT_TABLE.iter().find(|(most, _)| machines <= *most).map(|(_, ports)| *ports)
}

/// What a machine gets over all addresses of its frontends where no number is given.
pub fn default_allocation(machines: u64, addresses: u64) -> Option<u64> {
    default_ports(machines).map(|ports| (ports * addresses).min(DEFAULT_MOST))
}
