"""Ports of load balancing rules, NAT rules and NAT pools: what cannot be at one frontend, or at one pool."""

from .look import UNKNOWN, is_public, number, part_id, parts, props, protocols, refuse, sku, target, targets


def check(_store, balancer, _old):
    for rule in parts(balancer, "loadBalancingRules"):
        check_rule(balancer, part_id(balancer, "loadBalancingRules", rule), props(rule))
    for rule in parts(balancer, "inboundNatRules"):
        check_nat_rule(balancer, part_id(balancer, "inboundNatRules", rule), props(rule))
    for pool in parts(balancer, "inboundNatPools"):
        check_nat_pool(part_id(balancer, "inboundNatPools", pool), props(pool))
    if len(parts(balancer, "loadBalancingRules")) + len(parts(balancer, "inboundNatRules")) > 1500:
        refuse(UNKNOWN, f"Load balancer {balancer.id} has more than 1500 load balancing and NAT rules.")
    frontend_ports(balancer)
    backend_ports(balancer)


def within(where, properties, member, least, most):
    value = number(properties.get(member))
    if value is not None and not least <= value <= most:
        refuse(UNKNOWN, f"{member} of {where} is {value}; it is between {least} and {most}.")


def check_rule(balancer, where, properties):
    within(where, properties, "frontendPort", 0, 65534)
    within(where, properties, "backendPort", 0, 65535)
    within(where, properties, "idleTimeoutInMinutes", 4, 100)
    pool, pools = target(properties, "backendAddressPool"), targets(properties, "backendAddressPools")
    if pool and pools and pool not in pools:
        refuse(
            "LoadBalancingRuleBackendAdressPoolAndBackendAddressPoolsCannotBeSetAtTheSameTimeWithDifferentValue",
            f"Load balancing rule {where} has backendAddressPool and backendAddressPools with different values.",
        )
    if len(set(pools)) > (2 if sku(balancer) == "Gateway" else 1):
        refuse(UNKNOWN, f"Load balancing rule {where} has {len(set(pools))} backend pools.")
    everything = properties.get("protocol") == "All"
    zero = [properties.get(member) == 0 for member in ("frontendPort", "backendPort")]
    if everything != all(zero) or any(zero) != all(zero):
        refuse(UNKNOWN, f"Load balancing rule {where}: protocol All goes with the ports 0 and 0, and they with it.")
    if everything and is_public(balancer):
        refuse(UNKNOWN, f"Load balancing rule {where}: HA ports take an internal load balancer.")
    if not everything and sku(balancer) == "Gateway":
        refuse(UNKNOWN, f"Load balancing rule {where}: a Gateway load balancer has HA ports rules alone.")


def check_nat_rule(balancer, where, properties):
    single, pool = properties.get("frontendPort"), target(properties, "backendAddressPool")
    start, end = properties.get("frontendPortRangeStart"), properties.get("frontendPortRangeEnd")
    if single and (pool or start or end):
        refuse(
            "UnsupportedSetOfInboundNatRulePropertiesWhenFrontendPortIsSpecified",
            f"If FrontendPort {single} is set on {where}, FrontendPortRangeStart, FrontendPortRangeEnd and BackendAddressPool "
            "should be null.",
        )
    if not single and (not start or not end or not pool):
        refuse(
            "MissedInboundNatRuleV2Properties",
            f"FrontendPortRangeStart, FrontendPortRangeEnd and BackendAddressPool should not be null on {where}.",
        )
    if not single and sku(balancer) == "Basic":
        refuse(UNKNOWN, f"NAT rule {where} has a port range, which takes a Standard load balancer.")
    for member in ("frontendPort", "frontendPortRangeStart", "frontendPortRangeEnd"):
        within(where, properties, member, 1, 65534)
    within(where, properties, "backendPort", 1, 65535)
    within(where, properties, "idleTimeoutInMinutes", 4, 100)
    if start and end and start > end:
        refuse(UNKNOWN, f"The port range of {where} ends before it starts.")


def check_nat_pool(where, properties):
    within(where, properties, "frontendPortRangeStart", 1, 65534)
    within(where, properties, "frontendPortRangeEnd", 1, 65535)
    within(where, properties, "backendPort", 1, 65535)
    within(where, properties, "idleTimeoutInMinutes", 4, 100)
    if properties["frontendPortRangeStart"] > properties["frontendPortRangeEnd"]:
        refuse(UNKNOWN, f"The port range of {where} ends before it starts.")


def taken(properties):
    """The frontend ports of a rule or pool, as (first, last)."""
    if number(properties.get("frontendPort")) is not None:
        return properties["frontendPort"], properties["frontendPort"]
    start, end = number(properties.get("frontendPortRangeStart")), number(properties.get("frontendPortRangeEnd"))
    return (start, end) if start is not None and end is not None else None


def frontend_ports(balancer):
    """One frontend, one protocol, one port: one rule."""
    by_frontend = {}
    for collection in ("loadBalancingRules", "inboundNatRules", "inboundNatPools"):
        for part in parts(balancer, collection):
            properties, span = props(part), taken(props(part))
            if span is None or span == (0, 0):
                continue
            for protocol in protocols(properties.get("protocol", "Tcp")):
                key = (target(properties, "frontendIPConfiguration"), protocol)
                by_frontend.setdefault(key, []).append((*span, part_id(balancer, collection, part)))
    for (frontend, protocol), spans in by_frontend.items():
        spans.sort()
        reach, holder = -1, None
        for start, end, where in spans:
            if start <= reach and where != holder:
                refuse(UNKNOWN, f"{holder} and {where} use the same {protocol} port {start} of frontend {frontend}.")
            if end > reach:
                reach, holder = end, where


def backend_ports(balancer):
    """One pool, one protocol, one port behind it: one rule, unless floating IP tells them apart by frontend."""
    seen = {}
    for collection in ("loadBalancingRules", "inboundNatRules"):
        for part in parts(balancer, collection):
            properties, where = props(part), part_id(balancer, collection, part)
            port, floating = properties.get("backendPort", properties.get("frontendPort")), bool(
                properties.get("enableFloatingIP")
            )
            for pool in set(
                targets(properties, "backendAddressPools") or [target(properties, "backendAddressPool")]
            ) - {""}:
                key = (pool, properties.get("protocol", "Tcp"), port, floating)
                if floating:
                    key += (target(properties, "frontendIPConfiguration"),)
                other = seen.setdefault(key, where)
                if other == where:
                    continue
                words = f"{other} and {where} with floating IP {'enabled' if floating else 'disabled'} use the same protocol {key[1]} and backend port {port}"
                if floating:
                    refuse(
                        "RulesUseSameBackendPortProtocolAndPoolAndFrontendIPWithFloatingIPEnabled",
                        f"Load balancing rules {words} and frontend IP, and must not be used with the same backend address pool {pool}.",
                    )
                refuse(
                    "RulesUseSameBackendPortProtocolAndPool",
                    f"Load balancing rules {words}, and must not be used with the same backend address pool {pool}.",
                )
