"""Functions that take a `lambda('x', …)`."""

from functools import cmp_to_key

from .evaluate import argument
from .trouble import TemplateError
from .values import want


class Function:
    """One lambda in its scope."""

    def __init__(self, name, tree, scope, *counts):
        if tree[0] != "call" or tree[1].lower().removeprefix("az.") != "lambda" or len(tree[2]) < 2:
            raise TemplateError(f"The template function '{name}' wants a lambda")
        self.names = [argument(part, scope).lower() for part in tree[2][:-1]]
        if len(self.names) not in counts:
            raise TemplateError(f"The template function '{name}' wants a lambda of {counts} variables")
        self.body, self.scope = tree[2][-1], scope

    def __call__(self, *values):
        bound = {**self.scope.bound, **dict(zip(self.names, values))}
        return argument(self.body, self.scope.child(bound=bound))


def parts(name, arguments, scope, count, *kinds):
    if len(arguments) != count:
        raise TemplateError(f"The template function '{name}' got {len(arguments)} arguments")
    return want(argument(arguments[0], scope), name, *kinds)


def map_(arguments, scope):
    items = parts("map", arguments, scope, 2, "array")
    function = Function("map", arguments[1], scope, 1, 2)
    return [function(item, at) for at, item in enumerate(items)]


def filter_(arguments, scope):
    items = parts("filter", arguments, scope, 2, "array")
    function = Function("filter", arguments[1], scope, 1, 2)
    return [item for at, item in enumerate(items) if want(function(item, at), "filter", "bool")]


def reduce_(arguments, scope):
    items = parts("reduce", arguments, scope, 3, "array")
    result = argument(arguments[1], scope)
    function = Function("reduce", arguments[2], scope, 2, 3)
    for at, item in enumerate(items):
        result = function(result, item, at)
    return result


def sort_(arguments, scope):
    items = parts("sort", arguments, scope, 2, "array")
    function = Function("sort", arguments[1], scope, 2)

    def before(left, right):
        if want(function(left, right), "sort", "bool"):
            return -1
        return 1 if function(right, left) else 0

    return sorted(items, key=cmp_to_key(before))


def to_object(arguments, scope):
    if len(arguments) not in (2, 3):
        raise TemplateError(f"The template function 'toObject' got {len(arguments)} arguments")
    items = want(argument(arguments[0], scope), "toObject", "array")
    key = Function("toObject", arguments[1], scope, 1)
    value = Function("toObject", arguments[2], scope, 1) if len(arguments) == 3 else lambda item: item
    return {want(key(item), "toObject", "string"): value(item) for item in items}


def map_values(arguments, scope):
    mapping = parts("mapValues", arguments, scope, 2, "object")
    function = Function("mapValues", arguments[1], scope, 1)
    return {key: function(value) for key, value in mapping.items()}


def group_by(arguments, scope):
    items = parts("groupBy", arguments, scope, 2, "array")
    function = Function("groupBy", arguments[1], scope, 1)
    result = {}
    for item in items:
        result.setdefault(want(function(item), "groupBy", "string"), []).append(item)
    return result


TABLE = {
    "map": map_,
    "filter": filter_,
    "reduce": reduce_,
    "sort": sort_,
    "toobject": to_object,
    "mapvalues": map_values,
    "groupby": group_by,
}
