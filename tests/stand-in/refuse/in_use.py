"""What is still used cannot be deleted."""

import names
import references
from kinds import CHILDREN
from store import elements
from trouble import Refusal

WHOLE = {
    "Microsoft.Network/loadBalancers": ("InUseLoadBalancerCannotBeDeleted", "load balancer"),
    "Microsoft.Network/publicIPAddresses": ("PublicIPAddressCannotBeDeleted", "public IP address"),
    "Microsoft.Network/publicIPPrefixes": ("PublicIPPrefixCannotBeDeleted", "public IP prefix"),
    "Microsoft.Network/networkSecurityGroups": ("InUseNetworkSecurityGroupCannotBeDeleted", "network security group"),
    "Microsoft.Network/routeTables": ("InUseRouteTableCannotBeDeleted", "route table"),
    "Microsoft.Network/natGateways": ("InUseNatGatewayCannotBeDeleted", "NAT gateway"),
    "Microsoft.Network/virtualNetworks": ("InUseSubnetCannotBeDeleted", "virtual network"),
    "Microsoft.Network/networkInterfaces": ("NicInUse", "network interface"),
    "Microsoft.Network/applicationSecurityGroups": ("InUseApplicationSecurityGroupCannotBeDeleted", "application security group"),
}
PARTS = {
    "subnets": ("InUseSubnetCannotBeDeleted", 400),
    "backendAddressPools": ("InUseBackendAddressPoolCannotBeDeleted", 400),
    "inboundNatPools": ("InUseInboundNatPoolCannotBeDeleted", 400),
}


def whole(store, resource):
    """A resource, and with it its parts, that others use."""
    for identity in [resource.id, *part_ids(resource)]:
        users = sorted({place for owner, place in references.to(store, identity) if owner.lower() != resource.id.lower()})
        if not users:
            continue
        if resource.kind not in WHOLE:
            continue
        code, words = WHOLE[resource.kind]
        raise Refusal(400, code, f"Cannot delete {words} {resource.id}: {identity} is in use by {', '.join(users)}.")


def outside(store, resource, base):
    """Uses from outside a group that is deleted whole."""
    for identity in [resource.id, *part_ids(resource)]:
        for owner, place in references.to(store, identity):
            if not owner.lower().startswith(base.lower() + "/") and resource.kind in WHOLE:
                code, words = WHOLE[resource.kind]
                raise Refusal(400, code, f"Cannot delete {words} {resource.id}: it is in use by {place}.")


def part_ids(resource):
    for row in CHILDREN.get(resource.kind, {}).values():
        for element in elements(resource.body, row):
            yield f"{resource.id}/{row.kind.rsplit('/', 1)[1]}/{element.get('name')}"


def parts(store, new, old):
    """Parts that a write leaves out although something uses them."""
    for row in CHILDREN.get(new.kind, {}).values():
        collection = row.kind.rsplit("/", 1)[1]
        left = {str(element.get("name")).lower() for element in elements(new.body, row)}
        for element in elements(old.body, row):
            if str(element.get("name")).lower() in left:
                continue
            identity = f"{new.id}/{collection}/{element.get('name')}"
            users = sorted({place for _, place in references.to(store, identity)})
            if users:
                code, status = PARTS.get(collection, ("InUse", 400))
                raise Refusal(status, code, f"{names.parse(identity).id} is in use by {', '.join(users)} and cannot be deleted.")
