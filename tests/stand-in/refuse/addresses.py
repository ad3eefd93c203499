"""Public addresses and prefixes, NAT gateways, NICs, private link services."""

import re

import references
from kinds import WITHOUT_ZONES

from .balancer import check_address
from .look import UNKNOWN, element, members_of, number, owner, parts, props, refuse, sku, target, vnet_of

LABEL = re.compile(r"[a-z][a-z0-9-]{1,61}[a-z0-9]")


def check_zones(resource):
    zones = resource.body.get("zones") or []
    kind = f"{resource.kind}/{resource.name.name}"
    place = resource.body.get("location", "")
    if any(zone not in ("1", "2", "3") for zone in zones):
        refuse(
            "InvalidAvailabilityZone",
            f"The zone(s) '{','.join(map(str, zones))}' for resource '{kind}' is not supported. The supported zones for location '{place}' are '1,2,3'",
        )
    if zones and place in WITHOUT_ZONES:
        refuse(
            "LocationNotSupportAvailabilityZones",
            f"The resource '{kind}' does not support availability zones at location '{place}'.",
        )


def same_zones(resource, old):
    if old is not None and set(old.body.get("zones") or []) != set(resource.body.get("zones") or []):
        refuse(
            "ResourceAvailabilityZonesCannotBeModified",
            f"Resource {resource.id} has an existing availability zone constraint {', '.join(old.body.get('zones') or [])} and the "
            f"request has availability zone constraint {', '.join(resource.body.get('zones') or [])}, which do not match. Zones "
            "cannot be added/updated/removed once the resource is created.",
        )


def same_sku(resource, old):
    if old is not None and sku(resource) != sku(old):
        refuse(
            "SkuCannotBeChangedOnUpdate",
            f"Sku property is set at creation time and cannot be changed from {sku(old)} to {sku(resource)} on resource update for resource {resource.id}.",
        )


def check_public_ip(store, address, old):
    check_zones(address)
    if old is not None:
        used = [place for _, place in references.to(store, address.id)]
        changed = [
            m
            for m in ("publicIPAllocationMethod", "publicIPAddressVersion")
            if old.properties.get(m) != address.properties.get(m)
        ]
        if used and (changed or sku(old) != sku(address)):
            refuse(
                "PublicIPAddressInUseCannotUpdate",
                f"Public IP address {address.id} is in use by ipconfig {used[0]} and cannot be updated.",
            )
    same_sku(address, old)
    same_zones(address, old)
    if sku(address) != "Basic" and address.properties.get("publicIPAllocationMethod") != "Static":
        refuse(UNKNOWN, f"The {sku(address)} address {address.id} is not allocated statically.")
    timeout = number(address.properties.get("idleTimeoutInMinutes"))
    if timeout is not None and not 4 <= timeout <= 30:
        refuse(UNKNOWN, f"idleTimeoutInMinutes of {address.id} is {timeout}; it is between 4 and 30.")
    label = (address.properties.get("dnsSettings") or {}).get("domainNameLabel")
    if label is not None:
        check_label(store, address, label)


def check_label(store, address, label):
    if not LABEL.fullmatch(label):
        refuse(
            "InvalidDomainNameLabel",
            f"The domain name label {label} is invalid. It must conform to the following regular expression: ^[a-z][a-z0-9-]{{1,61}}[a-z0-9]$.",
        )
    for other in store.of(address.kind):
        same = (other.properties.get("dnsSettings") or {}).get("domainNameLabel") == label
        if (
            other.id.lower() != address.id.lower()
            and same
            and other.body.get("location") == address.body.get("location")
        ):
            refuse(
                "DnsRecordInUse",
                f"DNS record {label}.{address.body.get('location')}.cloudapp.azure.com is already used by another public IP.",
                409,
            )


def check_prefix(_store, prefix, old):
    check_zones(prefix)
    same_sku(prefix, old)
    same_zones(prefix, old)
    length = number(prefix.properties.get("prefixLength"))
    least, most = (124, 127) if prefix.properties.get("publicIPAddressVersion") == "IPv6" else (28, 31)
    if not prefix.properties.get("customIPPrefix") and (length is None or not least <= length <= most):
        refuse(UNKNOWN, f"The length of prefix {prefix.id} is {length}; it is between {least} and {most}.")
    if old is not None and old.properties.get("prefixLength") != length:
        refuse(UNKNOWN, f"The length of prefix {prefix.id} cannot be changed.")


def check_nat_gateway(store, gateway, old):
    same_zones(gateway, old)
    if len(gateway.body.get("zones") or []) > 1 and sku(gateway) == "Standard":
        refuse(UNKNOWN, f"NAT gateway {gateway.id} has several zones; a Standard one has one at most.")
    timeout = number(gateway.properties.get("idleTimeoutInMinutes"))
    if timeout is not None and not 4 <= timeout <= 120:
        refuse(UNKNOWN, f"idleTimeoutInMinutes of {gateway.id} is {timeout}; it is between 4 and 120.")
    for member in ("publicIpAddresses", "publicIpPrefixes", "publicIPAddresses", "publicIPPrefixes"):
        for row in gateway.properties.get(member) or []:
            found = owner(store, row.get("id"))
            if found is not None and sku(found) == "Basic":
                refuse(UNKNOWN, f"NAT gateway {gateway.id} cannot use the Basic address {found.id}.")
            users = {place.lower() for _, place in references.to(store, row.get("id"))} - {gateway.id.lower()}
            if found is not None and found.kind.endswith("publicIPAddresses") and users:
                refuse("PublicIPAddressInUse", f"Public IP address {found.id} is in use by {', '.join(sorted(users))}.")


def check_nic(store, nic, old):
    rows = parts(nic, "ipConfigurations")
    if not rows:
        refuse("InvalidRequestFormat", f"Cannot parse the request: network interface {nic.id} has no IP configuration.")
    nets = {vnet_of(member.subnet) for member in members_of(nic) if member.subnet}
    if len(nets) > 1:
        refuse(
            "SubnetsNotInSameVnet", f"The subnets of network interface {nic.id} are not in the same virtual network."
        )
    for row in rows:
        properties, where = props(row), f"{nic.id}/ipConfigurations/{row.get('name')}"
        if properties.get("privateIPAllocationMethod") == "Static" and properties.get("privateIPAddress"):
            check_address(store, where, properties["privateIPAddress"], target(properties, "subnet"), nic.id)
        public = target(properties, "publicIPAddress")
        users = {place.lower() for _, place in references.to(store, public)} if public else set()
        if len(users | {where.lower()} if public else users) > 1:
            refuse(
                "PublicIPReferencedByMultipleIPConfigs",
                f"Public IP address {public} is referenced by multiple ipconfigs: {', '.join(sorted(users))}.",
            )
    if old is not None:
        primary = [str(row.get("name")).lower() for row in parts(old, "ipConfigurations")][:1]
        if primary and primary[0] not in [str(row.get("name")).lower() for row in rows]:
            refuse(
                "IpConfigDeleteNotSupported",
                f"IP Configuration {primary[0]} cannot be deleted. Deletion and renaming of primary IP Configuration is not supported",
            )


def check_private_link(store, link, _old):
    for row in link.properties.get("ipConfigurations") or []:
        subnet = target(props(row), "subnet")
        if subnet and element(store, subnet).get("privateLinkServiceNetworkPolicies") != "Disabled":
            refuse(
                "PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled",
                f"Private link service {link.id} cannot be created in a subnet {subnet} since it has private link service network policies enabled.",
            )
