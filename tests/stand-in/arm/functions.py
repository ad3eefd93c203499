"""The functions of the language by name; the plain ones stand in the tables beside this file.

Here are those that need more than the values of their arguments: lazy ones, names of the scope, the run time.
"""

from . import dates, ids, lambdas, lists, numbers, texts
from .evaluate import Written, argument, compute, evaluate, index
from .parameters import accept
from .trouble import NeedsRunTime, TemplateError, has_left
from .values import find, kind, member, want

PLAIN = {**texts.TABLE, **numbers.TABLE, **lists.TABLE, **dates.TABLE}


def call(name, arguments, scope):
    """The value of one call."""
    low = name.lower()
    if low in LAZY:
        return LAZY[low](arguments, scope)
    if low in lambdas.TABLE:
        return lambdas.TABLE[low](arguments, scope)
    if low in PLAIN:
        function, least, most = PLAIN[low]
        count(low, arguments, least, most)
        return function(*[argument(tree, scope) for tree in arguments])
    if low in ids.TABLE:
        return ids.TABLE[low](scope, *[argument(tree, scope) for tree in arguments])
    if low in scope.functions:
        return own(name, scope.functions[low], [argument(tree, scope) for tree in arguments], scope)
    if low.startswith("list") and "." not in low:
        return listing(name, arguments, scope)
    raise TemplateError(f"The template function '{name}' is not valid")


def count(name, arguments, least, most):
    """Refuse too few or too many arguments."""
    if not least <= len(arguments) <= (most if most is not None else len(arguments)):
        raise TemplateError(f"The template function '{name}' got {len(arguments)} arguments")


def own(name, function, values, scope):
    """A function that the template defines: it sees its own parameters, and little else."""
    wanted = member(function, "parameters") or []
    if len(wanted) != len(values):
        raise TemplateError(f"The template function '{name}' expects {len(wanted)} arguments, and got {len(values)}")
    bound = {}
    for row, value in zip(wanted, values):
        accept(row, value, f"{name}.{member(row, 'name')}", scope)
        bound[member(row, "name").lower()] = Known(value)
    inner = scope.child(parameters=bound, loops={}, loop=None)
    inner = inner.child(bound={}, place="function")
    result = evaluate(member(member(function, "output"), "value"), inner)
    if has_left(result):
        raise NeedsRunTime
    return result


class Known:
    """A value that needs no computing."""

    def __init__(self, known):
        self.known = known

    def value(self):
        return self.known


def condition(arguments, scope, name):
    return want(argument(arguments, scope), name, "bool")


def if_(arguments, scope):
    count("if", arguments, 3, 3)
    return compute(arguments[1] if condition(arguments[0], scope, "if") else arguments[2], scope)


def and_(arguments, scope):
    count("and", arguments, 2, None)
    for tree in arguments:
        if not condition(tree, scope, "and"):
            return False
    return True


def or_(arguments, scope):
    count("or", arguments, 2, None)
    for tree in arguments:
        if condition(tree, scope, "or"):
            return True
    return False


def coalesce(arguments, scope):
    count("coalesce", arguments, 1, None)
    for tree in arguments:
        value = argument(tree, scope)
        if value is not None:
            return value
    return None


def parameters(arguments, scope):
    count("parameters", arguments, 1, 1)
    return scope.parameter(want(argument(arguments[0], scope), "parameters", "string"))


def variables(arguments, scope):
    count("variables", arguments, 1, 1)
    return scope.variable(want(argument(arguments[0], scope), "variables", "string"))


def lambda_variables(arguments, scope):
    count("lambdaVariables", arguments, 1, 1)
    name = argument(arguments[0], scope)
    if name.lower() not in scope.bound:
        raise TemplateError(f"The lambda variable '{name}' is not found")
    return scope.bound[name.lower()]


def copy_index(arguments, scope):
    """`copyIndex()` is always the resource's loop; a property loop answers only to its name."""
    values = [argument(tree, scope) for tree in arguments]
    count("copyIndex", arguments, 0, 2)
    offset = 0
    if values and kind(values[0]) == "string":
        found = scope.loops.get(values[0].lower())
        offset = values[1] if len(values) == 2 else 0
    else:
        if len(values) == 2:
            raise TemplateError("The template function 'copyIndex' wants the name of the loop first")
        found = scope.loops.get(scope.loop.lower()) if scope.loop else None
        offset = values[0] if values else 0
    if found is None:
        raise TemplateError("The template function 'copyIndex' has no loop here of that name")
    return found[0] + want(offset, "copyIndex", "int")


def try_get(arguments, scope):
    """`tryGet(object, 'a', 0, …)`: null where a step leads nowhere."""
    count("tryGet", arguments, 2, None)
    value = compute(arguments[0], scope)
    for tree in arguments[1:]:
        by = argument(tree, scope)
        if value is None:
            return None
        if isinstance(value, list):
            if not 0 <= want(by, "tryGet", "int") < len(value):
                return None
        elif isinstance(value, Written):
            value = index(value, by, True)
            continue
        elif isinstance(value, dict):
            if not find(value, want(by, "tryGet", "string"))[0]:
                return None
        value = index(value, by)
    return value


def run_time_allowed(name, scope):
    if scope.place in ("variable", "name", "condition", "count", "parameter", "function"):
        raise TemplateError(f"The template function '{name}' is not expected at this location")


def reference(arguments, scope):
    count("reference", arguments, 1, 3)
    run_time_allowed("reference", scope)
    values = [argument(tree, scope) for tree in arguments]
    if len(values) > 1:
        want(values[1], "reference", "string")
    full = len(values) == 3 and str(values[2]).lower() == "full"
    return scope.world.reference(scope, values[0], values[1] if len(values) > 1 else None, full)


def references(arguments, scope):
    count("references", arguments, 1, 2)
    run_time_allowed("references", scope)
    values = [argument(tree, scope) for tree in arguments]
    return scope.world.references(scope, values[0], len(values) == 2 and str(values[1]).lower() == "full")


def resource_info(arguments, scope):
    count("resourceInfo", arguments, 1, 1)
    return scope.world.resource_info(scope, argument(arguments[0], scope))


def listing(name, arguments, scope):
    count(name, arguments, 1, 4)
    run_time_allowed(name, scope)
    values = [argument(tree, scope) for tree in arguments]
    return scope.world.listing(scope, name, *values)


def new_guid(arguments, scope):
    count("newGuid", arguments, 0, 0)
    if scope.place != "parameter":
        raise TemplateError("The template function 'newGuid' is only allowed in a parameter's default value")
    return scope.world.new_guid()


def utc_now(arguments, scope):
    count("utcNow", arguments, 0, 1)
    if scope.place != "parameter":
        raise TemplateError("The template function 'utcNow' is only allowed in a parameter's default value")
    return dates.write(scope.world.now(), argument(arguments[0], scope) if arguments else "yyyyMMddTHHmmssZ")


def providers(arguments, scope):
    count("providers", arguments, 1, 2)
    return scope.world.providers(*[argument(tree, scope) for tree in arguments])


def pick_zones(arguments, scope):
    count("pickZones", arguments, 3, 5)
    return scope.world.pick_zones(*[argument(tree, scope) for tree in arguments])


def environment(arguments, scope):
    count("environment", arguments, 0, 0)
    return scope.world.environment()


def fail(arguments, scope):
    count("fail", arguments, 1, 1)
    raise TemplateError(str(argument(arguments[0], scope)))


LAZY = {
    "if": if_,
    "and": and_,
    "or": or_,
    "coalesce": coalesce,
    "parameters": parameters,
    "variables": variables,
    "lambdavariables": lambda_variables,
    "copyindex": copy_index,
    "tryget": try_get,
    "reference": reference,
    "references": references,
    "resourceinfo": resource_info,
    "newguid": new_guid,
    "utcnow": utc_now,
    "providers": providers,
    "pickzones": pick_zones,
    "environment": environment,
    "fail": fail,
}
