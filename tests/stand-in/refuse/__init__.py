"""What the service refuses, with Azure's own codes where they are known."""

from kinds import CHILDREN
from trouble import Refusal

from . import exist, in_use


def write(store, new, old):
    """Refuse the world that a write would make; the store already shows it."""
    exist.check(store, new)
    if old is not None:
        in_use.parts(store, new, old)


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


def kept(kind, old, new):
    """What a PUT leaves out and the service keeps; what can never change."""
    if new.get("location") is None and old.get("location") is not None:
        new["location"] = old["location"]
    if old.get("location") not in (None, new.get("location")):
        raise Refusal(
            409,
            "InvalidResourceLocation",
            f"The resource already exists in location '{old['location']}'. A resource with the same name cannot be "
            f"created in location '{new.get('location')}'. Please select a new resource name.",
        )
    if kind == "Microsoft.Network/virtualNetworks":
        for collection in CHILDREN[kind]:
            if collection not in new.get("properties", {}) and collection in old.get("properties", {}):
                new.setdefault("properties", {})[collection] = old["properties"][collection]
    if kind == "Microsoft.Compute/virtualMachineScaleSets":
        keep_scale_set(old, new)
    return new


def keep_scale_set(old, new):
    """Compute keeps the parts of a scale set that a PUT does not mention; az relies on it."""
    for member in ("sku", "zones", "identity", "plan", "tags"):
        if member not in new and member in old:
            new[member] = old[member]
    before, after = old.get("properties", {}), new.setdefault("properties", {})
    for member, value in before.items():
        after.setdefault(member, value)
    storage = (after.get("virtualMachineProfile") or {}).get("storageProfile")
    was = (before.get("virtualMachineProfile") or {}).get("storageProfile") or {}
    if isinstance(storage, dict) and "imageReference" not in storage and "imageReference" in was:
        storage["imageReference"] = was["imageReference"]
