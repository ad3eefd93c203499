//! The plain commands of the network, and of identities. Each was compared with the request that `az` 2.91 sends: what is not mapped here, or
//! what `az` decides by looking at other resources, is left to `az rest`.

use super::Shape::{Id, Ids, Many, One, Pairs};
use super::{Command, flag};

/// All of them.
pub(in super::super) const COMMANDS: &[Command] = &[
    Command {
        // Not with a prefix: `az` then writes the prefix's zones into the address.
        ty: "Microsoft.Network/publicIPAddresses",
        words: "network public-ip create",
        parent: None,
        flags: &[
            flag("location", "--location", One),
            flag("sku.name", "--sku", One),
            flag("sku.tier", "--tier", One),
            flag("properties.publicIPAllocationMethod", "--allocation-method", One),
            flag("properties.publicIPAddressVersion", "--version", One),
            flag("properties.idleTimeoutInMinutes", "--idle-timeout", One),
            flag("properties.dnsSettings.domainNameLabel", "--dns-name", One),
            flag("properties.dnsSettings.domainNameLabelScope", "--dns-name-scope", One),
            flag("properties.ddosSettings.protectionMode", "--ddos-protection-mode", One),
            flag("zones", "--zone", Many),
            flag("tags", "--tags", Pairs),
        ],
        needs: &["location", "sku.name", "properties.publicIPAllocationMethod", "properties.idleTimeoutInMinutes"],
    },
    Command {
        ty: "Microsoft.Network/publicIPPrefixes",
        words: "network public-ip prefix create",
        parent: None,
        flags: &[
            flag("location", "--location", One),
            flag("sku.name", "--sku", One),
            flag("sku.tier", "--tier", One),
            flag("properties.prefixLength", "--length", One),
            flag("properties.publicIPAddressVersion", "--version", One),
            flag("zones", "--zone", Many),
            flag("tags", "--tags", Pairs),
        ],
        needs: &["location", "sku.name", "properties.prefixLength", "properties.publicIPAddressVersion"],
    },
    Command {
        // Only a group without rules: rules sent one by one would leave an open moment at every run.
        ty: "Microsoft.Network/networkSecurityGroups",
        words: "network nsg create",
        parent: None,
        flags: &[flag("location", "--location", One), flag("tags", "--tags", Pairs)],
        needs: &["location"],
    },
    Command {
        ty: "Microsoft.Network/applicationSecurityGroups",
        words: "network asg create",
        parent: None,
        flags: &[flag("location", "--location", One), flag("tags", "--tags", Pairs)],
        needs: &["location"],
    },
    Command {
        ty: "Microsoft.ManagedIdentity/userAssignedIdentities",
        words: "identity create",
        parent: None,
        flags: &[flag("location", "--location", One), flag("tags", "--tags", Pairs)],
        needs: &["location"],
    },
    Command {
        ty: "Microsoft.Network/natGateways",
        words: "network nat gateway create",
        parent: None,
        flags: &[
            flag("location", "--location", One),
            flag("sku.name", "--sku", One),
            flag("properties.publicIpAddresses", "--public-ip-addresses", Ids),
            flag("properties.publicIpPrefixes", "--public-ip-prefixes", Ids),
            flag("properties.publicIpAddressesV6", "--pip-addresses-v6", Ids),
            flag("properties.publicIpPrefixesV6", "--pip-prefixes-v6", Ids),
            flag("properties.idleTimeoutInMinutes", "--idle-timeout", One),
            flag("zones", "--zone", Many),
            flag("tags", "--tags", Pairs),
        ],
        needs: &["location", "sku.name"],
    },
    Command {
        // `az` adds `peerCompleteVnets: true`, which is Azure's own default.
        ty: "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        words: "network vnet peering create",
        parent: Some("--vnet-name"),
        flags: &[
            flag("properties.remoteVirtualNetwork", "--remote-vnet", Id),
            flag("properties.allowVirtualNetworkAccess", "--allow-vnet-access", One),
            flag("properties.allowForwardedTraffic", "--allow-forwarded-traffic", One),
            flag("properties.allowGatewayTransit", "--allow-gateway-transit", One),
            flag("properties.useRemoteGateways", "--use-remote-gateways", One),
        ],
        needs: &[
            "properties.remoteVirtualNetwork",
            "properties.allowVirtualNetworkAccess",
            "properties.allowForwardedTraffic",
            "properties.allowGatewayTransit",
            "properties.useRemoteGateways",
        ],
    },
];
