"""Writes and reads of resources, whoever asks: a request, or a deployment that runs."""

import copy

import names
import refuse
import scale_sets
from fold import fold
from kinds import CHILDREN, child_of, is_modelled
from store import Resource, elements, set_elements
from trouble import NotModelled, Refusal
from views import element_view, view

WITHOUT_LOCATION = ("Microsoft.Authorization/", "Microsoft.Insights/diagnosticSettings")


class Service:
    """The resource providers, as far as they are modelled."""

    def __init__(self, store):
        self.store = store

    # groups

    def put_group(self, subscription, group, body):
        base = names.base_of(subscription, group)
        found = self.store.groups.get(base.lower())
        place = (body or {}).get("location")
        if not place:
            raise Refusal(400, "LocationRequired", "The location property is required for this definition.")
        place = place.replace(" ", "").lower()
        if found and found["location"] != place:
            raise Refusal(
                409,
                "InvalidResourceGroupLocation",
                f"Invalid resource group location '{place}'. The Resource group already exists in location '{found['location']}'.",
            )
        kept = {
            "id": found["id"] if found else base,
            "name": found["name"] if found else group,
            "type": "Microsoft.Resources/resourceGroups",
            "location": place,
            "properties": {"provisioningState": "Succeeded"},
        }
        if body.get("tags"):
            kept["tags"] = body["tags"]
        self.store.groups[base.lower()] = kept
        return 200 if found else 201, kept

    def need_group(self, subscription, group):
        found = self.store.group(subscription, group)
        if found is None:
            raise Refusal(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")
        return found

    def delete_group(self, subscription, group):
        self.need_group(subscription, group)
        base = names.base_of(subscription, group)
        refuse.delete_group(self.store, base)
        for resource in self.store.below(base):
            self.forget(resource.name)
        for table in (self.store.deployments,):
            for key in [key for key in table if key.startswith(base.lower() + "/")]:
                del table[key]
        del self.store.groups[base.lower()]

    # resources

    def locate(self, name):
        """The name in the spelling its parents have; refuses where the group or a parent is missing."""
        subscription, group, rest = names.split(name.base)
        if group:
            self.need_group(subscription, group)
        if rest:
            owner = names.from_parts(names.base_of(subscription, group), rest, name.base)[0]
            if not self.store.exists(owner.id):
                raise not_found(owner)
        parent = name.parent()
        if parent is not None and not child_of(parent.kind) and parent.key not in self.store.resources:
            raise Refusal(
                404,
                "ParentResourceNotFound",
                f"Failed to perform 'write' on resource(s) of type '{name.kind}', because the parent resource "
                f"'{parent.id}' could not be found.",
            )
        found = self.store.get(name) if not child_of(name.kind) else None
        return found.name if found else name

    def put(self, name, body, api=None):
        """Create or replace; the answer is (status, what GET would show)."""
        if not is_modelled(name.kind):
            raise NotModelled(f"the type {name.kind}")
        if not isinstance(body, dict):
            raise Refusal(400, "InvalidRequestContent", "The request content was invalid: an object was expected.")
        name = self.locate(name)
        if child_of(name.kind):
            return self.put_element(name, body)
        old = self.store.get(name)
        folded = fold(name.kind, body)
        if old is not None:
            folded = refuse.kept(name.kind, old.body, folded)
        elif not folded.get("location") and not name.kind.startswith(WITHOUT_LOCATION) and name.depth == 1:
            raise Refusal(400, "LocationRequired", "The location property is required for this definition.")
        refuse.keep_addresses(name.kind, old.body if old else None, folded)
        new = Resource(name, folded)
        self.commit(new, old)
        return (200 if old else 201), view(self.store, new)

    def put_element(self, name, body):
        """A child inside its parent, written by its own URL."""
        row = child_of(name.kind)
        if not row.writable:
            raise not_allowed(name, "PUT")
        parent = self.store.get(name.parent())
        new = Resource(parent.name, copy.deepcopy(parent.body))
        items = [element for element in elements(new.body, row)]
        collection = row.kind.rsplit("/", 1)[1]
        part = {key: value for key, value in body.items() if key.lower() not in ("location", "tags")}
        part["name"] = name.name
        places = [at for at, item in enumerate(items) if str(item.get("name")).lower() == name.name.lower()]
        if places:
            refuse.rewrite(self.store, name, part)
            part["name"] = items[places[0]]["name"]
            items[places[0]] = part
        else:
            items.append(part)
        set_elements(new.body, row, items)
        new.body = fold(parent.kind, new.body)
        self.commit(new, parent)
        shown = element_view(self.store, new, name)
        return (200 if places else 201), shown if shown is not None else {"name": name.name, "type": collection}

    def patch(self, name, body):
        """A merge; the network provider takes tags alone."""
        found = self.store.get(name)
        if child_of(name.kind):
            raise not_allowed(name, "PATCH")
        if found is None:
            raise not_found(name)
        if name.kind.startswith("Microsoft.Network/") and set(body) - {"tags"}:
            raise not_allowed(name, "PATCH of more than tags")
        new = Resource(found.name, fold(name.kind, merge(copy.deepcopy(found.body), body)))
        self.commit(new, found)
        return 200, view(self.store, new)

    def commit(self, new, old):
        """Put the new body in place, unless a check refuses the world that would come of it."""
        key = new.name.key
        refuse.locked(self.store, new.name, "write")
        self.store.resources[key] = new
        try:
            refuse.write(self.store, new, old)
        except BaseException:
            if old is None:
                del self.store.resources[key]
            else:
                self.store.resources[key] = old
            raise
        if new.kind == scale_sets.KIND:
            scale_sets.follow(self.store, new)

    def delete(self, name):
        """Delete; the answer is whether it was there."""
        if not is_modelled(name.kind):
            raise NotModelled(f"the type {name.kind}")
        row = child_of(name.kind)
        if row:
            return self.delete_element(name, row)
        found = self.store.get(name)
        if found is None:
            return False
        refuse.locked(self.store, found.name, "delete")
        refuse.delete(self.store, found)
        self.forget(found.name)
        return True

    def delete_element(self, name, row):
        if not row.writable:
            raise not_allowed(name, "DELETE")
        parent = self.store.get(name.parent())
        if parent is None or self.store.element(name) is None:
            return False
        refuse.locked(self.store, name, "delete")
        new = Resource(parent.name, copy.deepcopy(parent.body))
        items = [e for e in elements(new.body, row) if str(e.get("name")).lower() != name.name.lower()]
        set_elements(new.body, row, items)
        self.commit(new, parent)
        return True

    def forget(self, name):
        """Drop a resource and all that hangs on it."""
        for resource in [*self.store.below(name.id)]:
            self.store.resources.pop(resource.name.key, None)
        self.store.resources.pop(name.key, None)
        self.store.instances.pop(name.key, None)

    def show(self, name):
        """What GET answers, or a refusal."""
        if name.kind.startswith("Microsoft.Compute/virtualMachineScaleSets/virtualMachines"):
            return self.show_instance(name)
        if not is_modelled(name.kind):
            raise NotModelled(f"the type {name.kind}")
        if child_of(name.kind):
            parent = self.store.get(name.parent())
            if parent is None:
                raise not_found(name.parent())
            shown = element_view(self.store, parent, name)
            if shown is None:
                if name.kind.startswith("Microsoft.Network/"):
                    raise Refusal(404, "NotFound", f"Resource {name.id} not found.")
                raise not_found(name)
            return shown
        found = self.store.get(name)
        if found is None:
            subscription, group, _ = names.split(name.base)
            if group:
                self.need_group(subscription, group)
            raise not_found(name)
        return view(self.store, found)

    def show_instance(self, name):
        top = self.store.get(name.top())
        if top is None:
            raise not_found(name.top())
        if name.depth != 2:
            raise NotModelled(f"the type {name.kind}")
        number = name.name.rsplit("_", 1)[-1]
        instances = self.store.instances.get(top.name.key, {})
        if not number.isdigit() or int(number) not in instances:
            raise Refusal(404, "NotFound", f"The entity was not found in this Azure location: {name.id}")
        return scale_sets.instance_view(top, instances[int(number)])

    def list(self, base, kind):
        """A collection: of a group, of a subscription, or of a parent."""
        if kind == "Microsoft.Compute/virtualMachineScaleSets/virtualMachines":
            parent = self.store.get(names.parse(base))
            if parent is None:
                raise not_found(names.parse(base))
            rows = self.store.instances.get(parent.name.key, {})
            return [scale_sets.instance_view(parent, rows[number]) for number in sorted(rows)]
        if not is_modelled(kind):
            raise NotModelled(f"a list of {kind}")
        row = child_of(kind)
        if row:
            parent = self.store.get(names.parse(base))
            if parent is None:
                raise not_found(names.parse(base))
            part = view(self.store, parent)
            for step in row.path:
                part = part.get(step) or {}
            return list(part)
        if names.split(base)[2]:
            owner = names.parse(base)
            if CHILDREN.get(owner.kind) is not None and not self.store.get(owner):
                raise not_found(owner)
        return [view(self.store, found) for found in self.store.below(base) if found.kind == kind]


def not_found(name):
    subscription, group, _ = names.split(name.base)
    where = f" under resource group '{group}'" if group else ""
    return Refusal(
        404,
        "ResourceNotFound",
        f"The Resource '{name.kind}/{'/'.join(name.names)}'{where} was not found. For more details please go to "
        "https://aka.ms/ARMResourceNotFoundFix",
    )


def not_allowed(name, method):
    return Refusal(
        405,
        "MethodNotAllowed",
        f"{method} is not supported for '{name.kind}': write its parent '{name.parent().id if name.parent() else name.id}'.",
    )


def merge(old, new):
    """JSON merge: null removes."""
    for key, value in new.items():
        if value is None:
            old.pop(key, None)
        elif isinstance(value, dict) and isinstance(old.get(key), dict):
            merge(old[key], value)
        else:
            old[key] = value
    return old
