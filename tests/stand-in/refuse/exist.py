"""References lead to something."""

import names
import references
from kinds import is_modelled
from trouble import Refusal


def check(store, resource):
    """Refuse a write whose ids lead nowhere."""
    for where, body in references.holders(resource):
        for path, target in references.ids(body):
            if "userAssignedIdentities" in path or path[:1] == ("identity",):
                continue
            check_one(store, where, target)


def check_one(store, where, target):
    """One reference; what lies in another subscription, or is of a type that is not modelled, is not looked up."""
    try:
        name = names.parse(target)
    except Refusal:
        raise Refusal(400, "LinkedInvalidPropertyId", f"Property id '{target}' at path '{where}' is invalid.") from None
    if not is_modelled(name.kind) and not name.kind.startswith("Microsoft.Compute/virtualMachineScaleSets/"):
        return
    if not store.exists(target):
        raise Refusal(
            400,
            "InvalidResourceReference",
            f"Resource {target} referenced by resource {where} was not found. Please make sure that the referenced "
            "resource exists, and that both resources are in the same region.",
        )
