"""References lead to something, of the right type, in the same region."""

import names
import references
from kinds import is_modelled
from trouble import Refusal

from .look import LB, NIC, NSG, VMSS, VNET, refuse, tier

# The member that holds a reference → the type it must lead to.
WANTED = {
    "subnet": "Microsoft.Network/virtualNetworks/subnets",
    "publicIPAddress": "Microsoft.Network/publicIPAddresses",
    "publicIPPrefix": "Microsoft.Network/publicIPPrefixes",
    "networkSecurityGroup": "Microsoft.Network/networkSecurityGroups",
    "routeTable": "Microsoft.Network/routeTables",
    "natGateway": "Microsoft.Network/natGateways",
    "healthProbe": "Microsoft.Network/loadBalancers/probes",
    "probe": "Microsoft.Network/loadBalancers/probes",
    "frontendIPConfiguration": "Microsoft.Network/loadBalancers/frontendIPConfigurations",
    "frontendIPConfigurations": "Microsoft.Network/loadBalancers/frontendIPConfigurations",
    "backendAddressPool": "Microsoft.Network/loadBalancers/backendAddressPools",
    "loadBalancerBackendAddressPools": "Microsoft.Network/loadBalancers/backendAddressPools",
    "loadBalancerInboundNatPools": "Microsoft.Network/loadBalancers/inboundNatPools",
    "loadBalancerInboundNatRules": "Microsoft.Network/loadBalancers/inboundNatRules",
    "remoteVirtualNetwork": "Microsoft.Network/virtualNetworks",
    "applicationSecurityGroups": "Microsoft.Network/applicationSecurityGroups",
    "sourceApplicationSecurityGroups": "Microsoft.Network/applicationSecurityGroups",
    "destinationApplicationSecurityGroups": "Microsoft.Network/applicationSecurityGroups",
}
REGIONAL = (LB, NIC, VMSS, VNET, "Microsoft.Network/natGateways")
SAME_REGION = (
    LB,
    NSG,
    VNET,
    "Microsoft.Network/publicIPAddresses",
    "Microsoft.Network/natGateways",
    "Microsoft.Network/routeTables",
)


def check(store, resource):
    """Refuse a write whose ids lead nowhere."""
    for where, body in references.holders(resource):
        for path, target in references.ids(body):
            if (
                path[:1] == ("identity",)
                or "loadBalancerBackendAddresses" in path
                and "loadBalancerFrontendIPConfiguration" not in path
            ):
                continue
            check_one(store, resource, where, path, target)


def check_one(store, resource, where, path, target):
    """One reference; what is of a type that is not modelled is not looked up."""
    try:
        name = names.parse(target)
    except Refusal:
        raise Refusal(400, "LinkedInvalidPropertyId", f"Property id '{target}' at path '{where}' is invalid.") from None
    member = next((step for step in reversed(path) if isinstance(step, str) and step in WANTED), None)
    if member and is_direct(path, member) and resource.kind in (*REGIONAL, NSG):
        wanted = WANTED[member]
        if name.kind.lower() != wanted.lower():
            refuse(
                "InvalidJsonReferenceWrongType",
                f"Reference Id {target} is referencing resource of a wrong type. The Id is expected to reference resources "
                f"of type {wanted.split('/', 1)[1]}. Path {'.'.join(map(str, path))}.",
            )
    if not is_modelled(name.kind) and not name.kind.startswith(f"{VMSS}/"):
        return
    if not store.exists(target):
        refuse("InvalidResourceReference", missing(target, where))
    found = store.resources.get(name.top().key)
    if (
        found is not None
        and resource.kind in REGIONAL
        and found.kind in SAME_REGION
        and "remoteVirtualNetwork" not in path
    ):
        here, there = resource.body.get("location"), found.body.get("location")
        if here and there and here != there and "Global" not in (tier(resource), tier(found)):
            refuse("InvalidResourceReference", missing(target, where))


def is_direct(path, member):
    """Whether the id stands in the member itself, or in an entry of its array."""
    return member in path[-2:]


def missing(target, where):
    return (
        f"Resource {target} referenced by resource {where} was not found. Please make sure that the referenced resource "
        "exists, and that both resources are in the same region."
    )
