"""Resource ids, and the functions that say where a deployment runs."""

import re

from .trouble import TemplateError
from .values import want

SUBSCRIPTION = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Context:
    """Whose deployment it is: tenant, subscription, group, location and the deployment's own name."""

    def __init__(self, subscription, group, location, deployment, tenant, template=None, template_uri=None):
        self.subscription, self.group, self.location = subscription, group, location
        self.deployment, self.tenant, self.template = deployment, tenant, template
        self.template_uri = template_uri

    def scope_id(self):
        """The id of what is deployed to."""
        if self.group is None:
            return f"/subscriptions/{self.subscription}"
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"

    def deployment_id(self):
        return f"{self.scope_id()}/providers/Microsoft.Resources/deployments/{self.deployment}"


def typed(kind_, names):
    """`A.B/c/d` and two names as the tail of an id."""
    parts = kind_.split("/")
    if len(parts) - 1 != len(names):
        raise TemplateError(f"The type '{kind_}' wants {len(parts) - 1} names, and got {len(names)}")
    tail = f"/providers/{parts[0]}"
    for part, name in zip(parts[1:], names):
        if name:
            tail += f"/{part}/{name}"
    return tail if any(names) else tail + "/"


def split_type(name, values):
    """Arguments as (before, type, names): the type is the one with slashes."""
    for value in values:
        want(value, name, "string")
    places = [at for at, value in enumerate(values) if "/" in value.rstrip("/")]
    if not places:
        raise TemplateError(f"The template function '{name}' got no resource type")
    at = places[0]
    names = values[at + 1 :]
    if any("/" in part for part in names):
        raise TemplateError(f"The template function '{name}' got a name with a slash")
    return values[:at], values[at].rstrip("/"), names


def subscription_like(text):
    if not SUBSCRIPTION.fullmatch(text):
        raise TemplateError(f"'{text}' does not look like a subscription")
    return text


def resource_id(scope, *values):
    before, kind_, names = split_type("resourceId", list(values))
    context = scope.context
    if len(before) > 2:
        raise TemplateError("The template function 'resourceId' got too much before the type")
    if len(before) == 1 and context.group is None:
        return f"/subscriptions/{subscription_like(before[0])}{typed(kind_, names)}"
    group = before[-1] if before else context.group
    subscription = subscription_like(before[0]) if len(before) == 2 else context.subscription
    middle = f"/resourceGroups/{group}" if group is not None else ""
    return f"/subscriptions/{subscription}{middle}{typed(kind_, names)}"


def subscription_resource_id(scope, *values):
    before, kind_, names = split_type("subscriptionResourceId", list(values))
    if len(before) > 1:
        raise TemplateError("The template function 'subscriptionResourceId' got too much before the type")
    subscription = subscription_like(before[0]) if before else scope.context.subscription
    return f"/subscriptions/{subscription}{typed(kind_, names)}"


def tenant_resource_id(_scope, *values):
    before, kind_, names = split_type("tenantResourceId", list(values))
    if before:
        raise TemplateError("The template function 'tenantResourceId' begins with a type")
    return typed(kind_, names)


def management_group_resource_id(_scope, *values):
    before, kind_, names = split_type("managementGroupResourceId", list(values))
    if len(before) != 1:
        raise TemplateError("The template function 'managementGroupResourceId' wants the group's name first")
    return f"/providers/Microsoft.Management/managementGroups/{before[0]}{typed(kind_, names)}"


def extension_resource_id(_scope, *values):
    if len(values) < 3:
        raise TemplateError("The template function 'extensionResourceId' wants an id, a type and names")
    for value in values:
        want(value, "extensionResourceId", "string")
    return values[0].rstrip("/") + typed(values[1].rstrip("/"), list(values[2:]))


def resource_group(scope, *values):
    none("resourceGroup", values)
    context = scope.context
    if context.group is None:
        raise TemplateError("The template function 'resourceGroup' is not available in a subscription's deployment")
    return scope.world.group(context)


def subscription(scope, *values):
    none("subscription", values)
    return scope.world.subscription(scope.context)


def tenant(scope, *values):
    none("tenant", values)
    return scope.world.tenant(scope.context)


def deployment(scope, *values):
    none("deployment", values)
    return scope.world.deployment(scope.context)


def management_group(scope, *values):
    raise TemplateError("The template function 'managementGroup' is only available in a management group's deployment")


def none(name, values):
    if values:
        raise TemplateError(f"The template function '{name}' takes no arguments")


TABLE = {
    "resourceid": resource_id,
    "subscriptionresourceid": subscription_resource_id,
    "tenantresourceid": tenant_resource_id,
    "managementgroupresourceid": management_group_resource_id,
    "extensionresourceid": extension_resource_id,
    "resourcegroup": resource_group,
    "subscription": subscription,
    "tenant": tenant,
    "deployment": deployment,
    "managementgroup": management_group,
}
