"""The resource types that are modelled: their spelling, their children, and their API versions."""

NETWORK = [
    "2025-09-01",
    "2025-07-01",
    "2025-05-01",
    "2025-03-01",
    "2025-01-01",
    "2024-07-01",
    "2024-05-01",
    "2023-04-01",
    "2022-05-01",
    "2022-01-01",
    "2021-05-01",
    "2020-11-01",
    "2015-06-15",
]
COMPUTE = [
    "2026-04-01",
    "2025-11-01",
    "2025-04-01",
    "2024-11-01",
    "2024-07-01",
    "2024-03-01",
    "2023-09-01",
    "2022-11-01",
    "2021-07-01",
    "2020-12-01",
]


class Child:
    """A collection inside its parent: where it lies, and whether it can be written by its own URL."""

    def __init__(self, kind, path, writable, embedded="properties"):
        self.kind, self.path, self.writable, self.embedded = kind, path, writable, embedded


def _network(parent, writable, read_only):
    rows = {}
    for names, flag in ((writable, True), (read_only, False)):
        for name in names.split():
            rows[name] = Child(f"Microsoft.Network/{parent}/{name}", ("properties", name), flag)
    return rows


CHILDREN = {
    "Microsoft.Network/loadBalancers": _network(
        "loadBalancers",
        "backendAddressPools inboundNatRules",
        "frontendIPConfigurations loadBalancingRules probes outboundRules inboundNatPools",
    ),
    "Microsoft.Network/virtualNetworks": _network("virtualNetworks", "subnets virtualNetworkPeerings", ""),
    "Microsoft.Network/networkSecurityGroups": _network("networkSecurityGroups", "securityRules", ""),
    "Microsoft.Network/routeTables": _network("routeTables", "routes", ""),
    "Microsoft.Network/networkInterfaces": _network("networkInterfaces", "", "ipConfigurations"),
    "Microsoft.Network/privateLinkServices": _network("privateLinkServices", "", "privateEndpointConnections"),
    "Microsoft.Compute/virtualMachineScaleSets": {
        "extensions": Child(
            "Microsoft.Compute/virtualMachineScaleSets/extensions",
            ("properties", "virtualMachineProfile", "extensionProfile", "extensions"),
            True,
        )
    },
}

# Types by API versions; those without children inside are kept as they are sent.
TYPES = {
    "Microsoft.Network/loadBalancers": NETWORK,
    "Microsoft.Network/virtualNetworks": NETWORK,
    "Microsoft.Network/networkSecurityGroups": NETWORK,
    "Microsoft.Network/routeTables": NETWORK,
    "Microsoft.Network/networkInterfaces": NETWORK,
    "Microsoft.Network/publicIPAddresses": NETWORK,
    "Microsoft.Network/publicIPPrefixes": NETWORK,
    "Microsoft.Network/natGateways": NETWORK,
    "Microsoft.Network/applicationSecurityGroups": NETWORK,
    "Microsoft.Network/privateLinkServices": NETWORK,
    "Microsoft.Network/privateEndpoints": NETWORK,
    "Microsoft.Network/ddosProtectionPlans": NETWORK,
    "Microsoft.Network/applicationGateways": NETWORK,
    "Microsoft.Network/bastionHosts": NETWORK,
    "Microsoft.Compute/virtualMachineScaleSets": COMPUTE,
    "Microsoft.Compute/virtualMachines": COMPUTE,
    "Microsoft.Compute/virtualMachines/extensions": COMPUTE,
    "Microsoft.Compute/availabilitySets": COMPUTE,
    "Microsoft.Compute/proximityPlacementGroups": COMPUTE,
    "Microsoft.Compute/capacityReservationGroups": COMPUTE,
    "Microsoft.Compute/capacityReservationGroups/capacityReservations": COMPUTE,
    "Microsoft.Compute/disks": ["2025-01-02", "2024-03-02", "2023-10-02"],
    "Microsoft.Compute/diskEncryptionSets": ["2025-01-02", "2024-03-02"],
    "Microsoft.Compute/images": COMPUTE,
    "Microsoft.Compute/galleries": ["2025-03-03", "2024-03-03"],
    "Microsoft.Compute/galleries/images": ["2025-03-03", "2024-03-03"],
    "Microsoft.Compute/galleries/images/versions": ["2025-03-03", "2024-03-03"],
    "Microsoft.Insights/autoscaleSettings": ["2022-10-01", "2021-05-01-preview", "2015-04-01"],
    "Microsoft.Insights/actionGroups": ["2023-01-01", "2022-06-01"],
    "Microsoft.ContainerService/managedClusters": ["2025-05-01", "2024-09-01"],
    "Microsoft.Insights/components": ["2020-02-02"],
    "Microsoft.Insights/diagnosticSettings": ["2021-05-01-preview", "2016-09-01"],
    "Microsoft.ManagedIdentity/userAssignedIdentities": ["2024-11-30", "2023-01-31", "2018-11-30"],
    "Microsoft.Authorization/locks": ["2020-05-01", "2016-09-01"],
    "Microsoft.Authorization/roleAssignments": ["2022-04-01", "2020-04-01-preview"],
    "Microsoft.ServiceFabric/clusters": ["2026-03-01-preview", "2021-06-01", "2018-02-01"],
    "Microsoft.Storage/storageAccounts": ["2025-06-01", "2024-01-01", "2023-05-01"],
    "Microsoft.Storage/storageAccounts/blobServices": ["2025-06-01", "2024-01-01", "2023-05-01"],
    "Microsoft.KeyVault/vaults": ["2024-11-01", "2023-07-01"],
    "Microsoft.OperationalInsights/workspaces": ["2025-02-01", "2023-09-01"],
    "Microsoft.Resources/deployments": ["2025-04-01", "2024-11-01", "2024-03-01", "2022-09-01"],
    "Microsoft.Resources/resourceGroups": ["2025-04-01", "2024-11-01", "2022-09-01"],
}

LOCATIONS = [
    "East US",
    "East US 2",
    "Central US",
    "North Central US",
    "South Central US",
    "West US",
    "West US 2",
    "West US 3",
    "North Europe",
    "West Europe",
    "UK South",
    "UK West",
    "France Central",
    "Germany West Central",
    "Sweden Central",
    "Switzerland North",
    "Norway East",
    "Italy North",
    "Poland Central",
    "Spain Central",
    "Canada Central",
    "Canada East",
    "Brazil South",
    "Australia East",
    "Australia Southeast",
    "Southeast Asia",
    "East Asia",
    "Japan East",
    "Japan West",
    "Korea Central",
    "Korea South",
    "Central India",
    "South India",
    "UAE North",
    "South Africa North",
    "Qatar Central",
    "Israel Central",
    "Mexico Central",
    "New Zealand North",
]
WITHOUT_ZONES = {"northcentralus", "westus", "ukwest", "canadaeast", "australiasoutheast", "koreasouth", "southindia"}

CANONICAL = {kind.lower(): kind for kind in TYPES}
for _parent, _rows in CHILDREN.items():
    for _row in _rows.values():
        CANONICAL[_row.kind.lower()] = _row.kind
for _part in ("virtualMachines", "virtualMachines/networkInterfaces"):
    _kind = f"Microsoft.Compute/virtualMachineScaleSets/{_part}"
    CANONICAL[_kind.lower()] = _kind


def child_of(kind):
    """The row of a type that is kept inside its parent, or None."""
    parent, _, collection = kind.rpartition("/")
    for name, row in CHILDREN.get(parent, {}).items():
        if name.lower() == collection.lower():
            return row
    return None


def canonical_type(kind):
    """The service's spelling of a type."""
    return CANONICAL.get(kind.lower(), kind)


def is_modelled(kind):
    return kind in TYPES or child_of(kind) is not None


def location_name(text):
    """`West Europe` and `westeurope` are one location."""
    return text.replace(" ", "").lower()


def api_versions(kind):
    row = child_of(kind)
    return TYPES.get(kind.rsplit("/", 1)[0] if row else kind, [])


def provider_rows(namespace=None):
    """What `GET /providers` lists."""
    spaces = {}
    for kind, versions in TYPES.items():
        space, _, rest = kind.partition("/")
        if namespace is None or space.lower() == namespace.lower():
            row = {
                "resourceType": rest,
                "locations": LOCATIONS,
                "apiVersions": versions,
                "defaultApiVersion": versions[0],
                "zoneMappings": [
                    {"location": place, "zones": ["1", "2", "3"]}
                    for place in LOCATIONS
                    if location_name(place) not in WITHOUT_ZONES
                ],
                "capabilities": "CrossResourceGroupResourceMove, SupportsTags, SupportsLocation",
            }
            spaces.setdefault(space, []).append(row)
    return [
        {"id": "", "namespace": space, "registrationState": "Registered", "resourceTypes": rows}
        for space, rows in spaces.items()
    ]
