//! The load balancer and what stands in it.

use super::common::*;

const LB_PARENT: &[Kind] = &[Kind::Lb];
const FLOW_PROTOCOL: Ty = Ty::Word(&["tcp", "udp", "any"]);
const A_POOL: Ty = Ty::Ref(&[Kind::Pool]);
const A_FRONTEND: Ty = Ty::Ref(&[Kind::Frontend]);

const PROTOCOL: Prop = Prop::new("protocol", FLOW_PROTOCOL)
    .required()
    .head()
    .compile_time()
    .arm_by("P.protocol", By::Hand)
    .note("`any` is `All` in ARM");
const FRONTEND_OF: Prop =
    Prop::new("frontend", A_FRONTEND).required().head().arm_by("P.frontendIPConfiguration.id", By::Hand);
const IDLE: Prop = Prop::new("idle", Ty::Duration(Unit::Minutes, 4 * MIN, 100 * MIN))
    .default(Default::Seconds(4 * MIN))
    .compile_time()
    .arm("P.idleTimeoutInMinutes")
    .note("above 30m with a warning; `tcp` only");
const TCP_RESET: Prop = Prop::new("tcp_reset", Ty::Bool)
    .default(Default::Derived("`true` for `tcp`; on Basic nothing"))
    .arm("P.enableTcpReset");
const FLOATING_IP: Prop = Prop::new("floating_ip", Ty::Bool).default(Default::Bool(false)).arm("P.enableFloatingIP");

pub(super) static LB: KindRow = KindRow {
    top: true,
    head: &["tier"],
    own: &[Prop::new("tier", Ty::Word(&["Global", "Gateway", "Basic"]))
        .default(Default::Derived("Standard, Regional, which is not written"))
        .head()
        .compile_time()
        .arm_by("sku.name", By::Hand)
        .note("`Global` is `sku.tier`; `Basic` is retired and only there so that old templates can be read")],
    shared: RESOURCE,
    notes: "Children: `frontend`, `pool`, `probe`, `rule`, `nat_rule`, `nat_pool`, `outbound`. \
            Whether it is public or internal follows from its frontends.",
    ..kind(Kind::Lb, "lb", "Microsoft.Network/loadBalancers", "A load balancer.")
};

pub(super) static FRONTEND: KindRow = KindRow {
    parents: LB_PARENT,
    form: Form::Value("source"),
    own: &[
        Prop::new("source", Ty::Ref(&[Kind::PublicIp, Kind::PublicIpPrefix, Kind::Subnet]))
            .required()
            .head()
            .arm_by("P.publicIPAddress.id", By::Hand)
            .note("a public_ip; a public_ip_prefix (for `outbound` only) → `P.publicIPPrefix.id`; a subnet (internal) → `P.subnet.id`"),
        Prop::new("address", Ty::Address)
            .arm_by("P.privateIPAddress", By::Hand)
            .note("with a subnet only; the method is `Static` with it, else `Dynamic`"),
        Prop::new("zones", Ty::Zones)
            .arm("zones")
            .note("with a subnet only; a public frontend has its address's"),
        Prop::new("version", VERSION)
            .default(Default::Derived("the source's"))
            .compile_time()
            .arm_by("P.privateIPAddressVersion", By::Hand)
            .note("with a subnet only"),
        Prop::new("gateway", A_FRONTEND)
            .arm("P.gatewayLoadBalancer.id")
            .note("the frontend of a Gateway lb that sees all packets first"),
        Prop::new("connection_tracking", Ty::Bool).arm("P.enableConnectionTracking"),
    ],
    shared: &[&COMMON_CHILD],
    attributes: &[
        Attribute { name: "address", arm: "its own private address, or its public_ip's" },
        Attribute { name: "fqdn", arm: "its public_ip's" },
    ],
    ..kind(
        Kind::Frontend,
        "frontend",
        "P.frontendIPConfigurations[]",
        "An address at which a load balancer takes packets.",
    )
};

pub(super) static POOL: KindRow = KindRow {
    parents: LB_PARENT,
    own: &[
        Prop::new("vnet", Ty::Ref(&[Kind::Vnet]))
            .default(Default::Derived("must be written where a member is an address"))
            .arm_by("P.loadBalancerBackendAddresses[].properties.virtualNetwork.id", By::Hand)
            .note("with `sync_mode` `P.virtualNetwork.id`"),
        Prop::new("sync_mode", Ty::Word(&["Automatic", "Manual"])).compile_time().arm("P.syncMode"),
        Prop::new("drain", Ty::Duration(Unit::Seconds, 0, i32::MAX as u64))
            .compile_time()
            .arm("P.drainPeriodInSeconds"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "Without a `member` it takes NICs, and they say so themselves (`pools:`). Children: `member`, `tunnel`. \
            A pool with addresses is written twice: in the load balancer's body, which names all that shall stay, and as a \
            resource of its own after it, because only there Azure takes new addresses; in the body it passes over them \
            without an error.",
    ..kind(Kind::Pool, "pool", "P.backendAddressPools[]", "The machines behind a load balancer.")
};

pub(super) static MEMBER: KindRow = KindRow {
    parents: &[Kind::Pool],
    form: Form::Value("target"),
    own: &[
        Prop::new("target", Ty::OneOf(&[Ty::Address, A_FRONTEND]))
            .required()
            .head()
            .arm_by("P.ipAddress", By::Hand)
            .note("an address; in a Global lb a regional frontend → `P.loadBalancerFrontendIPConfiguration.id`"),
        Prop::new("subnet", Ty::Ref(&[Kind::Subnet])).arm("P.subnet.id"),
        Prop::new("admin_state", Ty::Word(&["Up", "Down", "None"])).arm("P.adminState"),
    ],
    shared: &[&COMMON_CHILD],
    ..kind(Kind::Member, "member", "P.loadBalancerBackendAddresses[]", "An address, or a regional frontend, in a pool.")
};

pub(super) static TUNNEL: KindRow = KindRow {
    parents: &[Kind::Pool],
    named: false,
    head: &["type"],
    own: &[
        Prop::new("type", Ty::Word(&["Internal", "External"])).required().head().compile_time().arm("type"),
        Prop::new("id", Ty::Int(0, i32::MAX as i64)).required().arm("identifier"),
        Prop::new("port", Ty::Port).required().arm("port"),
        Prop::new("protocol", Ty::Word(&["VXLAN", "Native"]))
            .default(Default::Word("VXLAN"))
            .compile_time()
            .arm("protocol"),
    ],
    notes: "Of a Gateway lb only.",
    ..kind(Kind::Tunnel, "tunnel", "P.tunnelInterfaces[]", "How a Gateway lb hands packets over.")
};

pub(super) static PROBE: KindRow = KindRow {
    parents: LB_PARENT,
    form: Form::Probe,
    own: &[
        Prop::new("protocol", Ty::Word(&["tcp", "http", "https"]))
            .required()
            .head()
            .compile_time()
            .arm_by("P.protocol", By::Hand),
        Prop::new("port", Ty::Port).required().head().arm("P.port"),
        Prop::new("path", TEXT)
            .default(Default::Derived("must be written for `http` and `https`"))
            .head()
            .arm("P.requestPath")
            .note("a bare path or a string"),
        Prop::new("interval", Ty::Duration(Unit::Seconds, 5, i32::MAX as u64))
            .default(Default::Seconds(5))
            .compile_time()
            .arm("P.intervalInSeconds"),
        Prop::new("threshold", Ty::Int(1, 100)).default(Default::Int(2)).arm("P.probeThreshold"),
        Prop::new("count", Ty::Int(1, i32::MAX as i64))
            .arm("P.numberOfProbes")
            .note("Azure ignores it; kept so that templates can be read unchanged"),
        Prop::new("when_all_down", Ty::Word(&["AllProbedDown", "AllProbedUp"]))
            .compile_time()
            .arm("P.noHealthyBackendsBehavior"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "`probe NAME = PROTOCOL :PORT [PATH]`.",
    ..kind(Kind::Probe, "probe", "P.probes[]", "How a load balancer finds out who is alive.")
};

pub(super) static RULE: KindRow = KindRow {
    parents: LB_PARENT,
    form: Form::Flow,
    own: &[
        PROTOCOL,
        FRONTEND_OF,
        Prop::new("frontend_port", Ty::PortOrRange)
            .required()
            .head()
            .arm_by("P.frontendPort", By::Hand)
            .note("one port, or `*`"),
        Prop::new("pool", Ty::OneOf(&[A_POOL, Ty::List(&A_POOL)]))
            .required()
            .head()
            .arm_by("P.backendAddressPool.id", By::Hand)
            .note("a Gateway lb may name two in a list → `P.backendAddressPools[].id`"),
        Prop::new("backend_port", Ty::PortOrRange)
            .required()
            .head()
            .arm_by("P.backendPort", By::Hand)
            .note("one port, or `*`"),
        Prop::new("probe", Ty::Ref(&[Kind::Probe]))
            .default(Default::Derived("must be written, `none` included; a Global lb has none"))
            .arm_by("P.probe.id", By::Hand)
            .note("a rule without a probe says `none`"),
        IDLE,
        TCP_RESET,
        FLOATING_IP,
        Prop::new("distribution", Ty::Word(&["Default", "SourceIP", "SourceIPProtocol"]))
            .default(Default::Word("Default"))
            .arm("P.loadDistribution"),
        Prop::new("snat", Ty::Bool)
            .default(Default::Derived("`false` where an outbound rule shares pool or frontend, else `true`"))
            .arm_by("P.disableOutboundSnat", By::Inverse)
            .note("of a public lb only"),
        Prop::new("connection_tracking", Ty::Bool).arm("P.enableConnectionTracking").note("`udp`"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "`rule NAME = PROTOCOL FRONTEND:PORT -> POOL:PORT`. HA ports are `any F:* -> P:*`.",
    ..kind(Kind::Rule, "rule", "P.loadBalancingRules[]", "Packets of a frontend go to a pool.")
};

pub(super) static NAT_RULE: KindRow = KindRow {
    parents: LB_PARENT,
    form: Form::Flow,
    own: &[
        PROTOCOL,
        FRONTEND_OF,
        Prop::new("frontend_port", Ty::PortOrRange)
            .required()
            .head()
            .arm_by("P.frontendPort", By::Hand)
            .note("a range → `P.frontendPortRangeStart`, `P.frontendPortRangeEnd`"),
        Prop::new("pool", A_POOL)
            .head()
            .arm_by("P.backendAddressPool.id", By::Hand)
            .note("with a range; without one a single machine names the rule in its nic's `nat_rules`"),
        Prop::new("backend_port", Ty::Port).required().head().arm_by("P.backendPort", By::Hand),
        IDLE,
        TCP_RESET,
        FLOATING_IP,
    ],
    shared: &[&COMMON_CHILD],
    notes: "`nat_rule NAME = PROTOCOL FRONTEND:PORTS -> [POOL]:PORT`. With a range and a pool every member has a port of \
            its own (loadBalancers/inboundNatRules); with one port and no pool it is for one machine.",
    ..kind(Kind::NatRule, "nat_rule", "P.inboundNatRules[]", "A port of a frontend for one machine.")
};

pub(super) static NAT_POOL: KindRow = KindRow {
    parents: LB_PARENT,
    form: Form::Flow,
    own: &[
        PROTOCOL,
        FRONTEND_OF,
        Prop::new("frontend_port", Ty::PortOrRange)
            .required()
            .head()
            .arm_by("P.frontendPortRangeStart", By::Hand)
            .note("a range; its end → `P.frontendPortRangeEnd`"),
        Prop::new("backend_port", Ty::Port).required().head().arm_by("P.backendPort", By::Hand),
        IDLE,
        TCP_RESET,
        FLOATING_IP,
    ],
    shared: &[&COMMON_CHILD],
    notes: "`nat_pool NAME = PROTOCOL FRONTEND:RANGE -> :PORT`. Of Uniform scale sets only; one scale set names it in \
            its nic's `nat_pools`. Azure retires NAT pools on 2027-09-30.",
    ..kind(Kind::NatPool, "nat_pool", "P.inboundNatPools[]", "A port of a frontend for each machine of a scale set.")
};

pub(super) static OUTBOUND: KindRow = KindRow {
    parents: LB_PARENT,
    form: Form::Flow,
    own: &[
        PROTOCOL,
        Prop::new("pool", A_POOL).required().head().arm("P.backendAddressPool.id"),
        Prop::new("frontends", Ty::OneOf(&[A_FRONTEND, Ty::List(&A_FRONTEND)]))
            .required()
            .head()
            .arm_by("P.frontendIPConfigurations[].id", By::Hand)
            .note("a frontend or a list of them"),
        Prop::new("ports_per_instance", Ty::OneOf(&[Ty::Int(0, 64_000), Ty::Word(&["max"])]))
            .default(Default::Derived("must be written; the message computes the number"))
            .arm_by("P.allocatedOutboundPorts", By::Hand)
            .note("a multiple of 8; `max` is the largest that fits at the largest scale; `0` is Azure's own table"),
        Prop::new("idle", Ty::Duration(Unit::Minutes, 4 * MIN, 120 * MIN))
            .default(Default::Seconds(4 * MIN))
            .compile_time()
            .arm("P.idleTimeoutInMinutes"),
        Prop::new("tcp_reset", Ty::Bool).default(Default::Bool(true)).arm("P.enableTcpReset"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "`outbound NAME = PROTOCOL POOL -> FRONTEND`; several frontends in a list.",
    ..kind(Kind::Outbound, "outbound", "P.outboundRules[]", "What a pool sends leaves by a frontend.")
};
