"""Deployments: a template is checked at once, then its resources are written one after the other.

The service deploys side by side whatever `dependsOn` does not order. Here each resource is held to that: what it
refers to must have been there before the deployment, or come before it by dependsOn; luck does not count.
"""

import base64
import copy
import datetime
import hashlib
import re
import uuid

import names
import references
from arm.ids import Context
from arm.plan import before, expand, ordered, values_given
from arm.trouble import NeedsRunTime, TemplateError, has_left
from arm.values import member
from arm.world import Snapshot, snapshot
from kinds import LOCATIONS, WITHOUT_ZONES, api_versions, canonical_type, is_modelled, location_name
from tokens import TENANT
from trouble import NotModelled, Refusal


class Preflight(Snapshot):
    """What can be known before anything runs; reading resources is not part of it."""

    def reference(self, scope, text, _api, full):
        if scope.plan is None or scope.plan.whole(text).startswith("/"):
            pass
        elif not scope.plan.named(text) and text.lower().split("[")[0] not in scope.plan.loops:
            raise TemplateError(
                f"The resource '{text}' is not defined in the template, so that reference('{text}') means nothing"
            )
        node = self.find(scope, text)
        if node is not None and node.is_deployment:
            return super().reference(scope, text, _api, full)
        raise NeedsRunTime


class Running:
    """The world of a deployment that runs: the store answers."""

    keeps_secrets = False

    def __init__(self, service, existed):
        self.service, self.existed = service, existed
        self.ready = set()

    def planned(self, plan):
        """Plans are followed by whoever runs them."""

    def target(self, scope, text):
        if not isinstance(text, str):
            raise TemplateError("The template function 'reference' wants a name or an id")
        if scope.plan.whole(text).startswith("/"):
            return scope.plan.whole(text)
        found = scope.plan.named(text)
        if len(found) != 1:
            raise TemplateError(f"The template function 'reference' finds {len(found)} resources named '{text}'")
        return found[0].id

    def reference(self, scope, text, _api, full):
        return self.read(self.target(scope, text), full)

    def read(self, identity, full):
        name = names.parse(identity)
        top = name.top().key if name.depth > 1 else name.key
        if not ({name.key, top} & (self.ready | self.existed)):
            why = (
                " (It is in the same template, and no dependsOn orders it before.)"
                if self.service.store.exists(identity)
                else ""
            )
            raise Refusal(
                404, "ResourceNotFound", f"The Resource '{name.kind}/{'/'.join(name.names)}' was not found.{why}"
            )
        if name.kind == "Microsoft.Resources/deployments":
            found = self.service.store.deployments.get(name.key)
            if found is None:
                raise Refusal(404, "DeploymentNotFound", f"Deployment '{name.name}' could not be found.")
            return found if full else found["properties"]
        shown = self.service.show(name)
        if full:
            subscription, group, _ = names.split(name.base)
            versions = api_versions(name.kind)
            return {
                **{key: value for key, value in shown.items() if key not in ("id", "name", "type", "etag")},
                "apiVersion": versions[0] if versions else None,
                "subscriptionId": subscription,
                "resourceGroupName": group,
                "resourceId": f"{name.kind}/{'/'.join(name.names)}",
                "scope": "",
            }
        return shown.get("properties", {})

    def references(self, scope, text, full):
        return [self.read(node.id, full) for node in scope.plan.named(text) if node.on or node.existing]

    def resource_info(self, scope, text):
        found = scope.plan.named(text)
        if len(found) != 1:
            raise TemplateError(f"The template function 'resourceInfo' finds {len(found)} resources named '{text}'")
        node = found[0]
        return {"id": node.id, "name": node.name, "type": node.type, "apiVersion": node.api}

    def listing(self, scope, name, identity, *_):
        found = names.parse(self.target(scope, identity))
        if name.lower() == "listkeys" and found.kind == "Microsoft.Storage/storageAccounts":
            self.read(found.id, False)
            return storage_keys(found)
        raise NotModelled(f"{name} of {found.kind}")

    def new_guid(self):
        return str(uuid.uuid4())

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc)

    def providers(self, namespace, kind=None):
        if kind is None:
            raise NotModelled("providers() of a whole namespace")
        full = canonical_type(f"{namespace}/{kind}")
        if not is_modelled(full):
            raise NotModelled(f"the type {full}")
        return {"resourceType": kind, "locations": LOCATIONS, "apiVersions": api_versions(full)}

    def pick_zones(self, _namespace, _kind, location, number=1, offset=0):
        if location_name(location) in WITHOUT_ZONES:
            return []
        return [str(1 + (offset + at) % 3) for at in range(min(number, 3))]

    def environment(self):
        return {"name": "StandIn", "suffixes": {"storage": "stand-in.invalid"}, "resourceManager": ""}

    def group(self, context):
        return copy.deepcopy(self.service.need_group(context.subscription, context.group))

    def subscription(self, context):
        return {
            "id": f"/subscriptions/{context.subscription}",
            "subscriptionId": context.subscription,
            "tenantId": context.tenant,
            "displayName": "stand-in",
        }

    def tenant(self, context):
        return {"tenantId": context.tenant}

    def deployment(self, context):
        shown = {
            "name": context.deployment,
            "properties": {"template": context.template, "mode": "Incremental", "provisioningState": "Running"},
        }
        if context.group is None:
            shown["location"] = context.location
        return shown


def storage_keys(name):
    rows = []
    for number in (1, 2):
        digest = hashlib.sha512(f"{name.key}#{number}".encode()).digest()
        rows.append({"keyName": f"key{number}", "permissions": "FULL", "value": base64.b64encode(digest).decode()})
    return {"keys": rows}


class Deployments:
    """PUT, validate and what-if of deployments."""

    def __init__(self, service):
        self.service, self.store = service, service.store

    def context(self, subscription, group, name, body):
        if len(name) > 64:
            raise Refusal(
                400,
                "DeploymentNameLengthLimitExceeded",
                f"The deployment name '{name}' has {len(name)} characters; the limit is 64.",
            )
        if not re.fullmatch(r"[A-Za-z0-9_.()-]+", name):
            raise Refusal(
                400,
                "DeploymentNameInvalidCharacters",
                f"The deployment name '{name}' has characters that are not allowed.",
            )
        place = (body or {}).get("location")
        if group:
            place = self.service.need_group(subscription, group)["location"]
            if (body or {}).get("location"):
                raise Refusal(
                    400,
                    "InvalidDeployment",
                    "The 'location' property is not allowed for a deployment at resource group scope.",
                )
        elif not place:
            raise Refusal(400, "LocationRequired", "The location property is required for this definition.")
        return Context(subscription, group, location_name(place), name, TENANT)

    def prepare(self, context, body):
        """The template and the values, checked as far as that goes without running."""
        properties = (body or {}).get("properties")
        if not isinstance(properties, dict):
            raise Refusal(400, "InvalidRequestContent", "The request content was invalid: properties are missing.")
        template = properties.get("template")
        if properties.get("templateLink"):
            raise NotModelled("a linked template")
        if not isinstance(template, dict):
            raise Refusal(400, "InvalidRequestContent", "The request content was invalid: a template is missing.")
        context.template = template
        given = properties.get("parameters") or {}
        try:
            values = values_given(given)
            world = Preflight()
            plan = expand(template, values, context, world)
            snapshot(plan, world)
            ordered(plan)
            for some in world.plans:
                twice(some)
                for node in some.nodes:
                    unknown_dependencies(some, node)
                    if node.on and not is_modelled(canonical_type(node.type)):
                        raise NotModelled(f"the type {node.type}")
        except (TemplateError, RecursionError) as error:
            raise Refusal(400, "InvalidTemplate", f"Deployment template validation failed: '{error}'.") from None
        except NeedsRunTime:
            raise NotModelled("a template whose structure needs the run time") from None
        return template, values

    def validate(self, subscription, group, name, body):
        context = self.context(subscription, group, name, body)
        self.prepare(context, body)
        return self.record(context, body, "Succeeded", {})

    def put(self, subscription, group, name, body):
        """Run a deployment; the answer is its record, failed or not."""
        context = self.context(subscription, group, name, body)
        template, values = self.prepare(context, body)
        existed = set(self.store.resources) | set(self.store.groups) | set(self.store.deployments)
        run = Run(self, context, existed, set(), {})
        run.start(lambda world: expand(template, values, context, world))
        state = "Failed" if run.errors else "Succeeded"
        record = self.record(context, body, state, run.outputs, run.errors)
        record["properties"]["outputResources"] = [{"id": identity} for identity in run.written]
        key = context.deployment_id().lower()
        self.store.deployments[key] = record
        self.store.operations[key] = run.operations
        if state == "Succeeded" and str(body["properties"].get("mode", "")).lower() == "complete":
            self.complete(context, set(run.kept))
        return record

    def complete(self, context, kept):
        """Complete mode deletes what the template does not name; what is used goes after its users."""
        rest = [r for r in self.store.below(context.scope_id()) if r.name.key not in kept]
        for _ in range(len(rest) + 1):
            left = []
            for resource in rest:
                try:
                    self.service.delete(resource.name)
                except Refusal:
                    left.append(resource)
            if not left or len(left) == len(rest):
                break
            rest = left

    def record(self, context, body, state, outputs, errors=()):
        properties = body["properties"]
        record = {
            "id": context.deployment_id(),
            "name": context.deployment,
            "type": "Microsoft.Resources/deployments",
            "properties": {
                "templateHash": str(uuid.uuid5(uuid.NAMESPACE_URL, repr(properties.get("template"))).int % 10**19),
                "parameters": shown_parameters(properties),
                "mode": "Complete" if str(properties.get("mode")).lower() == "complete" else "Incremental",
                "provisioningState": state,
                "timestamp": datetime.datetime.now(datetime.timezone.utc).isoformat(),
                "duration": "PT0S",
                "correlationId": str(uuid.uuid4()),
                "providers": [],
                "dependencies": [],
                "outputs": outputs,
            },
        }
        if context.group is None:
            record["location"] = context.location
        if errors:
            record["properties"]["error"] = failed(errors)
        return record


def failed(errors):
    return {
        "code": "DeploymentFailed",
        "message": "At least one resource deployment operation failed. Please list deployment operations for details. "
        "Please see https://aka.ms/arm-deployment-operations for usage details.",
        "details": [{"code": error.code, "message": error.message, "details": error.details} for error in errors],
    }


def shown_parameters(properties):
    rows = member(properties.get("template") or {}, "parameters") or {}
    shown = {}
    for name, row in (properties.get("parameters") or {}).items():
        kind = str(member(member(rows, name) or {}, "type") or "")
        shown[name] = {"type": kind}
        if not kind.lower().startswith("secure") and isinstance(row, dict) and "value" in row:
            shown[name]["value"] = row["value"]
    return shown


def twice(plan):
    """One id, deployed twice: the service refuses the template."""
    seen = set()
    for node in plan.nodes:
        if node.on and node.key in seen:
            raise TemplateError(f"The resource '{node.id}' is defined multiple times in a template")
        if node.on:
            seen.add(node.key)


def unknown_dependencies(plan, node):
    if not node.on:
        return
    for text in node.wants:
        if not plan.named(text) and text.lower() not in plan.loops:
            raise TemplateError(f"The resource '{text}' is not defined in the template, and '{node.id}' depends on it")


class Run:
    """One deployment that runs, with the nested ones inside it.

    `made` says for each resource of the whole run what it made: itself, and for a deployment all that is in it.
    """

    def __init__(self, deployments, context, existed, ready, made):
        self.deployments, self.service, self.context = deployments, deployments.service, context
        self.world = Running(deployments.service, existed)
        self.world.ready = set(ready)
        self.existed, self.before, self.made = existed, set(ready), made
        self.operations, self.errors, self.written, self.kept, self.outputs = [], [], [], [], {}

    def start(self, make_plan):
        try:
            plan = make_plan(self.world)
            nodes = ordered(plan)
        except TemplateError as error:
            self.errors.append(Refusal(400, "InvalidTemplate", str(error)))
            return
        except Refusal as error:
            self.errors.append(error)
            return
        failed_keys = set()
        for node in nodes:
            if node.condition is not True:
                raise NotModelled(f"the condition of {node.id}")
            self.kept.append(node.key)
            earlier = before(plan, node)
            if earlier & failed_keys:
                failed_keys.add(node.key)
                continue
            self.world.ready = self.before | self.all_of(earlier)
            error = self.one(plan, node)
            if error:
                failed_keys.add(node.key)
                self.errors.append(error)
        if not self.errors:
            self.world.ready = self.before | self.all_of({node.key for node in nodes})
            try:
                self.outputs = plan.outputs()
                if has_left(self.outputs):
                    raise NotModelled("an output that stays an expression")
                self.outputs = {
                    name: {"type": row["type"], "value": row["value"]} for name, row in self.outputs.items()
                }
            except TemplateError as error:
                self.errors.append(Refusal(400, "DeploymentOutputEvaluationFailed", str(error)))
            except Refusal as error:
                self.errors.append(error)

    def all_of(self, keys):
        """Some resources, with what their deployments made."""
        return keys.union(*(self.made.get(key, ()) for key in keys))

    def one(self, plan, node):
        """Deploy one resource; the answer is what refused it, if anything did."""
        try:
            if node.is_deployment:
                status, shown = self.nested(plan, node)
            else:
                status, shown = self.resource(plan, node)
        except TemplateError as error:
            refusal = Refusal(
                400,
                "InvalidTemplate",
                f"Unable to process template language expressions for resource '{node.id}': '{error}'",
            )
        except Refusal as error:
            refusal = error
        else:
            self.written.append(node.id)
            self.made.setdefault(node.key, set()).add(node.key)
            self.note(node, "Succeeded", status, None)
            return None
        self.note(node, "Failed", refusal.status, refusal.body())
        return refusal

    def resource(self, plan, node):
        body = node.body()
        if has_left(body):
            raise NotModelled(f"an expression of {node.id} that stays one")
        for member_name in ("resourceGroup", "subscriptionId"):
            body.pop(member_name, None)
        if node.type.lower() == "microsoft.resources/resourcegroups":
            return self.service.put_group(plan.context.subscription, node.name, body)
        name = names.parse(node.id)
        self.in_order(plan, name, body)
        return self.service.put(name, body, node.api)

    def in_order(self, plan, name, body):
        """Refuse a reference to what this very deployment creates, when nothing orders it before."""
        here = {node.key for node in plan.nodes if node.on}.union(*self.made.values())
        needed = [target for _, target in references.ids(body)]
        if name.parent() is not None:
            needed.append(name.parent().id)
        for target in needed:
            if target.lower().startswith(name.key + "/"):
                continue  # a part of the resource itself; whether it is there is the resource's own affair
            other = names.parse(target)
            while other is not None:
                if other.key in here and other.key != name.key:
                    if other.key not in self.world.ready and other.key not in self.existed:
                        raise Refusal(
                            400,
                            "InvalidResourceReference",
                            f"Resource {target} referenced by resource {name.id} was not found. Please make sure that the "
                            "referenced resource exists, and that both resources are in the same region. "
                            "(It is in the same template, and no dependsOn orders it before.)",
                        )
                    break
                other = other.parent()

    def nested(self, plan, node):
        properties = member(node.source, "properties") or {}
        if member(properties, "templateLink") is not None:
            raise NotModelled("a linked template")
        context = node.context()
        if context.group:
            context.location = self.service.need_group(context.subscription, context.group)["location"]
        inner = Run(self.deployments, context, self.existed, self.world.ready, self.made)
        world = inner.world
        outer_world, node.scope.world = node.scope.world, world
        try:
            node._nested = None
            inner.start(lambda _: node.nested(world))
        finally:
            node.scope.world = outer_world
        state = "Failed" if inner.errors else "Succeeded"
        body = {"properties": {"template": member(properties, "template"), "mode": member(properties, "mode")}}
        record = self.deployments.record(context, body, state, inner.outputs, inner.errors)
        key = context.deployment_id().lower()
        self.deployments.store.deployments[key] = record
        self.deployments.store.operations[key] = inner.operations
        self.written.extend(inner.written)
        self.kept.extend(inner.kept)
        self.made.setdefault(node.key, set()).update(self.all_of(set(inner.kept)))
        if inner.errors:
            error = failed(inner.errors)
            raise Refusal(409, error["code"], error["message"], error["details"])
        return 201, record

    def note(self, node, state, status, message):
        number = f"{len(self.operations):016X}"
        properties = {
            "provisioningOperation": "Create",
            "provisioningState": state,
            "timestamp": datetime.datetime.now(datetime.timezone.utc).isoformat(),
            "duration": "PT0S",
            "statusCode": {200: "OK", 201: "Created", 400: "BadRequest", 404: "NotFound", 409: "Conflict"}.get(
                status, str(status)
            ),
            "targetResource": {"id": node.id, "resourceType": node.type, "resourceName": node.name},
        }
        if message:
            properties["statusMessage"] = message
        self.operations.append(
            {
                "id": f"{self.context.deployment_id()}/operations/{number}",
                "operationId": number,
                "properties": properties,
            }
        )
