"""The controls of the tests, below `/_stand-in/`; they need no token."""

import json

import names
import scale_sets
from fold import fold
from kinds import child_of
from scale_sets import instance_view
from store import Resource, elements, set_elements, with_ids


def answer(server, method, path, query, raw):
    """(status, body, headers) of one request."""
    store, journal = server.plane.store, server.journal
    word = path.removeprefix("/_stand-in").strip("/")
    with store.lock:
        if method == "GET" and word == "state":
            return 200, state(store), {}
        if method == "GET" and word == "writes":
            start = int(query.get("from") or 0)
            rows = journal.writes[start:]
            return (
                200,
                {"count": len(journal.writes), "reads": journal.reads, "writes": rows, "marks": journal.marks},
                {},
            )
        if method == "GET" and word == "refused":
            return 200, {"refused": journal.refused, "unknown": journal.unknown}, {}
        if method == "POST" and word == "reset":
            store.reset()
            journal.reset()
            return 200, {}, {}
        if method == "POST" and word == "forget":
            journal.reset()
            return 200, {}, {}
        if method == "POST" and word == "mark":
            return 200, journal.mark(query.get("label") or raw.decode("utf-8", "replace")), {}
        if method == "POST" and word == "state":
            load(store, json.loads(raw))
            return 200, {}, {}
    return 404, {"error": {"code": "NotFound", "message": f"no control {method} {word}"}}, {}


def fingerprint(store):
    """What is equal as long as nothing changes; the history of deployments is no part of it."""
    rows = [sorted(table.items()) for table in (store.groups, store.instances)]
    resources = [(key, resource.name.id, resource.body) for key, resource in sorted(store.resources.items())]
    everything = [rows[0], resources, [(key, [vars(one) for _, one in sorted(found.items())]) for key, found in rows[1]]]
    # The order of members says nothing.
    return json.dumps(everything, sort_keys=True, default=repr)


def state(store):
    """Everything that exists, without what the service only shows: two equal worlds give equal text."""
    resources = []
    for _, resource in sorted(store.resources.items()):
        body = with_ids(resource)
        body["properties"].pop("provisioningState", None)
        resources.append(body)
    instances = {
        store.resources[key].id: [instance_view(store.resources[key], rows[number]) for number in sorted(rows)]
        for key, rows in sorted(store.instances.items())
        if key in store.resources
    }
    return {
        "groups": [row for _, row in sorted(store.groups.items())],
        "resources": resources,
        "instances": instances,
        "deployments": [
            {"id": row["id"], "state": row["properties"]["provisioningState"], "error": row["properties"].get("error")}
            for _, row in sorted(store.deployments.items())
        ],
    }


def load(store, wanted):
    """Replace the world by one that `state` described; nothing is checked."""
    store.reset()
    for row in wanted.get("groups", []):
        store.groups[row["id"].lower()] = row
    rows = [(names.parse(row["id"]), row) for row in wanted.get("resources", [])]
    for name, row in sorted(rows, key=lambda pair: pair[0].depth):
        place = child_of(name.kind)
        if place is None:
            store.resources[name.key] = Resource(name, fold(name.kind, row))
            continue
        parent = store.resources[name.parent().key]
        items = [item for item in elements(parent.body, place) if str(item.get("name")).lower() != name.name.lower()]
        part = {key: value for key, value in row.items() if key not in ("id", "type", "apiVersion", "location")}
        set_elements(parent.body, place, [*items, {**part, "name": name.name}])
        parent.body = fold(parent.kind, parent.body)
    for resource in store.of(scale_sets.KIND):
        scale_sets.follow(store, resource)
