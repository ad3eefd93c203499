"""What is still used cannot be deleted."""

import references
from kinds import CHILDREN
from store import elements

from .look import LB, NIC, NSG, PIP, PREFIX, UNKNOWN, VMSS, VNET, refuse, tier

GATEWAY = "Microsoft.Network/natGateways"
LINK = "Microsoft.Network/privateLinkServices"
WHOLE = {
    LB: "InUseLoadBalancerCannotBeDeleted",
    PIP: "PublicIPAddressCannotBeDeleted",
    PREFIX: "InUsePublicIpPrefixCannotBeDeleted",
    NSG: "InUseNetworkSecurityGroupCannotBeDeleted",
    "Microsoft.Network/routeTables": "InUseRouteTableCannotBeDeleted",
    GATEWAY: "InUseNatGatewayCannotBeDeleted",
    VNET: "InUseSubnetCannotBeDeleted",
    NIC: "NicInUse",
    "Microsoft.Network/applicationSecurityGroups": UNKNOWN,
    "Microsoft.ManagedIdentity/userAssignedIdentities": None,
}


def users(store, identity, but=None):
    """Who uses an id, apart from the resource `but` itself: (id of the resource, id of its part)."""
    return sorted({(who, place) for who, place in references.to(store, identity) if who.lower() != (but or "").lower()})


def part_ids(resource):
    for row in CHILDREN.get(resource.kind, {}).values():
        for element in elements(resource.body, row):
            yield f"{resource.id}/{row.kind.rsplit('/', 1)[1]}/{element.get('name')}"


def whole(store, resource):
    """A resource, and with it its parts, that others use."""
    if resource.kind not in WHOLE:
        return
    for identity in [resource.id, *part_ids(resource)]:
        found = users(store, identity, resource.id)
        if found:
            say(store, resource, identity, found)


def outside(store, resource, base):
    """Uses from outside a group that is deleted whole."""
    if resource.kind not in WHOLE:
        return
    for identity in [resource.id, *part_ids(resource)]:
        found = [
            (who, place) for who, place in users(store, identity) if not who.lower().startswith(base.lower() + "/")
        ]
        if found:
            say(store, resource, identity, found)


def say(store, resource, identity, found):
    """The refusal that fits who uses what."""
    code = WHOLE[resource.kind]
    if code is None:
        return
    kinds = {store.resources[who.lower()].kind for who, _ in found if who.lower() in store.resources}
    who, place = found[0]
    scale_sets = [
        where for where, _ in found if where.lower() in store.resources and store.resources[where.lower()].kind == VMSS
    ]
    if resource.kind == LB and scale_sets:
        refuse(
            "LoadBalancerInUseByVirtualMachineScaleSet",
            f"Cannot delete load balancer {resource.id} since its child resources {identity.rsplit('/', 1)[1]} are in use by "
            f"virtual machine scale set {scale_sets[0]}.",
        )
    if resource.kind == LB and LINK in kinds:
        refuse(
            "CannotDeleteLoadBalancerWithPrivateLinkService",
            f"Load balancer {resource.id} is referenced by private link service {who}. Please delete private link service "
            "prior to deleting load balancer.",
        )
    balancers = [store.resources[user.lower()] for user, _ in found if user.lower() in store.resources]
    if resource.kind == LB and any(user.kind == LB and tier(user) == "Global" for user in balancers):
        refuse(
            "NotAllowedToDeleteLoadBalancerWithFrontendIpConfigurationInUseByGlobalLB",
            f"It is not allowed to delete load balancer {resource.id} that has a load balancer frontend IP configuration "
            f"{identity} referenced by global load balancer's pool {place}.",
        )
    if resource.kind == NSG and scale_sets:
        refuse(
            "NetworkSecurityGroupInUseByVirtualMachineScaleSet",
            f"Cannot delete network security group {resource.id} since it is in use by virtual machine scale set {scale_sets[0]}.",
        )
    if resource.kind == PIP:
        refuse(
            code,
            f"Public IP address {resource.id} can not be deleted since it is still allocated to resource {place}. In order "
            "to delete the public IP, disassociate/detach the Public IP address from the resource.",
        )
    refuse(code, f"{identity} is in use by {', '.join(place for _, place in found)} and cannot be deleted.")


def parts(store, new, old):
    """Parts that a write leaves out although something else uses them."""
    for row in CHILDREN.get(new.kind, {}).values():
        collection = row.kind.rsplit("/", 1)[1]
        left = {str(element.get("name")).lower() for element in elements(new.body, row)}
        for element in elements(old.body, row):
            if str(element.get("name")).lower() in left:
                continue
            identity = f"{new.id}/{collection}/{element.get('name')}"
            found = users(store, identity)
            if not found:
                continue
            if collection == "subnets":
                refuse(
                    "InUseSubnetCannotBeDeleted",
                    f"Subnet {element.get('name')} is in use by {found[0][1]} and cannot be deleted. In order to delete the "
                    "subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.",
                )
            words = {"backendAddressPools": "backend address pool", "inboundNatPools": "inbound nat pool"}.get(
                collection, collection
            )
            refuse(
                UNKNOWN,
                f"Cannot remove {words} {element.get('name')} from {new.name.kind.rsplit('/', 1)[1]} since it is in use by "
                f"{found[0][1]}",
            )
