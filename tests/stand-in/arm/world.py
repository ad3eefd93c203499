"""What a template asks of its surroundings, before anything is deployed.

`Snapshot` answers from the template alone, like the validation that the service does at once; what only the
run time knows stays open. `../deployments.py` has the world of a deployment that runs.
"""

from .evaluate import Exact, Written
from .trouble import Left, NeedsRunTime, TemplateError
from .values import member


class Snapshot:
    """Answers from the resources that the template itself writes."""

    keeps_secrets = False

    def __init__(self):
        self.plans = []
        self.busy = set()

    def planned(self, plan):
        self.plans.append(plan)

    def find(self, scope, text):
        """The node that `text` names: by id anywhere, by name in its own template."""
        if scope.plan is not None:
            text = scope.plan.whole(text)
        if text.startswith("/"):
            for plan in self.plans:
                if text.lower() in plan.by_id:
                    return plan.by_id[text.lower()]
            return None
        found = [node for node in scope.plan.named(text)] if scope.plan else []
        return found[0] if len(found) == 1 else None

    def reference(self, scope, text, _api, full):
        if not isinstance(text, str):
            raise TemplateError("The template function 'reference' wants a name or an id")
        node = self.find(scope, text)
        if node is None or not node.on or node.condition is not True or node.key in self.busy:
            raise NeedsRunTime
        self.busy.add(node.key)
        try:
            if node.is_deployment:
                plan = node.nested(self)
                if plan is None:
                    raise NeedsRunTime
                return Written(outputs=Exact(plan.outputs()))
            body = node.body()
        finally:
            self.busy.discard(node.key)
        if full:
            full_body = Written({key: value for key, value in body.items()})
            if isinstance(member(body, "properties"), dict):
                full_body["properties"] = Written(member(body, "properties"))
            return full_body
        properties = member(body, "properties")
        if not isinstance(properties, dict):
            raise NeedsRunTime
        return Written(properties)

    def references(self, scope, text, full):
        found = [node for node in scope.plan.named(text) if node.on]
        bodies = [self.reference(scope, node.id, None, full) for node in found]
        return [dict(body) for body in bodies]

    def resource_info(self, scope, text):
        found = scope.plan.named(text) if scope.plan else []
        if len(found) != 1:
            raise NeedsRunTime if found else TemplateError(f"The resource '{text}' is not found")
        node = found[0]
        if isinstance(node.id, Left):
            raise NeedsRunTime
        return {"id": str(node.id), "name": node.name, "type": node.type, "apiVersion": node.api}

    def listing(self, scope, name, *values):
        raise NeedsRunTime

    def new_guid(self):
        raise NeedsRunTime

    def now(self):
        raise NeedsRunTime

    def providers(self, *values):
        raise NeedsRunTime

    def pick_zones(self, *values):
        raise NeedsRunTime

    def environment(self):
        raise NeedsRunTime

    def group(self, context):
        known = {
            "id": f"/subscriptions/{context.subscription}/resourceGroups/{context.group}",
            "name": context.group,
            "type": "Microsoft.Resources/resourceGroups",
            "location": context.location if context.location is not None else Left("[resourceGroup().location]"),
        }
        return {**known, **{name: Left(f"[resourceGroup().{name}]") for name in ("tags", "managedBy", "properties")}}

    def subscription(self, context):
        return {
            "id": f"/subscriptions/{context.subscription}",
            "subscriptionId": context.subscription,
            "tenantId": context.tenant,
            "displayName": Left("[subscription().displayName]"),
        }

    def tenant(self, context):
        return {
            "tenantId": context.tenant,
            **{name: Left(f"[tenant().{name}]") for name in ("countryCode", "displayName")},
        }

    def deployment(self, context):
        version = (context.template or {}).get("contentVersion", "1.0.0.0")
        properties = {"template": {"contentVersion": version}}
        if context.template_uri:
            properties["templateLink"] = {"uri": context.template_uri}
        known = {"name": context.deployment, "properties": properties}
        if context.group is None:
            known["location"] = context.location
        return known


def snapshot(plan, world):
    """Everything a plan deploys, nested deployments followed: (resources, outputs)."""
    resources = []
    gather(plan, world, resources)
    return resources, plan.outputs()


def gather(plan, world, resources):
    for node in plan.nodes:
        if not node.on:
            continue
        if node.is_deployment:
            nested = node.nested(world)
            node.body()
            if nested is not None:
                gather(nested, world, resources)
            continue
        row = {"id": node.id, "type": node.type, "name": node.name, "apiVersion": node.api, **node.body()}
        if node.condition is not True:
            row["condition"] = node.condition
        resources.append(row)
