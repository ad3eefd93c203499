"""Pools and who is in them: scale sets and NICs on one side, the rules of load balancers on the other."""

from . import outbound
from .look import (
    LB,
    UNKNOWN,
    VMSS,
    all_members,
    balancers_of,
    element,
    is_internal,
    is_public,
    members_of,
    number,
    owner,
    part_id,
    parts,
    props,
    refuse,
    sku,
    target,
    targets,
    vnet_of,
)


def check_balancer(store, balancer, _old):
    """A load balancer was written: its members must still fit."""
    found = [member for member in all_members(store) if balancer.id.lower() in balancers_of(store, [member])]
    for resource in {member.resource.id.lower(): member.resource for member in found}.values():
        check_one(store, resource)
    check_shared(store, balancer, found)


def check_owner(store, resource, _old):
    """A scale set or NIC was written: it must fit its load balancers, and they it."""
    check_one(store, resource)
    everyone = all_members(store)
    for balancer in balancers_of(store, members_of(resource)).values():
        check_shared(
            store, balancer, [member for member in everyone if balancer.id.lower() in balancers_of(store, [member])]
        )
        outbound.check(store, balancer, None)


def check_one(store, resource):
    """What one scale set or NIC may have in common with load balancers."""
    mine = members_of(resource)
    balancers = balancers_of(store, mine)
    for public in (True, False):
        same = [b for b in balancers.values() if sku(b) != "Gateway" and (is_public(b) if public else is_internal(b))]
        if len(same) < 2:
            continue
        rules_of_same_type(store, resource, mine, same)
        if resource.kind == VMSS:
            refuse(
                "VMScaleSetCannotUseMultipleLoadBalancersOfSameType",
                f"VM scale set {resource.id} references more than 1 {'public' if public else 'internal'} load balancer: "
                f"{', '.join(b.id for b in same)}. A VM scale set can only reference one public and one internal load balancer.",
            )
        if not public:
            # of two public ones the sources do not say the same
            refuse(
                "AnotherInternalLoadBalancerExists",
                f"Network interface {resource.id} references more than one internal load balancer: {', '.join(b.id for b in same)}.",
            )
    for member in mine:
        for balancer in balancers.values():
            same_backend_port(store, balancer, member)
            check_public_sku(store, balancer, member)
        check_rule_count(store, member)
        check_delegation(store, member)
    basic = [b for b in balancers.values() if sku(b) == "Basic"]
    if resource.kind == VMSS and basic:
        if resource.properties.get("singlePlacementGroup") is False or len(resource.body.get("zones") or []) > 1:
            refuse(
                "VMScaleSetCannotReferenceLoadbalancerWhenLargeScaleOrCrossAZ",
                f"VM scale set {resource.id} cannot use a basic SKU load balancer when LargeScale property is enabled, or when "
                "the VMSS spans multiple availability zones. Please use standard SKU load balancer.",
            )


def check_public_sku(store, balancer, member):
    """A machine's own public address and its load balancer are both Basic, or neither is."""
    configuration = member.ip.get("publicIPAddressConfiguration")
    named = (configuration.get("sku") or {}).get("name") if isinstance(configuration, dict) else None
    if named and (named == "Basic") != (sku(balancer) == "Basic"):
        refuse(
            "DifferentSkuLoadBalancerAndPublicIPAddressNotAllowedInVMSS",
            f"{member.place} has a {named} sku public IP address and is behind the {sku(balancer)} sku load balancer {balancer.id}.",
        )
    address = owner(store, target(member.ip, "publicIPAddress"))
    if address is not None and (sku(address) == "Basic") != (sku(balancer) == "Basic"):
        refuse(
            "DifferentSkuLoadBalancersAndPublicIPAddressNotAllowed",
            f"Different sku load balancers and public IP addresses are not allowed: {member.place} has the {sku(address)} sku "
            f"address {address.id} and is behind the {sku(balancer)} sku load balancer {balancer.id}.",
        )


def check_delegation(store, member):
    """A subnet that is delegated to another service takes no machines."""
    delegations = element(store, member.subnet).get("delegations") if member.subnet else None
    if delegations:
        refuse(
            "ResourceNotPermittedOnDelegatedSubnet",
            f"{member.place} is not permitted on the delegated subnet {member.subnet}.",
        )


def deliveries(store, balancer, member):
    """What a load balancer sends to an IP configuration: (rule, protocol, backend port), floating IP apart."""
    found = []
    for collection, attached in (
        ("loadBalancingRules", ()),
        ("inboundNatRules", member.nat_rules),
        ("inboundNatPools", member.nat_pools),
    ):
        for part in parts(balancer, collection):
            properties, where = props(part), part_id(balancer, collection, part)
            pools = targets(properties, "backendAddressPools") or [target(properties, "backendAddressPool")]
            if where.lower() in attached or any(pool and pool in member.pools for pool in pools):
                if not properties.get("enableFloatingIP"):
                    found.append(
                        (
                            where,
                            properties.get("protocol", "Tcp"),
                            properties.get("backendPort", properties.get("frontendPort")),
                        )
                    )
    return found


def same_backend_port(store, balancer, member):
    seen = {}
    for where, protocol, port in deliveries(store, balancer, member):
        other = seen.setdefault((protocol, port), where)
        if other != where:
            refuse(
                "RulesUseSameBackendPortProtocolAndIPConfig",
                f"Load balancer rules {other} and {where} with floating IP disabled use the same backend port {port} and "
                f"protocol {protocol}, and must not be used with the same backend IP {member.place}.",
            )


def rules_of_same_type(store, resource, mine, balancers):
    for member in mine:
        seen = {}
        for balancer in balancers:
            for where, protocol, port in deliveries(store, balancer, member):
                other = seen.setdefault((protocol, port), where)
                if other != where:
                    kind = "VmssIPConfig" if resource.kind == VMSS else "IPConfig"
                    refuse(
                        f"RulesOfSameLoadBalancerTypeUseSameBackendPortProtocolAnd{kind}",
                        f"Load balancer rules {other} and {where} belong to load balancers of the same type, use the same backend "
                        f"port {port} and protocol {protocol}, and must not be used with the same backend IP {member.place}.",
                    )


def check_rule_count(store, member):
    count = sum(len(deliveries(store, balancer, member)) for balancer in balancers_of(store, [member]).values())
    if count > 300:
        refuse(
            "LoadBalancerRuleCountLimitReachedForNic",
            f"{member.place} is associated with {count} load balancer rules; the limit is 300.",
        )


def check_shared(store, balancer, found):
    """What all members of a load balancer must have in common."""
    nets = {
        vnet_of(target(props(f), "subnet"))
        for f in parts(balancer, "frontendIPConfigurations")
        if target(props(f), "subnet")
    }
    for member in found:
        if nets and member.subnet and vnet_of(member.subnet) not in nets:
            refuse(
                "NetworkInterfaceAndInternalLoadBalancerMustUseSameVnet",
                f"Network interface {member.place} uses internal load balancer {balancer.id} but does not use the same VNET "
                f"({vnet_of(member.subnet)}) as the load balancer ({', '.join(sorted(nets))}).",
            )
    networks = {vnet_of(member.subnet): member.place for member in found if member.subnet}
    if len(networks) > 1:
        refuse(
            UNKNOWN,
            f"Network interfaces {', '.join(sorted(networks.values()))} use load balancer {balancer.id} but not the same VNET: "
            f"{', '.join(sorted(networks))}.",
        )
    for pool in parts(balancer, "backendAddressPools"):
        check_pool(balancer, part_id(balancer, "backendAddressPools", pool), props(pool), found)
    for pool in parts(balancer, "inboundNatPools"):
        check_nat_pool(part_id(balancer, "inboundNatPools", pool), props(pool), found)
    check_ranges(balancer, found)
    natted = sum(member.count * len(set(member.nat_pools)) for member in found)
    total = natted + len(parts(balancer, "loadBalancingRules"))
    limit = 250 if sku(balancer) == "Basic" else 1500
    if total > limit:
        refuse(
            "LoadBalancerInboundRuleCountLimitExceededByVMScaleSet",
            f"The requested number of inbound rules {total} on load balancer {balancer.id} will exceed the maximum number of "
            f"inbound rules allowed {limit}.",
        )


def check_pool(balancer, pool, properties, found):
    inside = [member for member in found if pool.lower() in member.pools]
    addresses = properties.get("loadBalancerBackendAddresses") or []
    if addresses and inside:
        refuse(
            "CannotMixIPBasedAddressesAndIPConfigurationsOnLoadBalancerBackendAddressPool",
            f"Backend pool {pool} has addresses, and {inside[0].place} is in it: the two cannot be mixed.",
        )
    versions = {member.version: member.place for member in inside if member.of_scale_set}
    if len(versions) > 1:
        refuse(
            "AllNicIpConfigurationsOfLbBackendPoolOnVMScaleSetMustHaveSamePrivateIpAddressVersion",
            f"Network interface ipConfigurations {', '.join(sorted(versions.values()))} in backend pool {pool} do not have the "
            "same privateIpAddressVersion.",
        )
    if sum(member.count for member in inside) > 5000:
        refuse(UNKNOWN, f"Backend pool {pool} has more than 5000 members.")
    for rule in parts(balancer, "outboundRules"):
        if target(props(rule), "backendAddressPool") != pool.lower():
            continue
        for member in inside:
            if member.public:
                refuse(
                    "NicWithPublicIpCannotReferencePoolWithOutboundRule",
                    f"{member.place} has a public IP and cannot reference pool {pool}, which outbound rule {rule.get('name')} uses.",
                )
            if not member.primary_ip and member.version == "IPv4":
                refuse(
                    "OutboundRuleCannotBeUsedWithBackendAddressPoolThatIsReferencedBySecondaryIpConfigs",
                    f"Outbound rule {part_id(balancer, 'outboundRules', rule)} cannot be used with backend pool {pool} that is "
                    f"referenced by secondary IP configuration {member.place}.",
                )


def check_nat_pool(where, properties, found):
    users = [member for member in found if where.lower() in member.nat_pools]
    room = properties["frontendPortRangeEnd"] - properties["frontendPortRangeStart"] + 1
    wanted = sum(member.count for member in users)
    if wanted > room:
        refuse(
            "InboundNatPoolFrontendPortRangeSmallerThanRequestedPorts",
            f"Inbound NAT pool {where} has {room} frontend ports, and {wanted} are requested.",
        )
    if len({member.resource.id.lower() for member in users}) > 1:
        refuse(UNKNOWN, f"Inbound NAT pool {where} is used by several scale sets.")
    for member in users:
        if not member.of_scale_set:
            refuse(UNKNOWN, f"{member.place} cannot reference inbound NAT pool {where}: it is not of a scale set.")


def check_ranges(balancer, found):
    """A NAT rule with a range has a port for each machine of its pool."""
    for rule in parts(balancer, "inboundNatRules"):
        properties, pool = props(rule), target(props(rule), "backendAddressPool")
        start, end = number(properties.get("frontendPortRangeStart")), number(properties.get("frontendPortRangeEnd"))
        if not pool or start is None or end is None:
            continue
        wanted = sum(member.count for member in found if pool in member.pools)
        if wanted > end - start + 1:
            refuse(
                UNKNOWN,
                f"Inbound NAT rule {part_id(balancer, 'inboundNatRules', rule)} has {end - start + 1} frontend ports, and its "
                f"pool has {wanted} machines.",
            )


def probe_owner(store, probe):
    """The load balancer of a probe."""
    found = owner(store, probe)
    return found if found is not None and found.kind == LB and element(store, probe) else None
