"""Bodies for the tests: small, valid, and changed by each test in the one place that matters."""

import copy

from .client import NET

PLACE = "eastus"


def ref(identity):
    return {"id": identity}


def vnet(*subnets, space=("10.0.0.0/16",), **properties):
    rows = [{"name": name, "properties": {"addressPrefix": prefix}} for name, prefix in subnets]
    return {
        "location": PLACE,
        "properties": {"addressSpace": {"addressPrefixes": list(space)}, "subnets": rows, **properties},
    }


def public_ip(sku="Standard", zones=None, **properties):
    body = {"location": PLACE, "sku": {"name": sku}, "properties": {"publicIPAllocationMethod": "Static", **properties}}
    if zones is not None:
        body["zones"] = zones
    return body


def part(name, **properties):
    return {"name": name, "properties": properties}


def frontend(name, address=None, lb="lb", **properties):
    """A frontend: public with an address, internal with a subnet."""
    if address is not None:
        properties["publicIPAddress"] = ref(f"{NET}/publicIPAddresses/{address}")
    return part(name, **properties)


def internal(name, subnet="web", **properties):
    return part(name, subnet=ref(f"{NET}/virtualNetworks/vnet/subnets/{subnet}"), **properties)


def at(lb, collection, name):
    return ref(f"{NET}/loadBalancers/{lb}/{collection}/{name}")


def rule(name, lb="lb", port=80, to=8080, fe="fe", pool="app", probe="up", **more):
    properties = {
        "protocol": "Tcp",
        "frontendIPConfiguration": at(lb, "frontendIPConfigurations", fe),
        "frontendPort": port,
        "backendPort": to,
        "backendAddressPool": at(lb, "backendAddressPools", pool),
        "disableOutboundSnat": True,
    }
    if probe:
        properties["probe"] = at(lb, "probes", probe)
    return part(name, **{**properties, **more})


def outbound(name, lb="lb", fe="fe", pool="app", **more):
    return part(
        name,
        **{
            "protocol": "All",
            "frontendIPConfigurations": [at(lb, "frontendIPConfigurations", fe)],
            "backendAddressPool": at(lb, "backendAddressPools", pool),
            "allocatedOutboundPorts": 0,
            **more,
        },
    )


def nat_pool(name, lb="lb", fe="fe", start=50000, end=50099, to=22, **more):
    return part(
        name,
        **{
            "protocol": "Tcp",
            "frontendIPConfiguration": at(lb, "frontendIPConfigurations", fe),
            "frontendPortRangeStart": start,
            "frontendPortRangeEnd": end,
            "backendPort": to,
            **more,
        },
    )


def nat_rule(name, lb="lb", fe="fe", pool="app", start=50000, end=50099, to=22, **more):
    properties = {
        "protocol": "Tcp",
        "frontendIPConfiguration": at(lb, "frontendIPConfigurations", fe),
        "frontendPortRangeStart": start,
        "frontendPortRangeEnd": end,
        "backendPort": to,
        "backendAddressPool": at(lb, "backendAddressPools", pool) if pool else None,
    }
    return part(name, **{key: value for key, value in {**properties, **more}.items() if value is not None})


def balancer(lb="lb", frontends=None, sku="Standard", **collections):
    """A load balancer with one public frontend, a pool, a probe and a rule; every collection can be another."""
    properties = {
        "frontendIPConfigurations": [frontend("fe", "pip")] if frontends is None else frontends,
        "backendAddressPools": [{"name": "app"}],
        "probes": [part("up", protocol="Tcp", port=8080, intervalInSeconds=5, probeThreshold=2)],
        "loadBalancingRules": [rule("web", lb)],
        **collections,
    }
    return {"location": PLACE, "sku": {"name": sku}, "properties": properties}


def scale_set(
    lb="lb", instances=2, pools=("app",), nat=(), probe=None, subnet="web", mode="Manual", flexible=False, **more
):
    """A scale set with one NIC."""
    ip = {"subnet": ref(f"{NET}/virtualNetworks/vnet/subnets/{subnet}")}
    if pools:
        ip["loadBalancerBackendAddressPools"] = [at(lb, "backendAddressPools", pool) for pool in pools]
    if nat:
        ip["loadBalancerInboundNatPools"] = [at(lb, "inboundNatPools", pool) for pool in nat]
    network = {"networkInterfaceConfigurations": [part("nic", primary=True, ipConfigurations=[part("ip", **ip)])]}
    if probe:
        network["healthProbe"] = at(lb, "probes", probe)
    if flexible:
        network["networkApiVersion"] = "2022-11-01"
    properties = {
        "orchestrationMode": "Flexible" if flexible else "Uniform",
        "upgradePolicy": {"mode": mode},
        "virtualMachineProfile": {
            "osProfile": {
                "computerNamePrefix": "web",
                "adminUsername": "ops",
                "linuxConfiguration": {
                    "disablePasswordAuthentication": True,
                    "ssh": {"publicKeys": [{"path": "/home/ops/.ssh/authorized_keys", "keyData": "ssh-ed25519 AAAA"}]},
                },
            },
            "storageProfile": {
                "imageReference": {"publisher": "Canonical", "offer": "o", "sku": "s", "version": "latest"}
            },
            "networkProfile": network,
        },
        **more,
    }
    return {"location": PLACE, "sku": {"name": "Standard_D2s_v5", "capacity": instances}, "properties": properties}


def nic(lb="lb", pools=("app",), subnet="web", vnet_name="vnet", name="ip", **more):
    ip = {"subnet": ref(f"{NET}/virtualNetworks/{vnet_name}/subnets/{subnet}"), **more}
    if pools:
        ip["loadBalancerBackendAddressPools"] = [at(lb, "backendAddressPools", pool) for pool in pools]
    return {"location": PLACE, "properties": {"ipConfigurations": [part(name, **ip)]}}


def security_rule(name, priority=100, **more):
    return part(
        name,
        **{
            "priority": priority,
            "direction": "Inbound",
            "access": "Allow",
            "protocol": "Tcp",
            "sourceAddressPrefix": "Internet",
            "sourcePortRange": "*",
            "destinationAddressPrefix": "*",
            "destinationPortRange": "80",
            **more,
        },
    )


def changed(body, path, value):
    """A copy of a body with one place changed; `...` removes it."""
    body = copy.deepcopy(body)
    place = body
    *steps, last = path
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return body


IP = (
    "properties",
    "virtualMachineProfile",
    "networkProfile",
    "networkInterfaceConfigurations",
    0,
    "properties",
    "ipConfigurations",
    0,
    "properties",
)
