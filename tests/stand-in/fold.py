"""What the service makes of the values it is sent, before it looks at them.

az sends numbers and truth values as text, words in its own letter case, and members in lower case; the service takes
them. It also fills in defaults and keeps two spellings of one thing equal; both must be done here, or a state that
az left behind would differ from one that a template left behind.
"""

import copy

from kinds import CHILDREN, location_name

NUMBERS = set(
    "frontendPort backendPort frontendPortRangeStart frontendPortRangeEnd idleTimeoutInMinutes port "
    "intervalInSeconds numberOfProbes probeThreshold allocatedOutboundPorts priority prefixLength capacity "
    "platformFaultDomainCount maxBatchInstancePercent maxUnhealthyInstancePercent maxUnhealthyUpgradedInstancePercent "
    "diskSizeGB lun".split()
)
TRUTHS = set(
    "enableFloatingIP enableTcpReset disableOutboundSnat overprovision singlePlacementGroup primary enabled "
    "enableAcceleratedNetworking enableIPForwarding disablePasswordAuthentication defaultOutboundAccess "
    "zoneBalance provisionVMAgent enableAutomaticOSUpgrade autoUpgradeMinorVersion allowVirtualNetworkAccess "
    "allowForwardedTraffic allowGatewayTransit useRemoteGateways doNotRunExtensionsOnOverprovisionedVMs "
    "disableBgpRoutePropagation".split()
)
WORDS = {
    "protocol": "Tcp Udp All Http Https Icmp Esp Ah *".split(),
    "access": ["Allow", "Deny"],
    "direction": ["Inbound", "Outbound"],
    "loadDistribution": ["Default", "SourceIP", "SourceIPProtocol"],
    "publicIPAllocationMethod": ["Static", "Dynamic"],
    "privateIPAllocationMethod": ["Static", "Dynamic"],
    "publicIPAddressVersion": ["IPv4", "IPv6"],
    "privateIPAddressVersion": ["IPv4", "IPv6"],
    "orchestrationMode": ["Uniform", "Flexible"],
    "mode": ["Manual", "Automatic", "Rolling", "Incremental", "Complete", "Advanced"],
    "nextHopType": ["VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None"],
}
MEMBERS = {
    "publicipaddressconfiguration": "publicIPAddressConfiguration",
    "publicipaddress": "publicIPAddress",
    "publicipprefix": "publicIPPrefix",
    "frontendipconfiguration": "frontendIPConfiguration",
    "frontendipconfigurations": "frontendIPConfigurations",
    "privateipaddressversion": "privateIPAddressVersion",
    "publicipaddressversion": "publicIPAddressVersion",
    "privateipallocationmethod": "privateIPAllocationMethod",
    "publicipallocationmethod": "publicIPAllocationMethod",
    "ipconfigurations": "ipConfigurations",
    "id": "id",
    "subnet": "subnet",
    "properties": "properties",
    "name": "name",
}
for _rows in CHILDREN.values():
    for _name in _rows:
        MEMBERS.setdefault(_name.lower(), _name)
FREE = set("tags settings protectedSettings customData userData metadata rules".lower().split())

# Members that only the service writes; they come back with what az read, and are dropped.
READ_ONLY = set("provisioningState resourceGuid etag".split())
BACK = {
    "frontendIPConfigurations": "loadBalancingRules inboundNatRules inboundNatPools outboundRules",
    "backendAddressPools": "backendIPConfigurations loadBalancingRules outboundRules outboundRule inboundNatRules",
    "probes": "loadBalancingRules",
    "inboundNatRules": "backendIPConfiguration",
    "subnets": "ipConfigurations ipConfigurationProfiles privateEndpoints purpose",
    "virtualNetworkPeerings": "remoteAddressSpace peeringState peeringSyncLevel remoteVirtualNetworkAddressSpace",
}
TOP_BACK = {
    "Microsoft.Network/publicIPAddresses": "ipConfiguration ipAddress natGateway",
    "Microsoft.Network/publicIPPrefixes": "publicIPAddresses ipPrefix loadBalancerFrontendIpConfiguration",
    "Microsoft.Network/networkSecurityGroups": "subnets networkInterfaces defaultSecurityRules",
    "Microsoft.Network/routeTables": "subnets",
    "Microsoft.Network/natGateways": "subnets",
    "Microsoft.Network/networkInterfaces": "virtualMachine macAddress",
    "Microsoft.Compute/virtualMachineScaleSets": "uniqueId timeCreated",
    "Microsoft.Compute/availabilitySets": "virtualMachines",
}

DEFAULTS = {
    "Microsoft.Network/publicIPAddresses": {"idleTimeoutInMinutes": 4, "publicIPAddressVersion": "IPv4"},
    "Microsoft.Network/natGateways": {"idleTimeoutInMinutes": 4},
    "Microsoft.Network/publicIPPrefixes": {"publicIPAddressVersion": "IPv4"},
    "Microsoft.Network/networkInterfaces": {"enableAcceleratedNetworking": False, "enableIPForwarding": False},
    "Microsoft.Network/routeTables": {"disableBgpRoutePropagation": False},
}
CHILD_DEFAULTS = {
    "frontendIPConfigurations": {},
    "loadBalancingRules": {
        "idleTimeoutInMinutes": 4,
        "enableFloatingIP": False,
        "enableTcpReset": False,
        "disableOutboundSnat": False,
        "loadDistribution": "Default",
    },
    "probes": {"intervalInSeconds": 15, "numberOfProbes": 1, "probeThreshold": 1},
    "inboundNatRules": {"idleTimeoutInMinutes": 4, "enableFloatingIP": False, "enableTcpReset": False},
    "inboundNatPools": {"idleTimeoutInMinutes": 4, "enableFloatingIP": False, "enableTcpReset": False},
    "outboundRules": {"idleTimeoutInMinutes": 4, "enableTcpReset": False, "allocatedOutboundPorts": 0},
    "subnets": {"privateEndpointNetworkPolicies": "Disabled", "privateLinkServiceNetworkPolicies": "Enabled"},
    "virtualNetworkPeerings": {
        "allowVirtualNetworkAccess": True,
        "allowForwardedTraffic": False,
        "allowGatewayTransit": False,
        "useRemoteGateways": False,
        "peerCompleteVnets": True,
    },
    "ipConfigurations": {"privateIPAllocationMethod": "Dynamic", "privateIPAddressVersion": "IPv4"},
}


def fold(kind, body):
    """A body as the service keeps it. `kind` is the type of a resource with an id of its own."""
    body = folded(copy.deepcopy(body), "")
    for member in ("id", "name", "type", "etag", "systemData", "resourceGroup", "apiVersion", "scope", "comments"):
        body.pop(member, None)
    if isinstance(body.get("location"), str):
        body["location"] = location_name(body["location"])
    if isinstance(body.get("identity"), dict):
        fold_identity(body["identity"])
    properties = body.get("properties")
    if isinstance(properties, dict):
        drop(properties, READ_ONLY, TOP_BACK.get(kind, "").split())
        fill(properties, DEFAULTS.get(kind, {}))
        if kind == "Microsoft.Network/loadBalancers":
            drop_made_rules(properties)
        for collection, row in CHILDREN.get(kind, {}).items():
            for element in inside(body, row.path):
                fold_child(collection, element)
        if kind == "Microsoft.Compute/virtualMachineScaleSets":
            fold_scale_set(properties)
    elif kind in DEFAULTS:
        body["properties"] = dict(DEFAULTS[kind])
    if kind.startswith("Microsoft.Network/public") and "sku" not in body:
        body["sku"] = {"name": "Basic", "tier": "Regional"}
    if isinstance(body.get("sku"), dict) and kind.startswith("Microsoft.Network/"):
        fold_words(
            body["sku"], {"name": ["Basic", "Standard", "StandardV2", "Gateway"], "tier": ["Regional", "Global"]}
        )
    if isinstance(body.get("sku"), dict) and kind.startswith("Microsoft.Network/") and "tier" not in body["sku"]:
        if kind.rsplit("/", 1)[1] in ("loadBalancers", "publicIPAddresses", "publicIPPrefixes"):
            body["sku"]["tier"] = "Regional"
    body = without_nulls(body)
    body.setdefault("properties", {})  # whoever reads it finds one, and must not change the body by looking
    return body


def fold_words(value, words):
    """Words in the service's letter case."""
    for name, known in words.items():
        for word in known:
            if str(value.get(name)).lower() == word.lower():
                value[name] = word


def fold_identity(identity):
    """Who the identities are is the service's to say."""
    drop(identity, ("principalId", "tenantId"))
    for key in identity.get("userAssignedIdentities") or {}:
        identity["userAssignedIdentities"][key] = {}


def fold_scale_set(properties):
    """The defaults that the service writes into a scale set."""
    properties.setdefault("orchestrationMode", "Uniform" if properties.get("virtualMachineProfile") else "Flexible")
    if properties["orchestrationMode"] == "Uniform":
        properties.setdefault("overprovision", True)


def fold_child(collection, element):
    """One element of a collection inside its parent."""
    for member in ("id", "type", "etag", "resourceGroup"):
        element.pop(member, None)
    properties = element.setdefault("properties", {})
    if not isinstance(properties, dict):
        return
    drop(properties, READ_ONLY, BACK.get(collection, "").split())
    fill(properties, CHILD_DEFAULTS.get(collection, {}))
    if collection == "frontendIPConfigurations" and "subnet" in properties:
        given = "Static" if properties.get("privateIPAddress") else "Dynamic"
        properties.setdefault("privateIPAllocationMethod", given)
        properties.setdefault("privateIPAddressVersion", "IPv4")
    if collection == "frontendIPConfigurations" and "subnet" not in properties:
        properties.pop("privateIPAllocationMethod", None)
        properties.pop("privateIPAddressVersion", None)
    if collection == "loadBalancingRules":
        mirror(properties)
    if collection == "backendAddressPools":
        own_addresses(properties)
    if collection == "subnets":
        prefixes = properties.get("addressPrefixes")
        if isinstance(prefixes, list) and len(prefixes) == 1:
            properties["addressPrefix"] = properties.pop("addressPrefixes")[0]
    if collection == "securityRules":
        for name in ("sourcePortRange", "destinationPortRange", "sourceAddressPrefix", "destinationAddressPrefix"):
            many = properties.get(name + ("es" if name.endswith("Prefix") else "s"))
            if isinstance(many, list) and not many:
                properties.pop(name + ("es" if name.endswith("Prefix") else "s"))
            elif isinstance(many, list) and len(many) == 1 and not properties.get(name):
                properties[name] = properties.pop(name + ("es" if name.endswith("Prefix") else "s"))[0]


def drop_made_rules(properties):
    """The rules that a NAT pool makes are the service's own: `POOL.NUMBER` beside a pool of that name."""
    pools = {
        str(pool.get("name")).lower() for pool in properties.get("inboundNatPools") or [] if isinstance(pool, dict)
    }
    rules = properties.get("inboundNatRules")
    if isinstance(rules, list) and pools:
        kept = []
        for rule in rules:
            pool, _, number = str((rule or {}).get("name")).rpartition(".")
            if pool.lower() not in pools or not number.isdigit():
                kept.append(rule)
        properties["inboundNatRules"] = kept
        if not kept:
            del properties["inboundNatRules"]


def own_addresses(pool):
    """Addresses that stand for NICs are the service's own; those by IP are kept."""
    rows = pool.get("loadBalancerBackendAddresses")
    if isinstance(rows, list):
        kept = [row for row in rows if "networkInterfaceIPConfiguration" not in ((row or {}).get("properties") or {})]
        if kept:
            pool["loadBalancerBackendAddresses"] = kept
        else:
            del pool["loadBalancerBackendAddresses"]


def mirror(rule):
    """`backendAddressPool` and a `backendAddressPools` of one say the same."""
    pools, pool = rule.get("backendAddressPools"), rule.get("backendAddressPool")
    if pools and not pool and len(pools) == 1:
        rule["backendAddressPool"] = dict(pools[0])
    elif pool and not pools:
        rule["backendAddressPools"] = [dict(pool)]


def folded(value, name):
    """Numbers, truth values, words and member names in the service's own form."""
    if isinstance(value, dict):
        if name.lower() in FREE:
            return value
        result = {}
        for key, item in value.items():
            key = MEMBERS.get(key.lower(), key)
            result[key] = folded(item, key)
        return result
    if isinstance(value, list):
        return [folded(item, name) for item in value]
    if isinstance(value, str):
        if name in NUMBERS and value.strip().isdigit():
            return int(value)
        if name in TRUTHS and value.lower() in ("true", "false"):
            return value.lower() == "true"
        for word in WORDS.get(name, ()):
            if value.lower() == word.lower():
                return word
    return value


def inside(body, path):
    """The elements of an array deep in a body; none when there is no such array."""
    for step in path:
        body = body.get(step) if isinstance(body, dict) else None
    return [element for element in body or [] if isinstance(element, dict)]


def drop(properties, *groups):
    for group in groups:
        for member in group:
            properties.pop(member, None)


def fill(properties, defaults):
    for name, value in defaults.items():
        if properties.get(name) is None:
            properties[name] = value


def without_nulls(value):
    """What is null was not sent, as far as the service is concerned."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value if item is not None]
    return value
