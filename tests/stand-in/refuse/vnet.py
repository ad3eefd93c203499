"""Networks and their subnets."""

import ipaddress

import references

from .look import (
    LB,
    UNKNOWN,
    all_members,
    element,
    members_of,
    owner,
    parts,
    props,
    ranges,
    refuse,
    sku,
    subnet_prefixes,
    target,
    vnet_of,
)

RESERVED = 5


def check(store, network, _old):
    spaces = prefixes(network, (network.properties.get("addressSpace") or {}).get("addressPrefixes") or [])
    if not spaces:
        refuse("InvalidRequestFormat", f"Cannot parse the request: {network.id} has no address space.")
    for at, space in enumerate(spaces):
        for other in spaces[:at]:
            if space.version == other.version and space.overlaps(other):
                refuse(UNKNOWN, f"The address ranges {other} and {space} of {network.id} overlap.")
    seen = []
    for subnet in parts(network, "subnets"):
        name = subnet.get("name")
        mine = prefixes(network, subnet_prefixes(props(subnet)))
        if not mine:
            refuse(
                "InvalidRequestFormat",
                f"Cannot parse the request: subnet {name} of {network.id} has no address prefix.",
            )
        for prefix in mine:
            if not any(prefix.version == space.version and prefix.subnet_of(space) for space in spaces):
                refuse(
                    "NetcfgSubnetRangeOutsideVnet",
                    f"Subnet '{name}' is not valid in virtual network '{network.name.name}': {prefix} lies outside its address space.",
                )
            if prefix.version == 4 and prefix.prefixlen > 29:
                refuse(UNKNOWN, f"Subnet '{name}' has the prefix {prefix}; /29 is the smallest.")
            if prefix.version == 6 and prefix.prefixlen != 64:
                refuse(UNKNOWN, f"Subnet '{name}' has the prefix {prefix}; an IPv6 prefix is /64.")
            for other, owner_name in seen:
                if prefix.version == other.version and prefix.overlaps(other):
                    refuse(
                        "NetcfgSubnetRangesOverlap",
                        f"Subnet '{name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '{network.name.name}' ({owner_name}).",
                    )
            seen.append((prefix, name))
    for peering in parts(network, "virtualNetworkPeerings"):
        check_peering(store, network, spaces, peering)


def prefixes(network, texts):
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text))
        except ValueError:
            loose = ranges([text])
            should = f" For the given prefix length, the address prefix should be {loose[0]}." if loose else ""
            refuse(
                "InvalidCIDRNotation",
                f"The address prefix {text} in resource {network.id} has an invalid CIDR notation.{should}",
            )
    return found


def check_peering(store, network, spaces, peering):
    remote = owner(store, target(props(peering), "remoteVirtualNetwork"))
    if remote is None:
        return
    if remote is network or remote.id.lower() == network.id.lower():
        refuse(UNKNOWN, f"Peering {peering.get('name')} leads from {network.id} to itself.")
    theirs = ranges((remote.properties.get("addressSpace") or {}).get("addressPrefixes") or [])
    for space in spaces:
        for other in theirs:
            if space.version == other.version and space.overlaps(other):
                refuse(
                    UNKNOWN,
                    f"The address ranges {space} and {other} of the peered networks {network.id} and {remote.id} overlap.",
                )


def check_change(store, network, old):
    """Ranges that are in use stay; a NAT gateway does not go with what is Basic."""
    before = (
        {str(s.get("name")).lower(): subnet_prefixes(props(s)) for s in parts(old, "subnets")}
        if old is not None
        else {}
    )
    for subnet in parts(network, "subnets"):
        identity = f"{network.id}/subnets/{subnet.get('name')}"
        was = before.get(str(subnet.get("name")).lower())
        if was is not None and was != subnet_prefixes(props(subnet)):
            gone = [prefix for prefix in was if prefix not in subnet_prefixes(props(subnet))]
            users = [place for _, place in references.to(store, identity)]
            if gone and users:
                refuse(
                    "InUsePrefixCannotBeDeleted",
                    f"IpPrefix {gone[0]} on Subnet {subnet.get('name')} has active allocations and cannot be deleted.",
                )
        room(store, identity, props(subnet))
        gateway = owner(store, target(props(subnet), "natGateway"))
        if gateway is not None:
            check_gateway(store, network, identity, gateway)


def check_gateway(store, network, subnet, gateway):
    for who, place in references.to(store, gateway.id):
        if "/subnets/" in place.lower() and vnet_of(place) != network.id.lower():
            refuse(
                "NatGatewayCannotBeUsedBySubnetsBelongingToDifferentVirtualNetworks",
                f"NAT gateway {gateway.id} cannot be used by subnets of different virtual networks: {subnet}, {place}.",
            )
    for member in all_members(store):
        if member.subnet != subnet.lower():
            continue
        basic = [owner(store, pool) for pool in member.pools]
        basic.append(owner(store, target(member.ip, "publicIPAddress")))
        if any(found is not None and sku(found) == "Basic" for found in basic):
            refuse(
                "SubnetWithNatGatewatAndBasicSKUResourceNotAllowed",
                f"Subnet {subnet} has NAT gateway {gateway.id}, and {member.place} uses a Basic resource.",
            )


def check_room(store, resource, _old):
    """A scale set has an address for each of its instances."""
    for subnet in sorted({member.subnet for member in members_of(resource) if member.subnet}):
        room(store, subnet, element(store, subnet))


def room(store, subnet, properties):
    """Refuse a subnet that holds more than it has addresses."""
    nets = [net for net in ranges(subnet_prefixes(properties)) if net.version == 4]
    if not nets:
        return
    used = sum(m.count for m in all_members(store) if m.subnet == subnet.lower() and m.version == "IPv4")
    for balancer in store.of(LB):
        used += sum(target(props(f), "subnet") == subnet.lower() for f in parts(balancer, "frontendIPConfigurations"))
    there = sum(net.num_addresses - RESERVED for net in nets)
    if used > there:
        refuse(
            "SubnetIsFull",
            f"Subnet {subnet.rsplit('/', 1)[1]} with address prefix {nets[0]} does not have enough capacity for {used} IP addresses.",
        )
