"""What the service adds when a resource is read: references back, addresses, and what instances there are.

None of it is stored, so none of it can go stale, and what az sends back of it is dropped (`fold.py`).
"""

import hashlib
import ipaddress
import uuid

import names
import references
from kinds import child_of
from store import with_ids
from tokens import TENANT

SECRETS = ("adminPassword", "customData", "protectedSettings")

# (where a reference stands, its member) → (the collection it leads to, the member there)
BACK = {
    ("loadBalancingRules", "frontendIPConfiguration"): "loadBalancingRules",
    ("inboundNatRules", "frontendIPConfiguration"): "inboundNatRules",
    ("inboundNatPools", "frontendIPConfiguration"): "inboundNatPools",
    ("outboundRules", "frontendIPConfigurations"): "outboundRules",
    ("loadBalancingRules", "backendAddressPool"): "loadBalancingRules",
    ("outboundRules", "backendAddressPool"): "outboundRules",
    ("inboundNatRules", "backendAddressPool"): "inboundNatRules",
    ("loadBalancingRules", "probe"): "loadBalancingRules",
}


def view(store, resource):
    """A resource as GET shows it."""
    body = with_ids(resource)
    body["etag"] = f'W/"{hashlib.md5(repr(resource.body).encode()).hexdigest()}"'
    add = ADD.get(resource.kind)
    if add:
        add(store, resource, body["properties"])
    if isinstance(body.get("identity"), dict):
        show_identity(resource, body["identity"])
    if resource.kind.startswith("Microsoft.Compute/"):
        hide_secrets(body["properties"])
    return body


def show_identity(resource, identity):
    """Principals, made from ids."""
    if "SystemAssigned" in str(identity.get("type")):
        identity["principalId"], identity["tenantId"] = made(resource.id, "principalId"), TENANT
    for key in identity.get("userAssignedIdentities") or {}:
        identity["userAssignedIdentities"][key] = {name: made(key, name) for name in ("principalId", "clientId")}


def made(identity, purpose):
    """A UUID that depends on nothing but an id and what it is for."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{identity.lower()}#{purpose}"))


def hide_secrets(value):
    """What the service takes and never gives back."""
    if isinstance(value, dict):
        for name in SECRETS:
            value.pop(name, None)
        for item in value.values():
            hide_secrets(item)
    elif isinstance(value, list):
        for item in value:
            hide_secrets(item)


def element_view(store, resource, name):
    """A child inside its parent, as GET shows it."""
    body = view(store, resource)
    row = child_of(name.kind)
    part = body
    for step in row.path:
        part = part.get(step) or {}
    found = [element for element in part if str(element["name"]).lower() == name.name.lower()]
    return found[0] if found else None


def load_balancer(store, resource, properties):
    rows = {}
    for collection in ("frontendIPConfigurations", "backendAddressPools", "probes"):
        for element in properties.get(collection, []):
            rows[element["id"].lower()] = element["properties"]
    for (collection, member), back in BACK.items():
        for element in properties.get(collection, []):
            value = element["properties"].get(member)
            for target in value if isinstance(value, list) else [value]:
                row = rows.get(str((target or {}).get("id")).lower())
                if row is not None:
                    row.setdefault(back, []).append({"id": element["id"]})
    generated = made_rules(store, resource, properties)
    if generated:
        properties.setdefault("inboundNatRules", []).extend(generated)
    for element in properties.get("frontendIPConfigurations", []):
        private_address(store, element)
    for element in properties.get("backendAddressPools", []):
        users = references.to(store, element["id"])
        shown = [{"id": where} for resource_id, where in users if "/ipconfigurations/" in where.lower()]
        if shown:
            element["properties"]["backendIPConfigurations"] = shown
            element["properties"]["loadBalancerBackendAddresses"] = [
                {"name": f"address{at}", "properties": {"networkInterfaceIPConfiguration": user}}
                for at, user in enumerate(shown)
            ]


def made_rules(store, resource, properties):
    """The NAT rules that a NAT pool makes, one for each instance that uses it."""
    found = []
    for pool in properties.get("inboundNatPools", []):
        told = pool["properties"]
        places = [where for _, where in references.to(store, pool["id"]) if "/virtualmachines/" in where.lower()]
        for at, place in enumerate(sorted(places, key=instance_number)):
            number = instance_number(place)
            rule = {name: told[name] for name in ("frontendIPConfiguration", "protocol", "backendPort") if name in told}
            rule.update(
                {name: told.get(name) for name in ("idleTimeoutInMinutes", "enableFloatingIP", "enableTcpReset")}
            )
            rule.update(frontendPort=told["frontendPortRangeStart"] + at, backendIPConfiguration={"id": place})
            name = f"{pool['name']}.{number}"
            kind = "Microsoft.Network/loadBalancers/inboundNatRules"
            identity = f"{resource.id}/inboundNatRules/{name}"
            found.append(
                {"name": name, "id": identity, "type": kind, "properties": {**rule, "provisioningState": "Succeeded"}}
            )
    return found


def instance_number(place):
    """The instance in the id of one of its IP configurations."""
    return int(place.lower().split("/virtualmachines/")[1].split("/")[0])


def private_address(store, element):
    """A dynamic address is the first free one, as far as this subnet's frontends go."""
    properties = element["properties"]
    subnet = (properties.get("subnet") or {}).get("id")
    if not subnet or properties.get("privateIPAddress"):
        return
    found = store.element(names.parse(subnet))
    prefix = (found or {}).get("properties", {}).get("addressPrefix")
    if prefix:
        net = ipaddress.ip_network(prefix, strict=False)
        digest = int(hashlib.md5(element["id"].lower().encode()).hexdigest(), 16)
        properties["privateIPAddress"] = str(net.network_address + 4 + digest % max(net.num_addresses - 5, 1))


def public_ip(store, resource, properties):
    """An address from the ranges for documentation; it depends on the id alone."""
    digest = int(hashlib.md5(resource.id.lower().encode()).hexdigest(), 16)
    if properties.get("publicIPAddressVersion") == "IPv6":
        properties["ipAddress"] = str(ipaddress.ip_address("2001:db8::") + digest % 2**64)
    else:
        properties["ipAddress"] = f"203.0.113.{1 + digest % 254}"
    for _, where in references.to(store, resource.id):
        properties["ipConfiguration"] = {"id": where}
        break
    label = (properties.get("dnsSettings") or {}).get("domainNameLabel")
    if label:
        place = resource.body.get("location", "")
        properties["dnsSettings"]["fqdn"] = f"{label}.{place}.cloudapp.azure.com"


def prefix(store, resource, properties):
    properties["ipPrefix"] = f"198.51.100.0/{properties.get('prefixLength', 28)}"


def network(store, resource, properties):
    for element in properties.get("subnets", []):
        users = [{"id": where} for _, where in references.to(store, element["id"])]
        users = [user for user in users if "ipconfigurations/" in user["id"].lower()]
        if users:
            element["properties"]["ipConfigurations"] = users
    for element in properties.get("virtualNetworkPeerings", []):
        element["properties"]["peeringState"] = "Connected"


def interface(store, resource, properties):
    for element in properties.get("ipConfigurations", []):
        private_address(store, element)
    properties["macAddress"] = "00-0D-3A-" + hashlib.md5(resource.id.lower().encode()).hexdigest()[:6].upper()


def used_by_subnets(store, resource, properties):
    users = [{"id": where} for _, where in references.to(store, resource.id) if "/subnets/" in where.lower()]
    if users:
        properties["subnets"] = users


def scale_set(store, resource, properties):
    properties["uniqueId"] = made(resource.id, "uniqueId")


def machine(store, resource, properties):
    properties["vmId"] = made(resource.id, "vmId")


def identity(store, resource, properties):
    for member in ("principalId", "clientId"):
        properties[member] = made(resource.id, member)
    properties["tenantId"] = TENANT


def storage(store, resource, properties):
    name = resource.name.name
    properties["primaryEndpoints"] = {
        part: f"https://{name}.{part}.stand-in.invalid/" for part in ("blob", "file", "queue", "table")
    }


def cluster(store, resource, properties):
    place = resource.body.get("location", "")
    properties["clusterEndpoint"] = f"https://{place}.servicefabric.stand-in.invalid/runtime/clusters/{made(resource.id, 'cluster')}"


def component(store, resource, properties):
    for member in ("InstrumentationKey", "AppId"):
        properties[member] = made(resource.id, member)
    properties["ConnectionString"] = f"InstrumentationKey={properties['InstrumentationKey']}"


ADD = {
    "Microsoft.ServiceFabric/clusters": cluster,
    "Microsoft.Insights/components": component,
    "Microsoft.Network/loadBalancers": load_balancer,
    "Microsoft.Network/publicIPAddresses": public_ip,
    "Microsoft.Network/publicIPPrefixes": prefix,
    "Microsoft.Network/virtualNetworks": network,
    "Microsoft.Network/networkSecurityGroups": used_by_subnets,
    "Microsoft.Network/routeTables": used_by_subnets,
    "Microsoft.Network/natGateways": used_by_subnets,
    "Microsoft.Network/networkInterfaces": interface,
    "Microsoft.Compute/virtualMachineScaleSets": scale_set,
    "Microsoft.Compute/virtualMachines": machine,
    "Microsoft.ManagedIdentity/userAssignedIdentities": identity,
    "Microsoft.Storage/storageAccounts": storage,
}
