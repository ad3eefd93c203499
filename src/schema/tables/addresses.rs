//! Public addresses and what translates with them.

use super::common::*;

pub(super) static PUBLIC_IP: KindRow = KindRow {
    top: true,
    own: &[
        Prop::new("version", VERSION).default(Default::Word("IPv4")).compile_time().arm("P.publicIPAddressVersion"),
        Prop::new("zones", Ty::Zones).arm("zones").note("a hint asks for a choice: it can never change"),
        Prop::new("dns", Ty::Str(3, 63)).arm("P.dnsSettings.domainNameLabel").note("lower case"),
        Prop::new("dns_scope", DNS_SCOPE).compile_time().arm("P.dnsSettings.domainNameLabelScope"),
        Prop::new("idle", Ty::Duration(Unit::Minutes, 4 * MIN, 30 * MIN))
            .default(Default::Seconds(4 * MIN))
            .compile_time()
            .arm("P.idleTimeoutInMinutes"),
        Prop::new("prefix", Ty::Ref(&[Kind::PublicIpPrefix])).arm("P.publicIPPrefix.id"),
        Prop::new("sku", Ty::Word(&["Standard", "StandardV2", "Basic"]))
            .default(Default::Word("Standard"))
            .compile_time()
            .arm("sku.name")
            .note("`Basic` only so that old templates can be read"),
        Prop::new("tier", Ty::Word(&["Regional", "Global"]))
            .default(Default::Word("Regional"))
            .compile_time()
            .arm("sku.tier"),
        Prop::new("allocation", Ty::Word(&["Static", "Dynamic"]))
            .default(Default::Word("Static"))
            .compile_time()
            .arm("P.publicIPAllocationMethod")
            .note("`Dynamic` only with `Basic`"),
        Prop::new("routing", ROUTING).compile_time().arm_by("P.ipTags[]", By::Hand).note("routing preference"),
        Prop::new("ddos", Ty::OpenWord(&["VirtualNetworkInherited", "Enabled", "Disabled"]))
            .arm("P.ddosSettings.protectionMode"),
    ],
    shared: RESOURCE,
    attributes: &[
        Attribute { name: "address", arm: "reference(…).ipAddress" },
        Attribute { name: "fqdn", arm: "reference(…).dnsSettings.fqdn" },
    ],
    ..kind(Kind::PublicIp, "public_ip", "Microsoft.Network/publicIPAddresses", "A public address.")
};

pub(super) static PUBLIC_IP_PREFIX: KindRow = KindRow {
    top: true,
    own: &[
        Prop::new("length", Ty::Int(28, 127)).required().arm("P.prefixLength").note("28..31, of IPv6 124..127"),
        Prop::new("version", VERSION).default(Default::Word("IPv4")).compile_time().arm("P.publicIPAddressVersion"),
        Prop::new("zones", Ty::Zones).arm("zones"),
        Prop::new("sku", Ty::Word(&["Standard", "StandardV2"]))
            .default(Default::Word("Standard"))
            .compile_time()
            .arm("sku.name"),
        Prop::new("tier", Ty::Word(&["Regional", "Global"]))
            .default(Default::Word("Regional"))
            .compile_time()
            .arm("sku.tier"),
    ],
    shared: RESOURCE,
    ..kind(
        Kind::PublicIpPrefix,
        "public_ip_prefix",
        "Microsoft.Network/publicIPPrefixes",
        "A range of public addresses.",
    )
};

pub(super) static NAT_GATEWAY: KindRow = KindRow {
    top: true,
    own: &[
        Prop::new("public_ips", Ty::List(&Ty::Ref(&[Kind::PublicIp])))
            .arm_by("P.publicIpAddresses[].id", By::Hand)
            .note("IPv6 ones go to `P.publicIpAddressesV6[].id`; one of the two lists is needed"),
        Prop::new("prefixes", Ty::List(&Ty::Ref(&[Kind::PublicIpPrefix])))
            .arm_by("P.publicIpPrefixes[].id", By::Hand)
            .note("IPv6 ones go to `P.publicIpPrefixesV6[].id`"),
        Prop::new("idle", Ty::Duration(Unit::Minutes, 4 * MIN, 120 * MIN))
            .default(Default::Seconds(4 * MIN))
            .compile_time()
            .arm("P.idleTimeoutInMinutes"),
        Prop::new("zones", Ty::Zones).arm("zones"),
        Prop::new("sku", Ty::Word(&["Standard", "StandardV2"]))
            .default(Default::Word("Standard"))
            .compile_time()
            .arm("sku.name"),
    ],
    shared: RESOURCE,
    ..kind(
        Kind::NatGateway,
        "nat_gateway",
        "Microsoft.Network/natGateways",
        "Translates what the machines of its subnets send to the internet.",
    )
};
