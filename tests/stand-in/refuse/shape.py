"""Names and words: what is refused before anything is looked up."""

from kinds import CHILDREN
from store import elements
from trouble import Refusal

from .look import NETWORK_NAME, props, refuse

ENUMS = {
    "loadBalancingRules": {
        "protocol": {"Tcp", "Udp", "All"},
        "loadDistribution": {"Default", "SourceIP", "SourceIPProtocol"},
    },
    "probes": {"protocol": {"Tcp", "Http", "Https"}},
    "inboundNatRules": {"protocol": {"Tcp", "Udp", "All"}},
    "inboundNatPools": {"protocol": {"Tcp", "Udp", "All"}},
    "outboundRules": {"protocol": {"Tcp", "Udp", "All"}},
    "securityRules": {"protocol": {"Tcp", "Udp", "Icmp", "Esp", "Ah", "*"}, "direction": {"Inbound", "Outbound"}},
}
REQUIRED = {
    "loadBalancingRules": ("protocol", "frontendPort", "frontendIPConfiguration"),
    "probes": ("protocol", "port"),
    "inboundNatRules": ("frontendIPConfiguration",),
    "inboundNatPools": ("protocol", "frontendPortRangeStart", "frontendPortRangeEnd", "backendPort"),
    "outboundRules": ("protocol", "backendAddressPool", "frontendIPConfigurations"),
    "securityRules": ("protocol", "priority", "direction", "access"),
}
NUMBERS = (
    "frontendPort backendPort frontendPortRangeStart frontendPortRangeEnd idleTimeoutInMinutes port intervalInSeconds "
    "probeThreshold allocatedOutboundPorts priority"
).split()


def check(resource):
    """The names in a network resource, and the words and numbers in its parts."""
    if not resource.kind.startswith("Microsoft.Network/"):
        return
    check_name(resource.name.name)
    for row in CHILDREN.get(resource.kind, {}).values():
        collection = row.kind.rsplit("/", 1)[1]
        seen = set()
        for part in elements(resource.body, row):
            if not isinstance(part, dict) or not isinstance(part.get("name"), str):
                refuse("InvalidRequestFormat", f"Cannot parse the request: an entry of {collection} has no name.")
            check_name(part["name"])
            if part["name"].lower() in seen:
                raise Refusal(
                    400,
                    "InvalidRequestFormat",
                    "Cannot parse the request.",
                    [
                        {
                            "code": "DuplicateResourceName",
                            "message": f"Resource {resource.id} has two child resources with the same name ({part['name']}).",
                        }
                    ],
                )
            seen.add(part["name"].lower())
            check_values(f"{resource.id}/{collection}/{part['name']}", collection, props(part))


def check_name(name):
    if not NETWORK_NAME.fullmatch(name):
        refuse(
            "InvalidResourceName",
            f"Resource name {name} is invalid. The name can be up to 80 characters long. It must begin with a word "
            "character, and it must end with a word character or with '_'. The name may contain word characters or "
            "'.', '-', '_'.",
        )


def check_values(where, collection, properties):
    for member in REQUIRED.get(collection, ()):
        if member not in properties:
            refuse("InvalidRequestFormat", f"Cannot parse the request: {where} has no {member}.")
    for member, words in ENUMS.get(collection, {}).items():
        if member in properties and properties[member] not in words:
            refuse(
                "InvalidRequestFormat", f"Cannot parse the request: '{properties[member]}' is no {member} ({where})."
            )
    for member in NUMBERS:
        value = properties.get(member)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            refuse("InvalidRequestFormat", f"Cannot parse the request: {member} of {where} is no integer: {value!r}.")
