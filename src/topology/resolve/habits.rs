//! Names of properties that people bring along from Terraform, Bicep and ARM, and what stands for them. One row is one habit.

use super::hints::PropertyHint;
use crate::schema::Kind;

/// Another word for a property.
const fn word(word: &'static str, kinds: &'static [Kind], meant: &'static str) -> PropertyHint {
    PropertyHint { word, kinds, meant, line: None }
}

/// What is written in another way altogether.
const fn line(word: &'static str, kinds: &'static [Kind], meant: &'static str, line: &'static str) -> PropertyHint {
    PropertyHint { word, kinds, meant, line: Some(line) }
}

/// All of them.
pub(super) static PROPERTIES: &[PropertyHint] = &[
    line(
        "instances",
        &[Kind::Vm],
        "several machines are a loop, and the symbol is then all of them",
        "for i in 1..3 { vm NAME { … } }",
    ),
    word("base", &[Kind::Spot], "base_regular"),
    word("after", &[Kind::Repairs], "grace"),
    word("delay", &[Kind::Repairs], "grace"),
    word("capacity", &[Kind::Vmss], "instances"),
    word("count", &[Kind::Vmss], "instances"),
    word("sku", &[Kind::Vmss], "size"),
    word("vm_size", &[Kind::Vmss, Kind::Vm], "size"),
    word("cloud_init", &[Kind::Vmss, Kind::Vm], "custom_data"),
    word("forwarded_traffic", &[Kind::Peering], "forwarded"),
    word("username", &[Kind::Admin], "user"),
    word("ssh_key", &[Kind::Admin], "ssh"),
    word("key", &[Kind::Admin], "ssh"),
    word("idle_timeout", &[Kind::Rule], "idle"),
    word("timeout", &[Kind::Rule], "idle"),
    word("ports", &[Kind::Outbound], "ports_per_instance"),
    line(
        "zone",
        &[Kind::Vmss, Kind::Vm, Kind::PublicIp, Kind::PublicIpPrefix, Kind::NatGateway, Kind::Frontend],
        "there may be several",
        "zones: [1]",
    ),
    line("admin_user", &[Kind::Vmss, Kind::Vm], "it stands in a block", "admin { user: \"operator\", ssh: KEY }"),
    line("admin_username", &[Kind::Vmss, Kind::Vm], "it stands in a block", "admin { user: \"operator\", ssh: KEY }"),
    line("admin_password", &[Kind::Vmss, Kind::Vm], "it stands in a block", "admin { user: \"operator\", ssh: KEY }"),
    line("ssh_key", &[Kind::Vmss, Kind::Vm], "it stands in a block", "admin { user: \"operator\", ssh: KEY }"),
    line("ssh_public_key", &[Kind::Vmss, Kind::Vm], "it stands in a block", "admin { user: \"operator\", ssh: KEY }"),
    line("password", &[Kind::Vmss, Kind::Vm], "it stands in a block", "admin { user: \"operator\", ssh: KEY }"),
    line("health_probe", &[Kind::Vmss], "a probe of a load balancer stands in the head of a block", "health LB.PROBE"),
    line("upgrade_policy", &[Kind::Vmss], "it is the head of a block", "upgrade Rolling"),
    line("upgrade_mode", &[Kind::Vmss], "it is the head of a block", "upgrade Rolling"),
    line("upgrade_policy_mode", &[Kind::Vmss], "it is the head of a block", "upgrade Rolling"),
    line("min", &[Kind::Autoscale], "both bounds stand in the head", "autoscale 3..10 { … }"),
    line("max", &[Kind::Autoscale], "both bounds stand in the head", "autoscale 3..10 { … }"),
    line("minimum", &[Kind::Autoscale], "both bounds stand in the head", "autoscale 3..10 { … }"),
    line("maximum", &[Kind::Autoscale], "both bounds stand in the head", "autoscale 3..10 { … }"),
    line("public_ip", &[Kind::Frontend], "the address is what it is defined as", "frontend NAME = PUBLIC_IP"),
    line("public_ip_address", &[Kind::Frontend], "the address is what it is defined as", "frontend NAME = PUBLIC_IP"),
    line(
        "public_ip_address_id",
        &[Kind::Frontend],
        "the address is what it is defined as",
        "frontend NAME = PUBLIC_IP",
    ),
    line("subnet", &[Kind::Frontend], "the subnet is what it is defined as", "frontend NAME = SUBNET"),
    line("subnet_id", &[Kind::Frontend], "the subnet is what it is defined as", "frontend NAME = SUBNET"),
    line("prefix", &[Kind::Subnet], "its addresses stand in the head", "subnet NAME 10.0.1.0/24"),
    line("address_prefix", &[Kind::Subnet], "its addresses stand in the head", "subnet NAME 10.0.1.0/24"),
    line("address_prefixes", &[Kind::Subnet], "its addresses stand in the head", "subnet NAME 10.0.1.0/24"),
    line("cidr", &[Kind::Subnet], "its addresses stand in the head", "subnet NAME 10.0.1.0/24"),
    line("prefix", &[Kind::Vnet], "its addresses stand in the head", "vnet NAME 10.0.0.0/16"),
    line("address_space", &[Kind::Vnet], "its addresses stand in the head", "vnet NAME 10.0.0.0/16"),
    line("address_prefixes", &[Kind::Vnet], "its addresses stand in the head", "vnet NAME 10.0.0.0/16"),
    line("cidr", &[Kind::Vnet], "its addresses stand in the head", "vnet NAME 10.0.0.0/16"),
    line(
        "nic",
        &[Kind::Pool],
        "machines say themselves which pools they are in",
        "pools: [LB.POOL]` in the nic of each, not `pool NAME { … }",
    ),
    line(
        "nics",
        &[Kind::Pool],
        "machines say themselves which pools they are in",
        "pools: [LB.POOL]` in the nic of each, not `pool NAME { … }",
    ),
    line(
        "machines",
        &[Kind::Pool],
        "machines say themselves which pools they are in",
        "pools: [LB.POOL]` in the nic of each, not `pool NAME { … }",
    ),
    line(
        "vmss",
        &[Kind::Pool],
        "machines say themselves which pools they are in",
        "pools: [LB.POOL]` in the nic of each, not `pool NAME { … }",
    ),
    line(
        "vm",
        &[Kind::Pool],
        "machines say themselves which pools they are in",
        "pools: [LB.POOL]` in the nic of each, not `pool NAME { … }",
    ),
    line(
        "backends",
        &[Kind::Pool],
        "machines say themselves which pools they are in",
        "pools: [LB.POOL]` in the nic of each, not `pool NAME { … }",
    ),
    line("count", &[Kind::PublicIp, Kind::Vm, Kind::Subnet], "several are a loop", "for i in 1..3 { … }"),
    word("allocated_outbound_ports", &[Kind::Outbound], "ports_per_instance"),
    word("allocation_method", &[Kind::PublicIp], "allocation"),
    word("domain_name_label", &[Kind::PublicIp], "dns"),
    word("dns_label", &[Kind::PublicIp], "dns"),
    word("domain_name", &[Kind::PublicIp], "dns"),
    word("idle_timeout_in_minutes", &[Kind::Rule, Kind::NatRule, Kind::NatPool], "idle"),
    word("enable_floating_ip", &[Kind::Rule, Kind::NatRule, Kind::NatPool], "floating_ip"),
    word("enable_tcp_reset", &[Kind::Rule, Kind::NatRule, Kind::NatPool], "tcp_reset"),
    word("load_distribution", &[Kind::Rule], "distribution"),
    word("session_persistence", &[Kind::Rule], "distribution"),
    line("disable_outbound_snat", &[Kind::Rule], "the property is the other way round", "snat: false"),
    word("network_security_group", &[Kind::Nic, Kind::Subnet], "nsg"),
    word("security_group", &[Kind::Nic, Kind::Subnet], "nsg"),
    word("enable_accelerated_networking", &[Kind::Nic], "accelerated_networking"),
    word("enable_ip_forwarding", &[Kind::Nic], "ip_forwarding"),
    word("address_pools", &[Kind::Nic], "pools"),
    word("backend_pools", &[Kind::Nic], "pools"),
    word("private_ip", &[Kind::Nic], "address"),
    line("priority", &[Kind::Vmss, Kind::Vm], "spot", "spot { }"),
];
