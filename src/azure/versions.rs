//! The API version that each emitted type is written with: the newest stable one that the published types know.

/// The types that the compiler emits.
pub static ALL: &[(&str, &str)] = &[
    ("Microsoft.Compute/availabilitySets", COMPUTE),
    ("Microsoft.Compute/proximityPlacementGroups", COMPUTE),
    ("Microsoft.Compute/virtualMachineScaleSets", COMPUTE),
    ("Microsoft.Compute/virtualMachineScaleSets/extensions", COMPUTE),
    ("Microsoft.Compute/virtualMachines", COMPUTE),
    ("Microsoft.Compute/virtualMachines/extensions", COMPUTE),
    ("Microsoft.Insights/autoscaleSettings", "2022-10-01"),
    ("Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30"),
    ("Microsoft.Network/applicationSecurityGroups", NETWORK),
    ("Microsoft.Network/loadBalancers", NETWORK),
    ("Microsoft.Network/loadBalancers/backendAddressPools", NETWORK),
    ("Microsoft.Network/loadBalancers/inboundNatRules", NETWORK),
    ("Microsoft.Network/natGateways", NETWORK),
    ("Microsoft.Network/networkInterfaces", NETWORK),
    ("Microsoft.Network/networkSecurityGroups", NETWORK),
    ("Microsoft.Network/networkSecurityGroups/securityRules", NETWORK),
    ("Microsoft.Network/publicIPAddresses", NETWORK),
    ("Microsoft.Network/publicIPPrefixes", NETWORK),
    ("Microsoft.Network/routeTables", NETWORK),
    ("Microsoft.Network/routeTables/routes", NETWORK),
    ("Microsoft.Network/virtualNetworks", NETWORK),
    ("Microsoft.Network/virtualNetworks/subnets", NETWORK),
    ("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", NETWORK),
    ("Microsoft.Resources/deployments", "2026-06-01"),
];

const COMPUTE: &str = "2026-04-01";
const NETWORK: &str = "2026-03-01";

/// The API version of an emitted type.
pub fn current(arm: &str) -> Option<&'static str> {
    ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(arm)).map(|(_, version)| *version)
}
