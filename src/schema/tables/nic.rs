//! NICs and their ip configurations.

use super::common::*;

/// The rows of an ip configuration, which may stand directly in a nic that has only one. Their paths are relative
/// to the ip configuration.
pub static IP_ROWS: [Prop; 9] = [
    Prop::new("version", VERSION).default(Default::Word("IPv4")).compile_time().arm("P.privateIPAddressVersion"),
    Prop::new("pools", Ty::List(&Ty::Ref(&[Kind::Pool]))).arm("P.loadBalancerBackendAddressPools[].id"),
    Prop::new("nat_pools", Ty::List(&Ty::Ref(&[Kind::NatPool])))
        .arm("P.loadBalancerInboundNatPools[].id")
        .note("Uniform"),
    Prop::new("nat_rules", Ty::List(&Ty::Ref(&[Kind::NatRule]))).arm("P.loadBalancerInboundNatRules[].id").note("vm"),
    Prop::new("app_gateway_pools", Ty::List(&ANY_RESOURCE)).arm("P.applicationGatewayBackendAddressPools[].id"),
    Prop::new("asgs", Ty::List(&Ty::Ref(&[Kind::Asg]))).arm("P.applicationSecurityGroups[].id"),
    Prop::new("address", Ty::Address)
        .arm_by("P.privateIPAddress", By::Hand)
        .note("vm; the method is `Static` with it, else `Dynamic`"),
    Prop::new("public_ip", Ty::Ref(&[Kind::PublicIp])).arm("P.publicIPAddress.id").note("vm"),
    Prop::new("gateway", Ty::Ref(&[Kind::Frontend]))
        .arm("P.gatewayLoadBalancer.id")
        .note("vm; the frontend of a Gateway lb"),
];

pub(super) static NIC: KindRow = KindRow {
    parents: &[Kind::Vmss, Kind::Vm],
    top: true,
    own: &[
        Prop::new("subnet", Ty::Ref(&[Kind::Subnet]))
            .required()
            .arm_by("P.ipConfigurations[].properties.subnet.id", By::Hand)
            .note("that of all its ip configurations"),
        Prop::new("primary", Ty::Bool)
            .default(Default::Derived("`true` on the first nic, unless another says `true`"))
            .compile_time()
            .arm_by("P.primary", By::Hand),
        Prop::new("nsg", Ty::Ref(&[Kind::Nsg])).arm("P.networkSecurityGroup.id"),
        Prop::new("accelerated_networking", Ty::Bool).arm("P.enableAcceleratedNetworking"),
        Prop::new("ip_forwarding", Ty::Bool).arm("P.enableIPForwarding"),
        Prop::new("dns_servers", Ty::List(&Ty::Address)).arm("P.dnsSettings.dnsServers"),
        Prop::new("auxiliary_mode", Ty::OpenWord(&["None", "MaxConnections", "Floating", "AcceleratedConnections"]))
            .arm("P.auxiliaryMode")
            .note("with `auxiliary_sku`"),
        Prop::new("auxiliary_sku", Ty::OpenWord(&["None", "A1", "A2", "A4", "A8"])).arm("P.auxiliarySku"),
        Prop::new("tcp_state_tracking", Ty::Bool).arm_by("P.disableTcpStateTracking", By::Inverse),
        Prop::new("delete", DELETE)
            .compile_time()
            .arm_by("P.deleteOption", By::Hand)
            .note("vm and Flexible; of a vm in its `networkProfile`"),
    ],
    shared: &[&IP_ROWS, &COMMON_RESOURCE, &EXISTING],
    attributes: &[Attribute {
        name: "address",
        arm: "its `address`, else reference(…).ipConfigurations[0].properties.privateIPAddress",
    }],
    notes: "In a vm and at top level it is a resource; in a vm its name is `VM-NIC` unless `name` says otherwise. In a \
            scale set it has no `location`, `tags` and `depends_on`. The rows of an `ip` may stand directly in a nic (one \
            ip configuration, called `ipconfig1`) or in `ip` blocks, never both. Children: `ip`, `instance_public_ip`.",
    ..kind(Kind::Nic, "nic", "Microsoft.Network/networkInterfaces", "A machine's connection to a subnet.")
};

pub(super) static IP: KindRow = KindRow {
    parents: &[Kind::Nic],
    own: &[Prop::new("primary", Ty::Bool)
        .default(Default::Derived("`true` on the first"))
        .compile_time()
        .arm("P.primary")
        .note("the primary one is always IPv4")],
    shared: &[&IP_ROWS, &COMMON_CHILD],
    notes: "Its `subnet` is its nic's. Child: `instance_public_ip`.",
    ..kind(Kind::Ip, "ip", "P.ipConfigurations[]", "One address of a nic.")
};

pub(super) static INSTANCE_PUBLIC_IP: KindRow = KindRow {
    parents: &[Kind::Nic, Kind::Ip],
    own: &[
        Prop::new("idle", Ty::Duration(Unit::Minutes, 4 * MIN, 30 * MIN))
            .default(Default::Seconds(4 * MIN))
            .compile_time()
            .arm("P.idleTimeoutInMinutes"),
        Prop::new("dns", Ty::Str(1, 63)).arm("P.dnsSettings.domainNameLabel"),
        Prop::new("dns_scope", DNS_SCOPE).compile_time().arm("P.dnsSettings.domainNameLabelScope"),
        Prop::new("prefix", Ty::Ref(&[Kind::PublicIpPrefix])).arm("P.publicIPPrefix.id"),
        Prop::new("version", VERSION).default(Default::Word("IPv4")).compile_time().arm("P.publicIPAddressVersion"),
        Prop::new("sku", Ty::Word(&["Standard", "Basic"]))
            .default(Default::Derived("Flexible `Standard`, Uniform nothing"))
            .compile_time()
            .arm("sku.name"),
        Prop::new("routing", ROUTING).compile_time().arm_by("P.ipTags[]", By::Hand),
        Prop::new("delete", DELETE).compile_time().arm("P.deleteOption"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "Of scale sets.",
    ..kind(
        Kind::InstancePublicIp,
        "instance_public_ip",
        "P.publicIPAddressConfiguration",
        "A public address for every machine of a scale set.",
    )
};
