"""Rules of network security groups."""

import ipaddress
import re

from .look import UNKNOWN, all_members, number, parts, props, refuse, targets, vnet_of

TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*")
PORTS = re.compile(r"(\d+)(?:-(\d+))?")
# Words that once were tags, or look like one, and that the service refuses.
NO_TAGS = {"any", "all", "virtual_network", "azure_loadbalancer"}
ALONE = {"*", "virtualnetwork", "internet", "azureloadbalancer"}


def check(store, group, _old):
    seen = {}
    for rule in parts(group, "securityRules"):
        properties, where = props(rule), f"{group.id}/securityRules/{rule.get('name')}"
        priority = number(properties.get("priority"))
        if not 100 <= priority <= 4096:
            refuse(
                "SecurityRuleInvalidPriority",
                f"Security rule has invalid Priority. Value provided: {priority} Allowed range 100-4096.",
            )
        if properties.get("access") not in ("Allow", "Deny"):
            refuse(
                "SecurityRuleInvalidAccessType",
                f"Security rule has invalid Access type. Value provided: {properties.get('access')}",
            )
        other = seen.setdefault((priority, properties.get("direction")), rule.get("name"))
        if other != rule.get("name"):
            refuse(
                "SecurityRuleConflict",
                f"Security rule {rule.get('name')} conflicts with rule {other}. Rules cannot have the same Priority and Direction.",
            )
        for side in ("source", "destination"):
            check_side(store, where, properties, side)


def check_side(store, where, properties, side):
    single, many = properties.get(f"{side}AddressPrefix"), properties.get(f"{side}AddressPrefixes") or []
    groups = targets(properties, f"{side}ApplicationSecurityGroups")
    if not single and not many and not groups:
        refuse("InvalidRequestFormat", f"Cannot parse the request: security rule {where} has no {side} address prefix.")
    if len(groups) > 10:
        refuse(
            "NumberOfApplicationSecurityGroupsReferencedInSecurityRuleLimitReached",
            f"A security rule may have up to 10 Application Security Groups in the source or destination fields. The requested configuration of {where} has {len(groups)}.",
        )
    if single and (many or groups):
        refuse(UNKNOWN, f"Security rule {where} has its {side} in two ways.")
    for text in [single] if single else []:
        if text != "*" and not valid_address(text):
            refuse(
                "SecurityRuleInvalidAddressPrefix", f"Security rule has invalid Address prefix. Value provided: {text}"
            )
    for text in many:
        if len(many) > 1 and str(text).lower() in ALONE:
            refuse(
                "SecurityRuleParameterContainsUnsupportedValue",
                f"Security rule parameter {side.capitalize()}AddressPrefix for rule with Id {where} cannot specify existing "
                f"VIRTUALNETWORK, INTERNET, AZURELOADBALANCER, '*' or system tags. Unsupported value used: {text}.",
            )
        if not valid_address(text):
            refuse(
                "SecurityRuleInvalidAddressPrefix", f"Security rule has invalid Address prefix. Value provided: {text}"
            )
    one, several = properties.get(f"{side}PortRange"), properties.get(f"{side}PortRanges") or []
    for text in [*([one] if one is not None else []), *several]:
        if not valid_ports(text):
            refuse(
                "SecurityRuleInvalidPortRange",
                f"Security rule has invalid Port range. Value provided: {text}. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.",
            )
    if one is None and not several:
        refuse("InvalidRequestFormat", f"Cannot parse the request: security rule {where} has no {side} port range.")
    check_groups(store, where, groups)


def valid_address(text):
    text = str(text)
    try:
        ipaddress.ip_network(text)
        return True
    except ValueError:
        return "/" not in text and bool(TAG.fullmatch(text)) and text.lower() not in NO_TAGS


def valid_ports(text):
    if text == "*":
        return True
    match = PORTS.fullmatch(str(text))
    if not match:
        return False
    first, last = int(match.group(1)), int(match.group(2) or match.group(1))
    return 0 <= first <= last <= 65535


def check_groups(store, where, groups):
    """The groups of one side have members in one network."""
    nets = {}
    for member in all_members(store):
        for group in targets(member.ip, "applicationSecurityGroups"):
            if group in groups and member.subnet:
                nets[vnet_of(member.subnet)] = group
    if len(nets) > 1:
        refuse(
            "AllApplicationSecurityGroupsInSecurityRuleMustBeFromSameVnet",
            f"Security Rule {where} has Application Security Groups (ASGs) from multiple virtual networks ({', '.join(sorted(nets))}). "
            "All ASGs on the Security Rule must be from the same virtual network.",
        )
