"""What a PUT leaves out and the service keeps, what it says in vain, and what can never change."""

from kinds import CHILDREN
from trouble import Refusal


def kept(kind, old, new):
    """The new body, with what the service keeps of the old one."""
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


def keep_addresses(kind, old, new):
    """Members by address come into a pool by the pool's own URL alone. What a load balancer's body says of them is taken
    without a word: it adds none and changes none. Whether it keeps those that it does not name, nobody has told; here
    it does not, so that whoever leaves them out is seen."""
    if kind != "Microsoft.Network/loadBalancers":
        return
    before = {called(pool): pool for pool in pools(old)}
    for pool in pools(new):
        there = {called(row): row for row in addresses(before.get(called(pool)) or {})}
        rows = [there.get(called(row)) if by_address(row) else row for row in addresses(pool)]
        kept_rows = [row for row in rows if row is not None]
        if kept_rows:
            pool["properties"]["loadBalancerBackendAddresses"] = kept_rows
        elif rows:
            del pool["properties"]["loadBalancerBackendAddresses"]


def pools(body):
    return ((body or {}).get("properties") or {}).get("backendAddressPools") or []


def addresses(pool):
    return (pool.get("properties") or {}).get("loadBalancerBackendAddresses") or []


def called(part):
    return str(part.get("name")).lower()


def by_address(row):
    """A frontend of another load balancer is no address."""
    return "loadBalancerFrontendIPConfiguration" not in (row.get("properties") or {})


def keep_scale_set(old, new):
    """Compute keeps the parts of a scale set that a PUT does not mention; az relies on it."""
    for member in ("sku", "zones", "identity", "plan", "tags"):
        if member not in new and member in old:
            new[member] = old[member]
    before, after = old.get("properties", {}), new.setdefault("properties", {})
    for member, value in before.items():
        after.setdefault(member, value)
    keep_secrets(before.get("virtualMachineProfile"), after.get("virtualMachineProfile"))
    storage = (after.get("virtualMachineProfile") or {}).get("storageProfile")
    was = (before.get("virtualMachineProfile") or {}).get("storageProfile") or {}
    if isinstance(storage, dict) and "imageReference" not in storage and "imageReference" in was:
        storage["imageReference"] = was["imageReference"]


def keep_secrets(before, after):
    """Who read a scale set and writes it again cannot know what was hidden."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    was, now = before.get("osProfile"), after.get("osProfile")
    if isinstance(was, dict) and isinstance(now, dict):
        for member in ("adminPassword", "customData"):
            if member in was:
                now.setdefault(member, was[member])
    old = {row.get("name"): row for row in (before.get("extensionProfile") or {}).get("extensions") or []}
    for row in (after.get("extensionProfile") or {}).get("extensions") or []:
        secret = (old.get(row.get("name"), {}).get("properties") or {}).get("protectedSettings")
        if secret is not None:
            row.setdefault("properties", {}).setdefault("protectedSettings", secret)
