"""A template becomes a plan: the resources it deploys, with ids, conditions, loops and dependencies.

Bodies are computed later, one by one (`Node.body`), because they may need what earlier resources became.
"""

from .evaluate import Lazy, Scope, argument, check_count, evaluate, evaluate_object
from .expression import calls, trees
from .ids import Context, typed
from .parameters import KINDS, Later, accept, declare
from .trouble import Left, NeedsRunTime, TemplateError
from .values import find, kind, member, want

DEPLOYMENT = "microsoft.resources/deployments"
GROUP = "microsoft.resources/resourcegroups"
TEMPLATE_MEMBERS = set(
    "$schema contentversion apiprofile languageversion definitions parameters variables functions resources outputs "
    "metadata imports extensions rules".split()
)
RESOURCE_MEMBERS = set(
    "type name apiversion location tags sku kind plan identity zones properties copy condition dependson resources "
    "comments metadata scale id subscriptionid resourcegroup scope managedby managedbyextended extendedlocation "
    "placement existing import extension asserts retryon waituntil authconfig provisioningstate".split()
)
NOT_BODY = set(
    "type name apiversion copy condition dependson resources comments metadata existing scope subscriptionid "
    "resourcegroup".split()
)
SPELLING = {
    name.lower(): name
    for name in "location tags sku kind plan identity zones properties managedBy extendedLocation placement".split()
}
NULL_VANISHES = (
    "tags",
    "sku",
    "zones",
    "properties",
    "identity",
    "plan",
    "kind",
    "location",
    "extendedlocation",
    "scale",
)


class Node:
    """One resource of a plan."""

    def __init__(self, plan, source, scope, kind_, name, identity):
        self.plan, self.source, self.scope = plan, source, scope
        self.type, self.name, self.id = kind_, name, identity
        self.api = None
        self.condition = True
        self.existing = False
        self.symbol = None
        self.loop = None
        self.wants = []
        self.depends = set()
        self._nested = None

    @property
    def key(self):
        return self.id.lower()

    @property
    def on(self):
        """Whether it is deployed."""
        return self.condition is not False and not self.existing

    @property
    def is_deployment(self):
        return self.type.lower() == DEPLOYMENT

    def body(self):
        """What is sent for it: the members of the resource, computed."""
        template = self.is_deployment
        result = {}
        for key, value in self.source.items():
            low = key.lower()
            if low in NOT_BODY:
                continue
            key = SPELLING.get(low, key)
            if template and low == "properties":
                value = {k: v for k, v in value.items() if k.lower() not in ("template", "parameters")}
            computed = evaluate(value, self.scope)
            if computed is None and low in NULL_VANISHES:
                continue
            result[key] = computed
        return result

    def context(self):
        """Where a nested deployment deploys to."""
        outer = self.plan.context
        place = evaluate(member(self.source, "location"), self.scope.child(place="name"))
        group = evaluate(member(self.source, "resourceGroup"), self.scope.child(place="name"))
        subscription = evaluate(member(self.source, "subscriptionId"), self.scope.child(place="name"))
        if group is None and subscription is None:
            group = outer.group
        if isinstance(group, Left) or isinstance(subscription, Left):
            raise NeedsRunTime
        same_group = group == outer.group and subscription in (None, outer.subscription)
        location = (place or outer.location) if group is None else outer.location if same_group else None
        return Context(subscription or outer.subscription, group, location, self.name, outer.tenant)

    def nested(self, world):
        """The plan of a nested deployment; None when its template is elsewhere."""
        if self._nested is None:
            properties = member(self.source, "properties") or {}
            template = member(properties, "template")
            if template is None:
                return None
            options = member(properties, "expressionEvaluationOptions") or {}
            given = member(properties, "parameters") or {}
            context = self.context()
            # the outermost template with outer scope computes everything below it
            if not self.scope.outer and str(member(options, "scope") or "outer").lower() == "inner":
                values = values_given(given, self.scope)
                context.template = template
                self._nested = expand(template, values, context, world, top=False)
            else:
                self._nested = expand_in(template, self.scope, context, world)
        return self._nested


def values_given(given, scope=None):
    """Parameters as a request has them, `{"a": {"value": 1}}`, as plain values."""
    result = {}
    for name, row in given.items():
        if not isinstance(row, dict):
            raise TemplateError(f"The template parameter '{name}' wants an object with a value")
        if find(row, "reference")[0]:
            result[name] = Later()
        elif find(row, "value")[0]:
            value = member(row, "value")
            result[name] = evaluate(value, scope) if scope is not None else value
    return result


class Plan:
    """The resources and outputs of one template."""

    def __init__(self, template, context, scope, world):
        self.template, self.context, self.scope, self.world = template, context, scope, world
        self.nodes = []
        self.by_id = {}
        self.loops = set()

    def add(self, node):
        self.nodes.append(node)
        self.by_id.setdefault(node.key, node)

    def named(self, text):
        """The nodes that a dependsOn or reference() may mean by `text`."""
        low = self.whole(text).lower().replace(f"/providers/{GROUP}/", "/resourcegroups/")
        if low in self.by_id:
            return [self.by_id[low]]
        low = text.lower()
        found = [n for n in self.nodes if n.symbol is not None and low in (n.symbol.lower(), (n.loop or "").lower())]
        if found:
            return found
        found = [n for n in self.nodes if n.loop is not None and n.loop.lower() == low]
        if found:
            return found
        return [n for n in self.nodes if low in (n.name.lower(), f"{n.type}/{n.name}".lower()) or low == n.key]

    def whole(self, text):
        """A relative id, `A.B/c/name/d/name`, as a whole one; other text as it is."""
        parts = text.split("/")
        if text.startswith("/") or len(parts) < 3 or len(parts) % 2 == 0 or "." not in parts[0]:
            return text
        return f"{self.context.scope_id()}/providers/{text}"

    def outputs(self):
        """The outputs, computed."""
        result = {}
        for name, row in (member(self.template, "outputs") or {}).items():
            if evaluate(member(row, "condition", True), self.scope.child(place="condition")) is False:
                continue
            loop = member(row, "copy")
            if loop is not None:
                count = evaluate(member(loop, "count"), self.scope)
                check_count(count)
                value = []
                for at in range(count):
                    inner = self.scope.child(
                        loops={**self.scope.loops, name.lower(): (at, "output")}, loop=name.lower()
                    )
                    value.append(evaluate(member(loop, "input"), inner))
            else:
                value = evaluate(member(row, "value"), self.scope)
            row_type = str(member(row, "type") or "")
            check_output(name, row_type, value, row, self.scope)
            same_name = next((other for other in result if other.lower() == name.lower()), name)
            result[same_name] = {"type": row_type or None, "value": value}
        return result


def check_output(name, row_type, value, row, scope):
    if isinstance(value, Left) or (value is None and not row_type):
        return
    if row_type and row_type.lower() not in KINDS:
        raise TemplateError(f"The template output '{name}' has the type '{row_type}', which does not exist")
    if value is None and member(row, "nullable") is True:
        return
    try:
        accept(row, value, name, scope)
    except TemplateError as error:
        raise TemplateError(f"The template output '{name}' is not valid: {error}") from None


def is_symbolic(template):
    return isinstance(member(template, "resources"), dict) or str(member(template, "languageVersion") or "").startswith(
        "2"
    )


def expand(template, given, context, world, top=True):
    """The plan of a template with the parameter values `given` (plain values by name)."""
    want(template, "deployment", "object")
    if top:
        for key in template:
            if key.lower() not in TEMPLATE_MEMBERS:
                raise TemplateError(f"Could not find member '{key}' on object of type 'Template'")
    for needed in ("$schema", "resources"):
        if not find(template, needed)[0]:
            raise TemplateError(f"Required property '{needed}' not found in the template")
    symbolic = is_symbolic(template)
    scope = Scope(context, world, symbolic)
    scope.definitions = member(template, "definitions") or {}
    scope.variables, scope.functions = {}, functions(template)
    declare_variables(template, scope)
    declare(template, given, scope)
    for thing in scope.variables.values():
        thing.value()
    return build(template, scope, context, world, top)


def expand_in(template, scope, context, world):
    """The plan of a nested template whose expressions are the parent's."""
    return build(template, scope.child(outer=True), context, world, False)


def build(template, scope, context, world, top):
    plan = Plan(template, context, scope, world)
    scope.plan = plan
    rows = member(template, "resources") or []
    for symbol, row in pairs(rows):
        add_resource(plan, row, symbol, scope, None, top)
    connect(plan)
    world.planned(plan)
    return plan


def pairs(rows):
    if isinstance(rows, dict):
        return list(rows.items())
    return [(None, row) for row in want(rows, "resources", "array")]


def functions(template):
    """The template's own functions by full name."""
    result = {}
    for space in member(template, "functions") or []:
        for name, function in (member(space, "members") or {}).items():
            result[f"{member(space, 'namespace')}.{name}".lower()] = function
    return result


def declare_variables(template, scope):
    inner = scope.child(place="variable")
    # the same tables, for variables may use each other
    for name, value in (member(template, "variables") or {}).items():
        if name.lower() == "copy" and isinstance(value, list):
            for loop in value:
                loop_name = evaluate(member(loop, "name"), inner)
                if loop_name.lower() in scope.variables:
                    raise TemplateError(f"The template variable '{loop_name}' is there twice")
                scope.variables[loop_name.lower()] = Lazy(loop_name, lambda loop=loop: looped_variable(loop, inner))
        else:
            scope.variables[name.lower()] = Lazy(name, lambda value=value: evaluate(value, inner))


def looped_variable(loop, scope):
    return next(iter(evaluate_object({"copy": [loop]}, scope).values()))


def add_resource(plan, row, symbol, scope, parent, top):
    """One entry of `resources`: a resource, a loop of them, or one with children inside."""
    want(row, "resource", "object")
    if top:
        for key in row:
            if key.lower() not in RESOURCE_MEMBERS:
                raise TemplateError(f"Could not find member '{key}' on object of type 'TemplateResource'")
    loop = member(row, "copy")
    if loop is None or parent is not None:
        add_one(plan, row, symbol, scope, parent, None, top)
        return
    want(loop, "copy", "object")
    name = evaluate(member(loop, "name"), scope.child(place="name")) if find(loop, "name")[0] else symbol
    if name is None:
        raise TemplateError("The template 'copy' of a resource wants a name")
    count = evaluate(member(loop, "count"), scope.child(place="count"))
    if isinstance(count, Left):
        raise TemplateError("The template 'copy' count of a resource cannot need the run time")
    check_count(count)
    plan.loops.update(part.lower() for part in (name, symbol) if part)
    for at in range(count):
        inner = scope.child(loops={**scope.loops, name.lower(): (at, "resource")}, loop=name.lower())
        add_one(plan, row, f"{symbol}[{at}]" if symbol is not None else None, inner, parent, name, top)


def add_one(plan, row, symbol, scope, parent, loop, top):
    names = scope.child(place="name")
    condition = evaluate(member(row, "condition", True), scope.child(place="condition"))
    kind_ = evaluate(member(row, "type"), names)
    try:
        name = evaluate(member(row, "name"), names)
    except TemplateError:
        if condition is False:
            return
        raise
    if kind(kind_) != "string" or kind(name) != "string":
        raise TemplateError("A template resource wants a type and a name")
    if not name.strip("/") or not kind_:
        raise TemplateError(f"The template resource '{name}' of type '{kind_}' is not valid: its name is empty")
    if parent is not None and not kind_.lower().startswith(parent.type.lower() + "/"):
        kind_, name = f"{parent.type}/{kind_}", f"{parent.name}/{name}"
    existing = member(row, "existing") is True
    api = evaluate(member(row, "apiVersion"), names)
    if api is None and not member(plan.template, "apiProfile") and find(row, "apiVersion")[0] is False:
        if not getattr(plan.world, "any_api", False):
            raise TemplateError(f"The template resource '{name}' has no apiVersion")
    node = Node(plan, row, scope, kind_, name, identity(plan, row, kind_, name, names))
    node.api, node.symbol, node.loop, node.existing = api, symbol, loop, existing
    node.condition = condition
    depends = member(row, "dependsOn") or []
    if kind(condition) == "bool" and condition:
        depends = evaluate(depends, names)
    elif condition is False:
        depends = []
    else:
        depends = evaluate(depends, names)
    node.wants = [depends] if isinstance(depends, str) else list(depends)
    plan.add(node)
    for child_symbol, child in pairs(member(row, "resources") or []):
        add_resource(plan, child, child_symbol, scope, node, top)


def identity(plan, row, kind_, name, scope):
    """The id of a resource: its scope, then its type and name."""
    if kind_.lower() == GROUP:
        return f"/subscriptions/{plan.context.subscription}/resourceGroups/{name}"
    where = evaluate(member(row, "scope"), scope)
    if isinstance(name, Left) or isinstance(where, Left):
        return Left(f"{plan.context.scope_id()}/providers/{kind_}/{name}")
    if where is None or kind_.lower() == DEPLOYMENT:
        base = plan.context.scope_id()
    elif where == "/":
        base = ""
    elif where.startswith("/"):
        base = where.rstrip("/")
    else:
        parts = where.split("/")
        base = f"{plan.context.scope_id()}{typed('/'.join(parts[:1] + parts[1::2]), parts[2::2])}"
    if kind_.lower() == DEPLOYMENT:
        group = evaluate(member(row, "resourceGroup"), scope)
        subscription = evaluate(member(row, "subscriptionId"), scope)
        if group is not None or subscription is not None:
            base = f"/subscriptions/{subscription or plan.context.subscription}"
            base += f"/resourceGroups/{group}" if group is not None else ""
    return base + typed(kind_, name.split("/"))


def connect(plan):
    """Dependencies: those written, and those that a reference() by name brings along."""
    for node in plan.nodes:
        for text in node.wants:
            for other in plan.named(want(text, "dependsOn", "string")):
                if other is not node:
                    node.depends.add(other.key)
        if not node.on:
            continue
        for tree in trees(node_expressions(node)):
            for function in ("reference", "references"):
                for arguments in calls(tree, function):
                    implied(plan, node, arguments)


def node_expressions(node):
    """What of a resource is computed when it is deployed."""
    source = {key: value for key, value in node.source.items() if key.lower() not in ("resources", "condition", "copy")}
    if node.is_deployment:
        properties = member(source, "properties") or {}
        options = member(properties, "expressionEvaluationOptions") or {}
        if str(member(options, "scope") or "outer").lower() == "inner":
            properties = {key: value for key, value in properties.items() if key.lower() != "template"}
            source = {**source, "properties": properties}
    return source


def implied(plan, node, arguments):
    """A reference by name depends on what it reads; one by id does not."""
    if not arguments:
        return
    try:
        name = argument(arguments[0], node.scope)
    except (NeedsRunTime, TemplateError):
        return
    if kind(name) == "string" and not name.startswith("/"):
        for other in plan.named(name):
            if other is not node and not other.existing:
                node.depends.add(other.key)


def ordered(plan):
    """The nodes that are deployed, each after what it depends on; a circle is refused."""
    nodes = {node.key: node for node in plan.nodes if node.on}
    result, state = [], {}

    def visit(node, trail):
        if state.get(node.key) == "done":
            return
        if state.get(node.key) == "busy":
            raise TemplateError(
                f"Deployment template validation failed: 'Circular dependency detected on resource: '{node.id}''"
            )
        state[node.key] = "busy"
        for key in sorted(node.depends):
            if key in nodes:
                visit(nodes[key], trail + [key])
        state[node.key] = "done"
        result.append(node)

    for node in nodes.values():
        visit(node, [])
    return result


def before(plan, node):
    """The keys of all that is certainly deployed before `node`."""
    by_key = {other.key: other for other in plan.nodes if other.on}
    found, todo = set(), list(node.depends)
    while todo:
        key = todo.pop()
        if key in by_key and key not in found:
            found.add(key)
            todo.extend(by_key[key].depends)
    return found
