"""Looking at bodies: parts, references, members of pools, address ranges."""

import ipaddress
import re

import names
from trouble import Refusal

VMSS = "Microsoft.Compute/virtualMachineScaleSets"
NIC = "Microsoft.Network/networkInterfaces"
LB = "Microsoft.Network/loadBalancers"
PIP = "Microsoft.Network/publicIPAddresses"
PREFIX = "Microsoft.Network/publicIPPrefixes"
VNET = "Microsoft.Network/virtualNetworks"
NSG = "Microsoft.Network/networkSecurityGroups"

# A restriction that is documented, but whose error code nobody has published.
UNKNOWN = "CodeNotKnown"

NETWORK_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?")


def refuse(code, message, status=400):
    raise Refusal(status, code, message)


def props(part):
    value = part.get("properties") if isinstance(part, dict) else None
    return value if isinstance(value, dict) else {}


def parts(resource, collection):
    """The elements of a collection in a resource's properties."""
    value = resource.properties.get(collection)
    return [part for part in value or [] if isinstance(part, dict)] if isinstance(value, list) else []


def part_id(resource, collection, part):
    return f"{resource.id}/{collection}/{part.get('name')}"


def target(properties, member):
    """The id in `member`, in lower case; empty when there is none."""
    value = properties.get(member)
    return str(value.get("id") or "").lower() if isinstance(value, dict) else ""


def targets(properties, member):
    value = properties.get(member)
    return (
        [str(item.get("id") or "").lower() for item in value or [] if isinstance(item, dict)]
        if isinstance(value, list)
        else []
    )


def sku(resource, default="Basic"):
    value = resource.body.get("sku")
    return str(value.get("name") or default) if isinstance(value, dict) else default


def tier(resource):
    value = resource.body.get("sku")
    return str(value.get("tier") or "Regional") if isinstance(value, dict) else "Regional"


def owner(store, identity):
    """The resource that an id, or the part it names, belongs to."""
    if not identity:
        return None
    try:
        name = names.parse(identity)
    except Exception:  # an id that is none is refused elsewhere
        return None
    return store.resources.get(name.key) or store.resources.get(name.top().key)


def element(store, identity):
    """The properties of a part by its id."""
    if not identity:
        return {}
    found = store.element(names.parse(identity))
    return props(found) if found else {}


def vnet_of(subnet):
    """The id of the network that a subnet's id belongs to."""
    return subnet.lower().split("/subnets/")[0]


def number(value):
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def ranges(texts):
    """Address ranges from text; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text, strict=False))
        except (ValueError, TypeError):
            continue
    return found


def subnet_prefixes(properties):
    many = properties.get("addressPrefixes")
    return (
        list(many)
        if isinstance(many, list) and many
        else [properties["addressPrefix"]] if properties.get("addressPrefix") else []
    )


def protocols(name):
    """What a protocol covers."""
    return {"Tcp", "Udp"} if str(name).lower() == "all" else {str(name).capitalize()}


def is_public(balancer):
    return any(
        props(f).get("publicIPAddress") or props(f).get("publicIPPrefix")
        for f in parts(balancer, "frontendIPConfigurations")
    )


def is_internal(balancer):
    return any(props(f).get("subnet") for f in parts(balancer, "frontendIPConfigurations"))


class Member:
    """One IP configuration that can be in pools: of a scale set (for all its instances) or of a NIC."""

    def __init__(self, resource, place, nic, ip, primary_nic, primary_ip, count):
        self.resource, self.place, self.nic, self.ip = resource, place, nic, ip
        self.primary_nic, self.primary_ip, self.count = primary_nic, primary_ip, count

    @property
    def pools(self):
        return targets(self.ip, "loadBalancerBackendAddressPools")

    @property
    def nat_pools(self):
        return targets(self.ip, "loadBalancerInboundNatPools")

    @property
    def nat_rules(self):
        return targets(self.ip, "loadBalancerInboundNatRules")

    @property
    def subnet(self):
        return target(self.ip, "subnet")

    @property
    def version(self):
        return str(self.ip.get("privateIPAddressVersion") or "IPv4")

    @property
    def public(self):
        return bool(self.ip.get("publicIPAddressConfiguration") or self.ip.get("publicIPAddress"))

    @property
    def of_scale_set(self):
        return self.resource.kind == VMSS


def model_nics(resource):
    profile = resource.properties.get("virtualMachineProfile")
    network = (profile or {}).get("networkProfile") if isinstance(profile, dict) else None
    rows = (network or {}).get("networkInterfaceConfigurations") if isinstance(network, dict) else None
    return [row for row in rows or [] if isinstance(row, dict)]


def capacity(resource):
    value = resource.body.get("sku")
    return number((value or {}).get("capacity")) or 0 if isinstance(value, dict) else 0


def members_of(resource):
    """The IP configurations of one scale set or NIC."""
    found = []
    if resource.kind == VMSS:
        rows = model_nics(resource)
        marked = [row for row in rows if props(row).get("primary") is True]
        first = marked[0] if marked else rows[0] if rows else None
        for row in rows:
            place = f"{resource.id}/networkInterfaceConfigurations/{row.get('name')}"
            found += ips_of(resource, place, props(row), row is first, capacity(resource))
    elif resource.kind == NIC:
        found += ips_of(resource, resource.id, resource.properties, True, 1)
    return found


def ips_of(resource, place, nic, primary_nic, count):
    rows = [row for row in nic.get("ipConfigurations") or [] if isinstance(row, dict)]
    marked = [row for row in rows if props(row).get("primary") is True]
    first = marked[0] if marked else rows[0] if rows else None
    return [
        Member(
            resource, f"{place}/ipConfigurations/{row.get('name')}", nic, props(row), primary_nic, row is first, count
        )
        for row in rows
    ]


def all_members(store):
    """Every IP configuration there is."""
    return [
        member
        for resource in store.resources.values()
        if resource.kind in (VMSS, NIC)
        for member in members_of(resource)
    ]


def balancers_of(store, members):
    """The load balancers that some members are behind, by id."""
    found = {}
    for member in members:
        for identity in member.pools + member.nat_pools + member.nat_rules:
            balancer = owner(store, identity)
            if balancer is not None and balancer.kind == LB:
                found[balancer.id.lower()] = balancer
    return found
