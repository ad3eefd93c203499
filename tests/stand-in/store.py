"""What exists: groups, resources by id, and the children inside them."""

import copy
import threading

import names
from kinds import CHILDREN, child_of


class Resource:
    """One resource that has an entry of its own: its name, and its body as the service keeps it."""

    def __init__(self, name, body):
        self.name, self.body = name, body

    @property
    def id(self):
        return self.name.id

    @property
    def kind(self):
        return self.name.kind

    @property
    def properties(self):
        return self.body.setdefault("properties", {})


class Store:
    """The state of the world; one lock, for every write is answered at once."""

    def __init__(self):
        self.lock = threading.RLock()
        self.reset()

    def reset(self):
        self.groups, self.resources, self.deployments, self.instances = {}, {}, {}, {}
        self.counters, self.operations = {}, {}

    def group(self, subscription, name):
        return self.groups.get(names.base_of(subscription, name).lower())

    def get(self, name):
        """The resource of that name with an entry of its own, or None."""
        return self.resources.get(name.key)

    def element(self, name):
        """The child of that name inside its parent, or None."""
        parent = self.resources.get(name.parent().key) if name.depth > 1 else None
        row = child_of(name.kind)
        if parent is None or row is None:
            return None
        return next((e for e in elements(parent.body, row) if str(e.get("name")).lower() == name.name.lower()), None)

    def exists(self, identity):
        """Whether an id leads somewhere, to a resource or to a part of one."""
        try:
            name = names.parse(identity)
        except Exception:  # whatever is no id leads nowhere
            return False
        if name.key in self.resources:
            return True
        if child_of(name.kind):
            return self.element(name) is not None
        return name.depth > 2 and self.nested_part(name) is not None

    def nested_part(self, name):
        """A part two levels down, such as an IP configuration of an instance: known by its scale set alone."""
        return self.resources.get(name.top().key)

    def below(self, base):
        """The resources in a group or below a resource, by id."""
        prefix = base.lower() + "/"
        return [r for key, r in sorted(self.resources.items()) if key.startswith(prefix)]

    def of(self, kind):
        """Every resource of a type."""
        return [r for _, r in sorted(self.resources.items()) if r.kind == kind]


def elements(body, row):
    """The array of a collection inside its parent's body (the array itself, or an empty one)."""
    for step in row.path:
        if not isinstance(body, dict):
            return []
        body = body.get(step) or {}
    return body if isinstance(body, list) else []


def set_elements(body, row, items):
    for step in row.path[:-1]:
        body = body.setdefault(step, {})
    body[row.path[-1]] = items


def with_ids(resource):
    """A copy of a body with the ids, types and states of everything inside."""
    body = copy.deepcopy(resource.body)
    body = {"id": resource.id, "name": resource.name.name, "type": resource.kind, **body}
    body.setdefault("properties", {})["provisioningState"] = "Succeeded"
    for row in CHILDREN.get(resource.kind, {}).values():
        for element in elements(body, row):
            collection = row.kind.rsplit("/", 1)[1]
            element["id"] = f"{resource.id}/{collection}/{element.get('name')}"
            element["type"] = row.kind
            element.setdefault("properties", {})["provisioningState"] = "Succeeded"
    return body
