"""Expressions become values, in a scope.

`Scope` is what names mean at one place of one template. What only the run time knows is asked of its `world`
(see `world.py`), which may answer, refuse, or raise NeedsRunTime; then the text stays as it is.
"""

from .expression import is_expression, literal, parse
from .trouble import Left, NeedsRunTime, TemplateError, has_left
from .values import find, kind, member


class Written(dict):
    """A resource's properties as its template wrote them: the service would add others."""


class Exact(dict):
    """Something inside of `Written` to which nothing will be added, such as a deployment's outputs."""


class Scope:
    """What names mean: parameters, variables, functions, loops, lambda variables, and whose deployment it is."""

    def __init__(self, context, world, symbolic=False):
        self.context = context
        self.world = world
        self.symbolic = symbolic
        self.parameters = {}
        self.variables = {}
        self.functions = {}
        self.resources = {}
        self.loops = {}
        self.loop = None
        self.bound = {}
        self.place = "body"
        self.definitions = {}
        self.plan = None
        self.outer = False

    def child(self, **changes):
        """The same scope, apart from these."""
        copy = object.__new__(Scope)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(changes)
        return copy

    def parameter(self, name):
        return self._lazy(self.parameters, name, "parameter")

    def variable(self, name):
        return self._lazy(self.variables, name, "variable")

    def _lazy(self, table, name, what):
        thing = table.get(name.lower())
        if thing is None:
            raise TemplateError(f"The template {what} '{name}' is not found")
        return thing.value()


class Lazy:
    """A value that is computed when it is first asked for; circles are refused."""

    def __init__(self, name, compute):
        self.name, self.compute = name, compute
        self.state = "new"
        self.result = None

    def value(self):
        if self.state == "busy":
            raise TemplateError(f"'{self.name}' depends on itself")
        if self.state == "new":
            self.state = "busy"
            try:
                self.result = self.compute()
            except BaseException:
                self.state = "new"
                raise
            self.state = "done"
        return self.result


def evaluate(value, scope):
    """A JSON value with its expressions computed; those that need the run time stay as `Left` text."""
    if isinstance(value, str):
        if not is_expression(value):
            return literal(value)
        try:
            result = compute(parse(value), scope)
            if isinstance(result, (Written, Left)):
                raise NeedsRunTime
            return result
        except NeedsRunTime:
            return Left(value)
    if isinstance(value, list):
        return [evaluate(item, scope) for item in value]
    if isinstance(value, dict):
        return evaluate_object(value, scope)
    return value


def evaluate_object(value, scope):
    """An object, whose `copy` array is a loop over properties."""
    result = {}
    for key, item in value.items():
        if key.lower() == "copy" and isinstance(item, list):
            continue
        result[evaluate(key, scope)] = evaluate(item, scope)
    loops = member(value, "copy")
    if isinstance(loops, list):
        for loop in loops:
            name, items = property_loop(loop, scope)
            if any(key.lower() == name.lower() for key in result):
                raise TemplateError(f"The template property '{name}' stands beside a loop of the same name")
            result[name] = items
    return result


def property_loop(loop, scope):
    """One entry of a `copy` array, as (name, items)."""
    if not isinstance(loop, dict) or not find(loop, "name")[0] or not find(loop, "input")[0]:
        raise TemplateError("The template 'copy' of properties wants name, count and input")
    name = evaluate(member(loop, "name"), scope)
    count = evaluate(member(loop, "count"), scope)
    if isinstance(count, Left):
        return name, Left("[unknown()]")
    check_count(count)
    if scope.loops.get(name.lower(), (None, ""))[1] == "property":
        raise TemplateError(f"The template loop '{name}' stands in a loop of the same name")
    if scope.place == "property loop":
        raise TemplateError("A loop of properties cannot stand in a loop of properties")
    items = []
    for index in range(count):
        inner = scope.child(loops={**scope.loops, name.lower(): (index, "property")}, place="property loop")
        items.append(evaluate(member(loop, "input"), inner))
    return name, items


def check_count(count):
    """The number of turns of a loop."""
    if kind(count) != "int" or not 0 <= count <= 800:
        raise TemplateError(
            f"The template 'copy' definition has an invalid copy count of: '{count}'. "
            "The copy count must be a non-negative integer value and cannot exceed '800'"
        )


def compute(tree, scope):
    """The value of one tree."""
    from .functions import call  # functions need `compute` for what they evaluate lazily

    shape = tree[0]
    if shape == "value":
        return tree[1]
    if shape == "call":
        return call(tree[1], tree[2], scope)
    steps = []
    while tree[0] == "index":
        steps.append(tree[2])
        tree = tree[1]
    value = compute(tree, scope)
    written = isinstance(value, Written)
    for step in reversed(steps):
        value = index(value, argument(step, scope), written and not isinstance(value, Exact))
    return value


def argument(tree, scope):
    """The value of an argument; one that is only partly known cannot be computed with."""
    value = compute(tree, scope)
    if isinstance(value, Written) or has_left(value):
        raise NeedsRunTime
    return value


def index(of, by, written=False):
    """`of[by]` and `of.by`; what is not there is refused, unless the service may yet write it."""
    if isinstance(of, Left):
        raise NeedsRunTime
    if isinstance(of, list) and kind(by) == "int":
        if not 0 <= by < len(of):
            raise TemplateError(f"The language expression property array index '{by}' is out of bounds")
        value = of[by]
    elif isinstance(of, dict) and isinstance(by, str):
        found, value = find(of, by)
        if not found:
            if written:
                raise NeedsRunTime
            raise TemplateError(
                f"The language expression property '{by}' doesn't exist, available properties are '{', '.join(of)}'"
            )
    else:
        raise TemplateError(
            f"The language expression property '{by}' can't be evaluated on a value of type '{kind(of)}'"
        )
    if isinstance(value, Left):
        raise NeedsRunTime
    return value
