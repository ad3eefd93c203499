"""What the service refuses, with Azure's own codes where they are known.

Every check looks at the world as the write would leave it. A restriction that is documented, but whose code nobody has
published, has the code `CodeNotKnown`: it must not be mistaken for Azure's.
"""

from trouble import Refusal

from . import (
    addresses,
    balancer,
    balancer_change,
    exist,
    in_use,
    look,
    members,
    outbound,
    ports,
    scale_set,
    security,
    shape,
    vnet,
)
from .keep import keep_addresses, kept

# What is checked when a resource of a type is written; `old` is None when it is new.
CHECKS = {
    look.LB: [
        balancer.check,
        balancer_change.check,
        ports.check,
        outbound.check,
        members.check_balancer,
    ],
    look.VMSS: [scale_set.check, scale_set.check_change, members.check_owner, vnet.check_room],
    look.NIC: [addresses.check_nic, members.check_owner],
    look.PIP: [addresses.check_public_ip],
    look.PREFIX: [addresses.check_prefix],
    "Microsoft.Network/natGateways": [addresses.check_nat_gateway],
    look.VNET: [vnet.check, vnet.check_change],
    look.NSG: [security.check],
    "Microsoft.Network/privateLinkServices": [addresses.check_private_link],
}


def write(store, new, old):
    """Refuse the world that a write would make; the store already shows it."""
    shape.check(new)
    for check in CHECKS.get(new.kind, []):
        if check in BEFORE_REFERENCES:
            check(store, new, old)
    exist.check(store, new)
    for check in CHECKS.get(new.kind, []):
        if check not in BEFORE_REFERENCES:
            check(store, new, old)
    if old is not None:
        in_use.parts(store, new, old)


# A removed rule or NAT pool is named as what is in use before what refers to it is found dangling.
BEFORE_REFERENCES = (balancer_change.check, vnet.check)


def rewrite(store, name, body):
    """A pool with NICs in it, written again by its own URL: a body that does not hand them back would take them out."""
    if name.kind != "Microsoft.Network/loadBalancers/backendAddressPools":
        return
    inside = [member for member in look.all_members(store) if name.key in member.pools and member.count]
    properties = look.props(body)
    if inside and not properties.get("loadBalancerBackendAddresses") and not properties.get("backendIPConfigurations"):
        look.refuse(
            "ModificationOfNICIpConfigBackendPoolNotSupported",
            f"Operation on backend pool {name.id} not allowed since it adds/modifies/deletes backend address pool members that "
            f"are specified with a network interface IP configuration ({inside[0].place}).",
        )


def delete(store, resource):
    in_use.whole(store, resource)


def delete_group(store, base):
    """Deleting a group takes everything with it, apart from what is locked or used from outside."""
    for resource in store.below(base):
        locked(store, resource.name, "delete")
        in_use.outside(store, resource, base)


def locked(store, name, action):
    """Locks on the resource, its group or its subscription."""
    for lock in store.of("Microsoft.Authorization/locks"):
        if name.kind == "Microsoft.Authorization/locks":
            continue
        scope = lock.name.base.lower()
        if name.key != scope and not name.key.startswith(scope + "/"):
            continue
        level = lock.properties.get("level")
        if level == "ReadOnly" or (level == "CanNotDelete" and action == "delete"):
            raise Refusal(
                409,
                "ScopeLocked",
                f"The scope '{name.id}' cannot perform {action} operation because following scope(s) are locked: "
                f"'{lock.name.base}'. Please remove the lock and try again.",
            )


__all__ = ["delete", "delete_group", "keep_addresses", "kept", "locked", "rewrite", "write"]
