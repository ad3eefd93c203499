"""Changes of a load balancer that the service does not make."""

import references

from .look import UNKNOWN, VMSS, owner, part_id, parts, props, refuse, sku, target, tier


def check(store, new, old):
    if old is None:
        return
    if sku(new) != sku(old):
        refuse(
            "SkuCannotBeChangedOnUpdate",
            f"Sku property is set at creation time and cannot be changed from {sku(old)} to {sku(new)} on resource update for "
            f"resource {new.id}.",
        )
    if tier(new) != tier(old):
        refuse(UNKNOWN, f"The tier of load balancer {new.id} cannot be changed from {tier(old)} to {tier(new)}.")
    before = by_name(old, "frontendIPConfigurations")
    after = by_name(new, "frontendIPConfigurations")
    if before and not after:
        refuse(
            "DeletingAllIpConfigsInLoadbalancerNotSupported",
            f"Deleting all frontendIPConfigs from load balancer {new.id} is not supported.",
        )
    for name, frontend in after.items():
        was = before.get(name)
        if was is not None and set(was.get("zones") or []) != set(frontend.get("zones") or []):
            refuse(
                "ResourceAvailabilityZonesCannotBeModified",
                f"Resource {part_id(new, 'frontendIPConfigurations', frontend)} has an existing availability zone constraint "
                f"{', '.join(was.get('zones') or [])} and the request has availability zone constraint "
                f"{', '.join(frontend.get('zones') or [])}, which do not match. Zones cannot be added/updated/removed once the "
                "resource is created.",
            )
    health_rules(store, new, old)
    nat_rules(new, old)


def by_name(balancer, collection):
    return {str(part.get("name")).lower(): part for part in parts(balancer, collection)}


def health_rules(store, new, old):
    """A rule whose probe is a scale set's health probe: it can be neither removed nor moved to another port."""
    after = by_name(new, "loadBalancingRules")
    for name, rule in by_name(old, "loadBalancingRules").items():
        probe = target(props(rule), "probe")
        if not probe:
            continue
        used = [who for who, _ in references.to(store, probe) if (found := owner(store, who)) and found.kind == VMSS]
        if not used:
            continue
        where = part_id(old, "loadBalancingRules", rule)
        now = after.get(name)
        if now is None or target(props(now), "probe") != probe:
            refuse(
                "CannotRemoveRuleUsedByProbeUsedByVMSS",
                f"Load balancer rule {where} cannot be removed because the rule references the load balancer probe {probe} that "
                f"is used as health probe by VM scale set {used[0]}. To remove this rule, please update VM scale set to remove "
                "the reference to the probe.",
            )
        if props(now).get("backendPort") != props(rule).get("backendPort"):
            refuse(
                UNKNOWN,
                f"The backend port of load balancer rule {where} cannot be changed, because its probe {probe} is used as health "
                f"probe by VM scale set {used[0]}.",
            )


def nat_rules(new, old):
    """Rules beside NAT pools stay as they are; that they go is fine."""
    if not parts(new, "inboundNatPools") or not parts(old, "inboundNatPools"):
        return
    before = by_name(old, "inboundNatRules")
    if any(before.get(name) != rule for name, rule in by_name(new, "inboundNatRules").items()):
        refuse(
            "AddingOrUpdatingNatRulesWhenNatPoolIsPresentOnLoadbalancerIsNotSupported",
            f"Adding or updating NAT Rules when NAT pool is present on loadbalancer {new.id} is not supported. To modify the "
            "load balancer, pass in all NAT rules unchanged or remove the LoadBalancerNatRules property.",
        )
