"""A load balancer by itself: frontends, pools, probes, rules."""

import ipaddress

import names
import references

from .look import (
    LB,
    UNKNOWN,
    element,
    number,
    owner,
    part_id,
    parts,
    props,
    ranges,
    refuse,
    sku,
    subnet_prefixes,
    target,
    targets,
    tier,
)

COLLECTIONS = "backendAddressPools loadBalancingRules probes inboundNatRules inboundNatPools outboundRules".split()


def check(store, balancer, _old):
    """Everything about a load balancer that needs no other resource than those it names."""
    if sku(balancer) not in ("Basic", "Standard", "Gateway", "Service"):
        refuse("InvalidRequestFormat", f"Cannot parse the request: '{sku(balancer)}' is no SKU of a load balancer.")
    frontends = parts(balancer, "frontendIPConfigurations")
    if not frontends and any(parts(balancer, collection) for collection in COLLECTIONS):
        refuse(
            "LoadBalancerWithoutFrontendIPCantHaveChildResources",
            f"Load Balancer {balancer.id} does not have Frontend IP Configuration, but it has other child resources. This "
            "setup is not supported.",
        )
    if len(frontends) > 600:
        refuse(
            "LoadBalancerFrontendIPConfigurationCountLimitReached",
            "A load balancer cannot have more than 600 FrontendIPConfigurations.",
        )
    for frontend in frontends:
        check_frontend(store, balancer, frontend)
    versions = {version(store, frontend) for frontend in frontends}
    if "IPv6" in versions and "IPv4" not in versions:
        refuse(
            "AtleastOneIpV4RequiredForIpV6LbFrontendIpConfiguration",
            "At least one IPv4 frontend ipConfiguration is required for an IPv6 frontend ipConfiguration on the load "
            f"balancer {balancer.id}.",
        )
    check_pools(balancer)
    for probe in parts(balancer, "probes"):
        check_probe(part_id(balancer, "probes", probe), props(probe))
    inside(balancer)


def version(store, frontend):
    address = owner(store, target(props(frontend), "publicIPAddress") or target(props(frontend), "publicIPPrefix"))
    if address is not None:
        return address.properties.get("publicIPAddressVersion") or "IPv4"
    return props(frontend).get("privateIPAddressVersion") or "IPv4"


def check_frontend(store, balancer, frontend):
    properties, where = props(frontend), part_id(balancer, "frontendIPConfigurations", frontend)
    subnet, public = target(properties, "subnet"), target(properties, "publicIPAddress")
    prefix = target(properties, "publicIPPrefix")
    if subnet and (public or prefix):
        refuse(
            "FrontendIPConfigHasBothSubnetAndPublicIP",
            f"Frontend IP Configuration {where} must not reference both a Subnet and a Public IP Address.",
        )
    if not subnet and not public and not prefix:
        refuse(
            "FrontendIPConfigHasNoSubnetOrPublicIP",
            f"Frontend IP Configuration {where} must reference either a Subnet or a Public IP Address.",
        )
    zones = frontend.get("zones") or []
    if zones and not subnet:
        refuse(
            "LoadBalancerFrontendIPConfigCannotHaveZoneWhenReferencingPublicIPAddress",
            f"Load balancer frontendIPConfiguration {where} has {len(zones)} zone specified and is referencing a "
            f"publicIPAddress {public or prefix}. Networking supports zones only for frontendIpconfigurations which "
            "reference a subnet.",
        )
    if len(zones) == 2:
        refuse(
            "ResourceCannotHaveMultipleZonesSpecified",
            f"Resource {where} has 2 zones specified. Only one zone can be specified for this resource.",
        )
    if public:
        check_public(store, balancer, where, public)
    address = owner(store, public or prefix)
    if (
        address is not None
        and sku(address) != "Basic"
        and sku(balancer) == "Basic"
        or address is not None
        and sku(address) == "Basic"
        and sku(balancer) != "Basic"
    ):
        refuse(
            "PublicIPAndLBSkuDoNotMatch",
            f"{sku(balancer)} sku load balancer {balancer.id} cannot reference {sku(address)} sku publicIP {address.id}.",
        )
    if address is not None and sku(address) == "StandardV2":
        refuse(UNKNOWN, f"Load balancer {balancer.id} cannot reference the StandardV2 address {address.id}.")
    if address is not None and tier(address) != tier(balancer):
        refuse(
            UNKNOWN, f"Load balancer {balancer.id} is {tier(balancer)}, its address {address.id} is {tier(address)}."
        )
    if tier(balancer) == "Global" and subnet:
        refuse(UNKNOWN, f"A Global load balancer has public frontends alone, and {where} has a subnet.")
    if subnet:
        check_private(store, balancer, where, properties, subnet)


def check_public(store, balancer, where, public):
    users = {place.lower() for _, place in references.to(store, public)}
    if len(users | {where.lower()}) > 1:
        refuse(
            "PublicIPReferencedByMultipleIPConfigs",
            f"Public IP address {public} is referenced by multiple ipconfigs in resource {balancer.id}: {', '.join(sorted(users))}.",
        )


def check_private(store, balancer, where, properties, subnet):
    address = properties.get("privateIPAddress")
    if not address or properties.get("privateIPAllocationMethod") != "Static":
        return
    check_address(store, where, address, subnet, balancer.id)


def check_address(store, where, address, subnet, owner_id):
    """A static private address: in the subnet, not reserved, not taken."""
    nets = ranges(subnet_prefixes(element(store, subnet)))
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        refuse("InvalidRequestFormat", f"Cannot parse the request: '{address}' is no IP address ({where}).")
    nets = [net for net in nets if net.version == ip.version]
    if not any(ip in net for net in nets):
        refuse(
            "PrivateIPAddressNotInSubnet",
            f"Private static IP address {address} does not belong to the range of subnet {subnet}.",
        )
    for net in nets:
        if ip in net and (int(ip) - int(net.network_address) < 4 or ip == net.broadcast_address):
            refuse(
                "PrivateIPAddressInReservedRange",
                f"Private static IP address {address} falls within reserved IP range of subnet {subnet}.",
            )
    for resource in store.resources.values():
        for place, other in static_addresses(resource):
            if (
                place.lower() != where.lower()
                and other.get("privateIPAddress") == address
                and target(other, "subnet") == subnet
            ):
                refuse(
                    "PrivateIPAddressIsAllocated",
                    f"IP configuration {where} is using the private IP address {address} which is already allocated to resource {place}.",
                )


def static_addresses(resource):
    if resource.kind == LB:
        for frontend in parts(resource, "frontendIPConfigurations"):
            yield part_id(resource, "frontendIPConfigurations", frontend), props(frontend)
    elif resource.kind == "Microsoft.Network/networkInterfaces":
        for row in parts(resource, "ipConfigurations"):
            yield part_id(resource, "ipConfigurations", row), props(row)


def check_pools(balancer):
    for pool in parts(balancer, "backendAddressPools"):
        where, properties = part_id(balancer, "backendAddressPools", pool), props(pool)
        addresses = [
            props(row) for row in properties.get("loadBalancerBackendAddresses") or [] if isinstance(row, dict)
        ]
        regional = [row for row in addresses if row.get("loadBalancerFrontendIPConfiguration")]
        if tier(balancer) == "Global" and len(regional) < len(addresses):
            refuse(
                UNKNOWN, f"The pool {where} of a Global load balancer holds frontends of regional load balancers alone."
            )
        if addresses and not regional and sku(balancer) == "Basic":
            refuse(UNKNOWN, f"The pool {where} holds addresses, which takes a Standard load balancer.")
        if properties.get("tunnelInterfaces") and sku(balancer) != "Gateway":
            refuse(UNKNOWN, f"The pool {where} has tunnel interfaces, which takes a Gateway load balancer.")


def check_probe(where, properties):
    port, interval, path = (
        number(properties.get("port")),
        number(properties.get("intervalInSeconds")),
        properties.get("requestPath"),
    )
    if port is None or not 1 <= port <= 65535:
        refuse(UNKNOWN, f"The port of probe {where} is {port}; it is between 1 and 65535.")
    if interval is not None and interval < 5:
        refuse(UNKNOWN, f"The interval of probe {where} is {interval} seconds; 5 is the least.")
    threshold = number(properties.get("probeThreshold"))
    if threshold is not None and not 1 <= threshold <= 100:
        refuse(UNKNOWN, f"The threshold of probe {where} is {threshold}; it is between 1 and 100.")
    if properties.get("protocol") == "Tcp" and path:
        refuse(UNKNOWN, f"The probe {where} is Tcp and has a path.")
    if properties.get("protocol") in ("Http", "Https") and not path:
        refuse(UNKNOWN, f"The probe {where} is {properties['protocol']} and has no path.")


def inside(balancer):
    """The parts of a load balancer refer to parts of the same one."""
    for collection in ("loadBalancingRules", "inboundNatRules", "inboundNatPools", "outboundRules"):
        for part in parts(balancer, collection):
            properties = props(part)
            found = [
                target(properties, member) for member in ("frontendIPConfiguration", "backendAddressPool", "probe")
            ]
            found += targets(properties, "frontendIPConfigurations") + targets(properties, "backendAddressPools")
            for identity in filter(None, found):
                if names.parse(identity).top().key != balancer.name.key:
                    refuse(
                        "InvalidResourceReference",
                        f"Resource {identity} referenced by resource {part_id(balancer, collection, part)} was not found. "
                        "Please make sure that the referenced resource exists, and that both resources are in the same region.",
                    )
