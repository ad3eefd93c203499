//! Networks, security groups, routes.

use super::common::*;

const PREFIXES: Ty = Ty::OneOf(&[Ty::Cidr, Ty::List(&Ty::Cidr)]);

pub(super) static VNET: KindRow = KindRow {
    top: true,
    head: &["prefixes"],
    own: &[
        Prop::new("prefixes", PREFIXES)
            .required()
            .head()
            .arm("P.addressSpace.addressPrefixes")
            .note("a network or a list of them"),
        Prop::new("dns_servers", Ty::List(&Ty::Address)).arm("P.dhcpOptions.dnsServers").note("at most 20"),
        Prop::new("ddos_plan", ANY_RESOURCE)
            .arm_by("P.ddosProtectionPlan.id", By::Hand)
            .note("turns `P.enableDdosProtection` on"),
        Prop::new("flow_timeout", Ty::Duration(Unit::Minutes, 4 * MIN, 30 * MIN))
            .compile_time()
            .arm("P.flowTimeoutInMinutes"),
    ],
    shared: RESOURCE,
    attributes: &[Attribute { name: "prefix", arm: "the first prefix" }],
    notes: "Children: `subnet`, `peering`.",
    ..kind(Kind::Vnet, "vnet", "Microsoft.Network/virtualNetworks", "A network.")
};

pub(super) static SUBNET: KindRow = KindRow {
    parents: &[Kind::Vnet],
    top: true,
    head: &["prefixes"],
    own: &[
        Prop::new("prefixes", PREFIXES)
            .required()
            .head()
            .arm_by("P.addressPrefix", By::Hand)
            .note("a network, or a list, which goes to `P.addressPrefixes`"),
        Prop::new("nsg", Ty::Ref(&[Kind::Nsg])).arm("P.networkSecurityGroup.id"),
        Prop::new("route_table", Ty::Ref(&[Kind::RouteTable])).arm("P.routeTable.id"),
        Prop::new("nat_gateway", Ty::Ref(&[Kind::NatGateway])).arm("P.natGateway.id"),
        Prop::new("default_outbound", Ty::Bool)
            .default(Default::Bool(false))
            .arm("P.defaultOutboundAccess")
            .note("always written: the default of the API itself changed in 2026"),
        Prop::new("service_endpoints", Ty::List(&TEXT)).compile_time().arm_by("P.serviceEndpoints[].service", By::Hand),
        Prop::new("delegation", TEXT).compile_time().arm_by("P.delegations[].properties.serviceName", By::Hand),
        Prop::new(
            "private_endpoint_policies",
            Ty::OpenWord(&["Enabled", "Disabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"]),
        )
        .arm("P.privateEndpointNetworkPolicies"),
        Prop::new("private_link_service_policies", Ty::OpenWord(&["Enabled", "Disabled"]))
            .arm("P.privateLinkServiceNetworkPolicies"),
        Prop::new("vnet", Ty::Ref(&[Kind::Vnet]))
            .default(Default::Derived("the network it stands in; must be written at top level"))
            .compile_time()
            .note("an existing network, and only where the subnet stands at top level"),
        DEPENDS_ON,
    ],
    shared: &[&COMMON_CHILD],
    attributes: &[Attribute { name: "prefix", arm: "the first prefix" }],
    notes: "Alone at top level it is a resource of its own, in an existing network of the same group.",
    ..kind(Kind::Subnet, "subnet", "P.subnets[]", "A part of a network.")
};

pub(super) static PEERING: KindRow = KindRow {
    parents: &[Kind::Vnet],
    form: Form::Value("remote"),
    own: &[
        Prop::new("remote", Ty::Ref(&[Kind::Vnet])).required().head().arm("P.remoteVirtualNetwork.id"),
        Prop::new("access", Ty::Bool).default(Default::Bool(true)).arm("P.allowVirtualNetworkAccess"),
        Prop::new("forwarded", Ty::Bool).default(Default::Bool(false)).arm("P.allowForwardedTraffic"),
        Prop::new("gateway_transit", Ty::Bool).default(Default::Bool(false)).arm("P.allowGatewayTransit"),
        Prop::new("remote_gateways", Ty::Bool).default(Default::Bool(false)).arm("P.useRemoteGateways"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "One direction; the other network has its own. In an existing network it states that its half is there.",
    ..kind(Kind::Peering, "peering", "P.virtualNetworkPeerings[]", "One half of a connection between two networks.")
};

pub(super) static NSG: KindRow = KindRow {
    top: true,
    shared: RESOURCE,
    notes: "Children: rules, `allow` and `deny`.",
    ..kind(
        Kind::Nsg,
        "nsg",
        "Microsoft.Network/networkSecurityGroups",
        "Rules for what may enter and leave subnets and NICs.",
    )
};

const NSG_SIDE: &[Ty] = &[
    Ty::Word(&["*"]),
    Ty::Cidr,
    Ty::Address,
    Ty::Ref(&[Kind::Vnet, Kind::Subnet, Kind::Asg]),
    Ty::OpenWord(&["Internet", "VirtualNetwork", "AzureLoadBalancer"]),
];

/// One end of a rule, or a list of one sort.
const NSG_ENDS: Ty = Ty::OneOf(&[Ty::OneOf(NSG_SIDE), Ty::List(&Ty::OneOf(NSG_SIDE))]);

pub(super) static NSG_RULE: KindRow = KindRow {
    parents: &[Kind::Nsg],
    form: Form::NsgRule,
    own: &[
        Prop::new("access", Ty::Word(&["allow", "deny"]))
            .required()
            .head()
            .compile_time()
            .arm_by("P.access", By::Hand)
            .note("the verb"),
        Prop::new("direction", Ty::Word(&["outbound"]))
            .default(Default::Derived("inbound, which is not written"))
            .head()
            .compile_time()
            .arm_by("P.direction", By::Hand),
        Prop::new("priority", Ty::Int(100, 4096))
            .required()
            .head()
            .compile_time()
            .arm("P.priority")
            .note("a number, a compile-time name, or an expression in `( )`"),
        Prop::new("protocol", Ty::Word(&["tcp", "udp", "icmp", "esp", "ah", "any"]))
            .required()
            .head()
            .compile_time()
            .arm_by("P.protocol", By::Hand),
        Prop::new("source", NSG_ENDS)
            .required()
            .head()
            .arm_by("P.sourceAddressPrefix", By::Hand)
            .note("`*`, a network, an address, a service tag (`Internet` covers both address families), a vnet or subnet (its prefixes), an asg, or a list of one sort"),
        Prop::new("source_port", Ty::Ports)
            .default(Default::Word("*"))
            .head()
            .arm_by("P.sourcePortRange", By::Hand)
            .note("left out it is every port"),
        Prop::new("destination", NSG_ENDS)
            .required()
            .head()
            .arm_by("P.destinationAddressPrefix", By::Hand)
            .note("as the source"),
        Prop::new("destination_port", Ty::Ports)
            .default(Default::Derived("must be written for `tcp`, `udp` and `any`"))
            .head()
            .arm_by("P.destinationPortRange", By::Hand)
            .note("`*`, a number, a range, or a list of these"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "`(allow|deny) [outbound] PRIORITY NAME = PROTOCOL SOURCE[:PORT] -> DESTINATION[:PORT]`. \
            Its doc comment is its description in Azure.",
    ..kind(Kind::NsgRule, "allow", "P.securityRules[]", "Lets packets pass, or drops them.")
};

pub(super) static ASG: KindRow = KindRow {
    top: true,
    shared: RESOURCE,
    ..kind(Kind::Asg, "asg", "Microsoft.Network/applicationSecurityGroups", "A set of NICs that rules of an NSG name.")
};

pub(super) static ROUTE_TABLE: KindRow = KindRow {
    top: true,
    own: &[Prop::new("bgp_propagation", Ty::Bool)
        .default(Default::Bool(true))
        .arm_by("P.disableBgpRoutePropagation", By::Inverse)],
    shared: RESOURCE,
    notes: "Children: `route`.",
    ..kind(Kind::RouteTable, "route_table", "Microsoft.Network/routeTables", "Where the packets of a subnet go.")
};

pub(super) static ROUTE: KindRow = KindRow {
    parents: &[Kind::RouteTable],
    form: Form::Route,
    own: &[
        Prop::new("prefix", Ty::OneOf(&[Ty::Cidr, Ty::OpenWord(&["Internet", "VirtualNetwork", "Storage"])]))
            .required()
            .head()
            .arm("P.addressPrefix")
            .note("a network or a service tag"),
        Prop::new(
            "next_hop",
            Ty::OneOf(&[
                Ty::Address,
                Ty::Ref(&[Kind::Frontend, Kind::Nic]),
                Ty::Word(&["Internet", "VnetLocal", "VirtualNetworkGateway", "None"]),
            ]),
        )
        .required()
        .head()
        .arm_by("P.nextHopType", By::Hand)
        .note("an address, an internal frontend or a nic with an `address` are a `VirtualAppliance` at `P.nextHopIpAddress`"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "`route NAME = PREFIX -> HOP`.",
    ..kind(Kind::Route, "route", "P.routes[]", "Where packets for a network go.")
};
