"""Who refers to whom: every `{"id": …}` in what is stored, models of instances included.

A scale set's instances keep references that its model has dropped; that is what "still in use" rests on.
"""

from kinds import CHILDREN
from store import elements


def ids(value):
    """Every id that a value refers to, with the path that leads there."""
    yield from _ids(value, ())


def _ids(value, path):
    if isinstance(value, dict):
        for key, item in value.items():
            if key.lower() in ("tags", "settings", "protectedsettings"):
                continue
            if key == "id" and isinstance(item, str) and item.startswith("/"):
                yield path, item
            elif key in ("targetResourceUri", "metricResourceUri", "workspaceId") and isinstance(item, str):
                yield (*path, key), item
            else:
                yield from _ids(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            name = item.get("name") if isinstance(item, dict) else None
            yield from _ids(item, (*path, name if isinstance(name, str) else at))


def holders(resource):
    """The parts of a resource that refer on their own: (id, body)."""
    children = CHILDREN.get(resource.kind, {})
    taken = set()
    for row in children.values():
        if row.path[0] == "properties" and len(row.path) == 2:
            taken.add(row.path[1])
            for element in elements(resource.body, row):
                collection = row.kind.rsplit("/", 1)[1]
                yield f"{resource.id}/{collection}/{element.get('name')}", element
    rest = {key: value for key, value in resource.body.items() if key != "properties"}
    rest["properties"] = {k: v for k, v in resource.body.get("properties", {}).items() if k not in taken}
    yield resource.id, rest


def to(store, identity):
    """Who refers to `identity` itself: (id of the resource, id of the part that refers)."""
    low = identity.lower()
    found = []
    for resource in list(store.resources.values()):
        for where, body in holders(resource):
            for path, target in ids(body):
                if target.lower() == low:
                    found.append((resource.id, place(resource, where, path)))
    for key, instances in store.instances.items():
        resource = store.resources.get(key)
        for instance in instances.values() if resource else ():
            for path, target in ids(instance.model):
                if target.lower() == low:
                    found.append(
                        (resource.id, place(resource, f"{resource.id}/virtualMachines/{instance.number}", path))
                    )
    return found


def place(resource, where, path):
    """The id of what refers, down to an IP configuration where it is one."""
    if resource.kind == "Microsoft.Compute/virtualMachineScaleSets":
        steps = list(path)
        if "networkInterfaceConfigurations" in steps and "ipConfigurations" in steps:
            nic = steps[steps.index("networkInterfaceConfigurations") + 1]
            ip = steps[steps.index("ipConfigurations") + 1]
            return f"{where}/networkInterfaces/{nic}/ipConfigurations/{ip}"
    return where
