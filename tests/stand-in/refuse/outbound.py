"""Outbound rules, and the ports that SNAT takes."""

from .look import (
    UNKNOWN,
    all_members,
    is_internal,
    number,
    owner,
    part_id,
    parts,
    props,
    protocols,
    refuse,
    target,
    targets,
)
from .ports import taken

PER_ADDRESS = 64000


def check(store, balancer, _old):
    rules = parts(balancer, "outboundRules")
    if not rules:
        return
    if is_internal(balancer):
        refuse(
            UNKNOWN,
            f"Internal load balancer {balancer.id} cannot have any outbound rules. Either remove outbound rules or make sure "
            "frontend IP configurations reference public IP addresses and not subnets.",
        )
    if len(rules) > 600:
        refuse(UNKNOWN, f"Load balancer {balancer.id} has more than 600 outbound rules.")
    used = set()
    seen = {}
    for rule in rules:
        properties, where = props(rule), part_id(balancer, "outboundRules", rule)
        timeout = number(properties.get("idleTimeoutInMinutes"))
        if timeout is not None and not 4 <= timeout <= 120:
            refuse(UNKNOWN, f"idleTimeoutInMinutes of {where} is {timeout}; it is between 4 and 120.")
        for frontend in targets(properties, "frontendIPConfigurations"):
            used.add(frontend)
            for protocol in protocols(properties.get("protocol")):
                other = seen.setdefault((frontend, protocol), where)
                if other != where:
                    refuse(
                        "MoreThanOneOutboundRuleUsingSameFrontendIPConfigurationAndProtocolIsNotSupported",
                        "It is not supported to have more than a single outbound rule using frontendIPConfiguration "
                        f"{frontend} with same or overlapping protocol. This frontendIPConfiguration is used by the following "
                        f"outbound rules: {other}, {where}.",
                    )
        check_ports(store, balancer, where, properties)
    for rule in parts(balancer, "loadBalancingRules"):
        frontend = target(props(rule), "frontendIPConfiguration")
        if frontend in used and not props(rule).get("disableOutboundSnat"):
            refuse(
                "LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule",
                f"Load balancing rule {part_id(balancer, 'loadBalancingRules', rule)} must disable SNAT since same frontend IP "
                f"configuration {frontend} is referenced by an outbound rule.",
            )


def check_ports(store, balancer, where, properties):
    """The ports that a rule allocates: by eight, and as many as its addresses have for the whole pool."""
    ports = number(properties.get("allocatedOutboundPorts")) or 0
    if ports % 8:
        refuse(
            "SpecifiedAllocatedOutboundPortsForOutboundRuleIsNotAMultipleOfEight",
            f"Specified Allocated Outbound Ports {ports} for Outbound Rule {where} is not a multiple of 8.",
        )
    if ports > PER_ADDRESS:
        refuse(
            "SpecifiedAllocatedOutboundPortsForOutboundRuleExceedsTotalNumberOfAllowedPortsPerRule",
            f"Specified Allocated Outbound Ports {ports} for Outbound Rule {where} exceeds total number of allowed ports per "
            f"rule {PER_ADDRESS}.",
        )
    pool = target(properties, "backendAddressPool")
    machines = sum(member.count for member in all_members(store) if pool in member.pools)
    there = sum(
        available(store, balancer, frontend) for frontend in set(targets(properties, "frontendIPConfigurations"))
    )
    if ports and machines * ports > there:
        refuse(
            "SpecifiedAllocatedOutboundPortsForOutboundRuleExceedsTotalNumberOfAvailablePorts",
            f"Specified Allocated Outbound Ports {ports} for Outbound Rule {where} exceeds total number of available ports "
            f"{there // max(machines, 1)} for each of the {machines} machines.",
        )


def available(store, balancer, frontend):
    """64000 for each address, but for the blocks of eight that inbound rules take."""
    row = next(
        (
            f
            for f in parts(balancer, "frontendIPConfigurations")
            if part_id(balancer, "frontendIPConfigurations", f).lower() == frontend
        ),
        {},
    )
    prefix = owner(store, target(props(row), "publicIPPrefix"))
    addresses = 1
    if prefix is not None:
        length = number(prefix.properties.get("prefixLength")) or 28
        addresses = 2 ** ((128 if prefix.properties.get("publicIPAddressVersion") == "IPv6" else 32) - length)
    blocks = set()
    for collection in ("loadBalancingRules", "inboundNatRules", "inboundNatPools"):
        for part in parts(balancer, collection):
            if target(props(part), "frontendIPConfiguration") == frontend:
                span = taken(props(part))
                if span:
                    blocks.update(range(span[0] // 8, span[1] // 8 + 1))
    return PER_ADDRESS * addresses - 8 * len(blocks)
