//! Numbers that Azure refuses to go beyond.
//! Deliberately absent: bounds of single properties, which the rows of `schema` hold.

// ---- load balancers

/// Frontends of one load balancer (LB-038).
pub const FRONTENDS: usize = 600;
/// Frontends of one Basic load balancer (LB-038).
pub const FRONTENDS_BASIC: usize = 200;
/// Rules and inbound NAT rules of one load balancer together (LB-105).
pub const LB_RULES: usize = 1500;
/// The same of a Basic one (LB-105).
pub const LB_RULES_BASIC: usize = 250;
/// Rules of all sorts on one NIC (LB-044).
pub const RULES_PER_NIC: usize = 300;
/// Outbound rules of one load balancer (LB-169).
pub const OUTBOUND_RULES: usize = 600;
/// Machines in one pool (LB-042).
pub const POOL_MEMBERS: u64 = 5000;
/// Ip configurations in one pool of a Basic load balancer (LB-042).
pub const POOL_MEMBERS_BASIC: u64 = 300;
/// Regional frontends in the pool of a Global load balancer (LB-042).
pub const POOL_MEMBERS_GLOBAL: u64 = 300;
/// Members of pools on one frontend, summed over its rules (LB-045).
pub const BACKENDS_PER_FRONTEND: u64 = 10_000;
/// Members of pools over all frontends, summed over the rules (LB-045).
pub const BACKENDS_PER_LB: u64 = 500_000;
/// Availability sets in one pool; a machine without one counts as one (LB-043).
pub const AVAILABILITY_SETS_PER_POOL: usize = 150;
/// Pools that a rule of a Gateway load balancer may name (LB-095).
pub const POOLS_PER_GATEWAY_RULE: usize = 2;
/// Tunnels of one pool (LB-219).
pub const TUNNELS_PER_POOL: usize = 2;
/// Frontends and ip configurations that one Gateway load balancer sees (LB-221).
pub const CHAINED_PER_GATEWAY: usize = 100;
/// The highest port a frontend takes (LB-089, LB-126).
pub const FRONTEND_PORT_MAX: u16 = 65_534;
/// The highest port of a machine (LB-089, LB-126).
pub const BACKEND_PORT_MAX: u16 = 65_535;
/// The idle timeout, in minutes, beyond which sources disagree whether a rule takes it (LB-097, LB-127).
pub const IDLE_SURE_MAX: u64 = 30;
/// The longest idle timeout of a rule, in minutes (LB-097).
pub const IDLE_MAX: u64 = 100;
/// The longest idle timeout of an outbound rule, in minutes (LB-168).
pub const OUTBOUND_IDLE_MAX: u64 = 120;
/// The shortest time between two probes, in seconds (LB-068).
pub const PROBE_INTERVAL_MIN: u64 = 5;
/// How long an HTTP probe waits for its answer, in seconds (catalogue of load balancers, numeric limits).
pub const PROBE_HTTP_TIMEOUT: u64 = 30;
/// The day on which NAT pools and single NAT rules retire (LB-123).
pub const NAT_V1_RETIRES: &str = "2027-09-30";
/// The day on which Basic load balancers and addresses retired (LB-005, IP-003).
pub const BASIC_RETIRED: &str = "2025-09-30";

// ---- scale sets

/// Instances of a scale set over several placement groups (VM-018, VM-019).
pub const INSTANCES: u64 = 1000;
/// Instances of one placement group (VM-018).
pub const INSTANCES_SINGLE_GROUP: u64 = 100;
/// Instances of a Uniform set from a managed image that is not in a gallery (VM-018).
pub const INSTANCES_MANAGED_IMAGE: u64 = 600;
/// Instances of a Flexible set with fixed spreading and a size without memory-preserving updates (VM-019).
pub const INSTANCES_FIXED_SPREADING: u64 = 200;
/// VM sizes of one mix (VM-113).
pub const SIZES_PER_MIX: usize = 5;
/// Families that a mix takes (VM-113).
pub const MIX_FAMILIES: [&str; 5] = ["A", "B", "D", "E", "F"];
/// Fault domains of a Uniform set in zones (VM-022).
pub const FAULT_DOMAINS_UNIFORM_ZONAL: [i64; 2] = [1, 5];
/// Fault domains of a Uniform set without zones (VM-022).
pub const FAULT_DOMAINS_UNIFORM_REGIONAL: [i64; 5] = [1, 2, 3, 4, 5];
/// Fault domains of a Flexible set in zones (VM-022).
pub const FAULT_DOMAINS_FLEXIBLE_ZONAL: [i64; 1] = [1];
/// Fault domains of a Flexible set without zones (VM-022).
pub const FAULT_DOMAINS_FLEXIBLE_REGIONAL: [i64; 3] = [1, 2, 3];
/// How many instances in a hundred come on top while a set is overprovisioned, at most (NET-009).
pub const OVERPROVISION_PERCENT: u64 = 20;
/// Ports that a NAT pool should have for every instance of an overprovisioned set (VM-034).
pub const OVERPROVISION_NAT_FACTOR: u64 = 2;
/// Bytes of custom data before base64 (VM-095).
pub const CUSTOM_DATA_BYTES: usize = 65_535;
/// The longest computer name prefix of a Windows scale set: 15 less the six characters Azure adds (VM-088).
pub const WINDOWS_PREFIX_MAX: usize = 9;
/// The longest computer name prefix of a Linux scale set (VM-088).
pub const LINUX_PREFIX_MAX: usize = 58;
/// The longest name of a Windows machine (VM-003, VM-088).
pub const WINDOWS_NAME_MAX: usize = 15;
/// The longest name of a Linux machine (VM-088).
pub const LINUX_NAME_MAX: usize = 64;
/// The API version of the network that a Flexible set names in its body (VM-012).
pub const NETWORK_API_VERSION: &str = "2020-11-01";
/// The one that knows `auxiliaryMode` (VM-012).
pub const NETWORK_API_VERSION_AUXILIARY: &str = "2022-11-01";

// ---- networks

/// Addresses of a subnet that Azure keeps: the first four and the last (NET-008).
pub const RESERVED_ADDRESSES: u64 = 5;
/// The longest IPv4 prefix of a subnet (NET-007).
pub const SUBNET_V4_LONGEST: u8 = 29;
/// The shortest IPv4 prefix of a subnet (NET-007).
pub const SUBNET_V4_SHORTEST: u8 = 2;
/// The one IPv6 prefix length of a subnet (NET-007).
pub const SUBNET_V6: u8 = 64;
/// Addresses in use in one network (NET-010).
pub const ADDRESSES_PER_VNET: u64 = 65_536;
/// Addresses of one NIC (NET-010).
pub const ADDRESSES_PER_NIC: usize = 256;
/// Subnets of one network (NET-010).
pub const SUBNETS: usize = 3000;
/// DNS servers of one network (NET-010, NET-026).
pub const DNS_SERVERS: usize = 20;
/// Peerings of one network (NET-010).
pub const PEERINGS: usize = 500;
/// Networks that no address space may include (NET-002).
pub const FORBIDDEN_NETWORKS: [&str; 5] =
    ["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"];
/// Networks meant for private use (NET-003).
pub const PRIVATE_NETWORKS: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
/// Where probes, DNS and DHCP come from (NET-004).
pub const PLATFORM_ADDRESS: &str = "168.63.129.16";
/// Routes of one table (NET-030).
pub const ROUTES: usize = 400;
/// Routes to service tags of one table (NET-030).
pub const SERVICE_TAG_ROUTES: usize = 25;

// ---- security groups

/// The lowest number a rule may have (NSG-001).
pub const PRIORITY_MIN: i64 = 100;
/// The highest number a rule may have (NSG-001).
pub const PRIORITY_MAX: i64 = 4096;
/// Characters of a rule's description (NSG-003).
pub const NSG_DESCRIPTION: usize = 140;
/// Rules of one group (NSG-010).
pub const NSG_RULES: usize = 1000;
/// Addresses and networks on one side of a rule (NSG-010).
pub const NSG_ADDRESSES_PER_SIDE: usize = 4000;
/// Application security groups on one side of a rule (NSG-006, NSG-010).
pub const ASGS_PER_SIDE: usize = 10;
/// Application security groups in all rules of one group (NSG-010).
pub const ASGS_PER_NSG: usize = 100;
/// Application security groups of one ip configuration (VM-087).
pub const ASGS_PER_IP: usize = 20;

// ---- public addresses, NAT gateways

/// The lengths of an IPv4 prefix that Azure gives out (IP-017).
pub const PREFIX_V4: std::ops::RangeInclusive<i64> = 28..=31;
/// The lengths of an IPv6 prefix that Azure gives out (IP-017).
pub const PREFIX_V6: std::ops::RangeInclusive<i64> = 124..=127;
/// IPv4 addresses of one NAT gateway, those of its prefixes included (NAT-005).
pub const NAT_GATEWAY_ADDRESSES: u64 = 16;
/// IPv6 addresses of one `StandardV2` NAT gateway (NAT-005).
pub const NAT_GATEWAY_ADDRESSES_V6: u64 = 16;
/// SNAT ports that a NAT gateway has for each of its addresses (NAT-015).
pub const NAT_GATEWAY_PORTS: u64 = 64_512;
/// Connections from one address to one destination (NAT-015).
pub const NAT_GATEWAY_CONNECTIONS: u64 = 50_000;
/// Subnets of one NAT gateway (NAT-017).
pub const NAT_GATEWAY_SUBNETS: usize = 800;

// ---- autoscale

/// Profiles of one setting (AS-006).
pub const PROFILES: usize = 20;
/// Rules of one profile (AS-006).
pub const SCALE_RULES: usize = 10;
/// The most instances an autoscale setting may name (AS-001).
pub const AUTOSCALE_MAX: u64 = 1000;
/// Days between the ends of a dated profile (AS-016).
pub const FIXED_DATE_DAYS: i64 = 365;

// ---- templates

/// Parameters of a template (ARM-001).
pub const PARAMETERS: usize = 256;
/// Variables of a template; some clouds stop at 256 (ARM-002).
pub const VARIABLES: usize = 512;
/// Resources of a template (ARM-003).
pub const RESOURCES: usize = 800;
/// Outputs of a template (ARM-004).
pub const OUTPUTS: usize = 64;
/// Bytes of a template (ARM-005).
pub const TEMPLATE_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of one resource in it (ARM-005).
pub const RESOURCE_BYTES: usize = 1024 * 1024;
/// Characters of one expression (ARM-005).
pub const EXPRESSION_CHARS: usize = 24_576;
/// Characters of a string literal in Bicep (ARM-005).
pub const BICEP_STRING_CHARS: usize = 131_072;

// ---- tags

/// Tags of one resource (the resource manager's own limit).
pub const TAGS: usize = 50;
/// Characters of a tag's name (NAME-010).
pub const TAG_NAME: usize = 512;
/// Characters of a tag's value (NAME-010).
pub const TAG_VALUE: usize = 256;
/// Characters that a tag's name may not hold (NAME-010).
pub const TAG_NAME_FORBIDDEN: &str = "<>%&\\?/";
