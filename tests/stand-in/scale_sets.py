"""Scale sets have a model, and each instance has the model it was last brought up to.

Under Manual an update changes the model alone; `manualupgrade` copies it to the instances. Until then an instance
still uses what its own model names, which is why a load balancer's part can be in use although the scale set has
let it go.
"""

import copy

from trouble import Refusal

KIND = "Microsoft.Compute/virtualMachineScaleSets"


class Instance:
    """One machine of a scale set."""

    def __init__(self, number, model):
        self.number, self.model = number, copy.deepcopy(model)


def model(resource):
    """What an update of the model changes."""
    return resource.body.get("properties", {}).get("virtualMachineProfile") or {}


def capacity(resource):
    return int((resource.body.get("sku") or {}).get("capacity") or 0)


def mode(resource):
    policy = resource.body.get("properties", {}).get("upgradePolicy") or {}
    return str(policy.get("mode") or "Manual")


def flexible(resource):
    return resource.body.get("properties", {}).get("orchestrationMode") == "Flexible"


def follow(store, resource):
    """Make the instances follow a write of the scale set."""
    instances = store.instances.setdefault(resource.name.key, {})
    wanted = capacity(resource)
    while len(instances) > wanted:
        del instances[max(instances)]
    next_number = store.counters.get(resource.name.key, 0)
    while len(instances) < wanted:
        instances[next_number] = Instance(next_number, model(resource))
        next_number += 1
    store.counters[resource.name.key] = next_number
    if mode(resource) != "Manual":
        # Automatic and Rolling bring the instances up by themselves; here that takes no time.
        for instance in instances.values():
            instance.model = copy.deepcopy(model(resource))


def chosen(store, resource, body):
    """The instances that a request names."""
    instances = store.instances.get(resource.name.key, {})
    wanted = (body or {}).get("instanceIds")
    if not isinstance(wanted, list):
        raise Refusal(400, "InvalidParameter", "Required parameter 'instanceIds' is missing (null).", [])
    if "*" in wanted:
        return list(instances.values())
    found = []
    for text in wanted:
        number = str(text).rsplit("_", 1)[-1]
        if not number.isdigit() or int(number) not in instances:
            raise Refusal(
                400,
                "InstanceIdsListInstanceIdNotActiveVM",
                f"The provided instanceId {text} is not an active Virtual Machine Scale Set VM instanceId.",
            )
        found.append(instances[int(number)])
    return found


def manual_upgrade(store, resource, body):
    for instance in chosen(store, resource, body):
        instance.model = copy.deepcopy(model(resource))


def delete_instances(store, resource, body):
    for instance in chosen(store, resource, body):
        del store.instances[resource.name.key][instance.number]
        resource.body["sku"]["capacity"] = capacity(resource) - 1


def instance_view(resource, instance):
    """One instance, as the service lists it."""
    zones = resource.body.get("zones")
    body = {
        "id": f"{resource.id}/virtualMachines/{instance.number}",
        "name": f"{resource.name.name}_{instance.number}",
        "type": f"{KIND}/virtualMachines",
        "location": resource.body.get("location"),
        "instanceId": str(instance.number),
        "sku": {key: value for key, value in (resource.body.get("sku") or {}).items() if key != "capacity"},
        "properties": {
            "latestModelApplied": instance.model == model(resource),
            "provisioningState": "Succeeded",
            **{key: value for key, value in instance.model.items() if key.endswith("Profile")},
        },
    }
    if zones:
        body["zones"] = [zones[instance.number % len(zones)]]
    return body


def summary(resource, count):
    return {
        "virtualMachine": {"statusesSummary": [{"code": "ProvisioningState/succeeded", "count": count}]},
        "statuses": [
            {"code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Provisioning succeeded"}
        ],
    }
