"""What-if: the deployment runs on a copy of the world, and the two are compared."""

import copy
import uuid

import deployments
from service import Service
from store import Store, with_ids


def twin(store):
    """A store with the same contents."""
    other = Store()
    for table in ("groups", "resources", "deployments", "instances", "counters", "operations"):
        setattr(other, table, copy.deepcopy(getattr(store, table)))
    return other


def run(store, subscription, group, name, body):
    """The changes that a deployment would make."""
    other = twin(store)
    worker = deployments.Deployments(Service(other))
    record = worker.put(subscription, group, name, body)
    touched = {row["id"].lower() for row in record["properties"].get("outputResources", [])}
    changes = []
    for key in sorted(set(store.resources) | set(other.resources)):
        before, after = store.resources.get(key), other.resources.get(key)
        shown = [with_ids(resource) if resource else None for resource in (before, after)]
        identity = (after or before).id
        if before is None:
            changes.append({"resourceId": identity, "changeType": "Create", "after": shown[1]})
        elif after is None:
            changes.append({"resourceId": identity, "changeType": "Delete", "before": shown[0]})
        elif before.body != after.body:
            delta = differences(before.body, after.body, "")
            changes.append(
                {"resourceId": identity, "changeType": "Modify", "before": shown[0], "after": shown[1], "delta": delta}
            )
        elif key in touched:
            changes.append({"resourceId": identity, "changeType": "NoChange", "before": shown[0], "after": shown[1]})
        else:
            changes.append({"resourceId": identity, "changeType": "Ignore", "before": shown[0]})
    answer = {"status": "Succeeded", "properties": {"correlationId": str(uuid.uuid4()), "changes": changes}}
    if record["properties"]["provisioningState"] == "Failed":
        answer = {"status": "Failed", "error": record["properties"]["error"]}
    return answer


def differences(before, after, path):
    """Property changes in the form that what-if uses."""
    rows = []
    for key in sorted(set(before) | set(after)):
        where = f"{path}.{key}" if path else key
        if key not in before:
            rows.append({"path": where, "propertyChangeType": "Create", "after": after[key]})
        elif key not in after:
            rows.append({"path": where, "propertyChangeType": "Delete", "before": before[key]})
        elif before[key] == after[key]:
            continue
        elif isinstance(before[key], dict) and isinstance(after[key], dict):
            rows.extend(differences(before[key], after[key], where))
        else:
            rows.append({"path": where, "propertyChangeType": "Modify", "before": before[key], "after": after[key]})
    return rows
