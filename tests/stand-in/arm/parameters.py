"""Parameters: what a template wants, what it is given, and whether that fits."""

from .evaluate import Lazy, evaluate
from .trouble import Left, NeedsRunTime, TemplateError
from .values import find, kind, member, same

KINDS = {
    "string": "string",
    "securestring": "string",
    "int": "int",
    "bool": "bool",
    "object": "object",
    "secureobject": "object",
    "array": "array",
}


class Later:
    """A value that only the run time knows, such as a secret of a key vault."""


def declare(template, given, scope, checked=True):
    """Fill `scope.parameters` from a template's declarations and the values `given`."""
    rows = member(template, "parameters") or {}
    for name in given:
        if checked and not find(rows, name)[0]:
            raise TemplateError(
                f"The template parameters '{name}' in the parameters file are not valid; they are not present in the "
                "original template and can therefore not be provided at deployment time"
            )
    for name, row in rows.items():
        if not isinstance(row, dict) or not (find(row, "type")[0] or find(row, "$ref")[0]):
            raise TemplateError(f"The template parameter '{name}' has no type")
        scope.parameters[name.lower()] = Lazy(name, lambda name=name, row=row: one(name, row, given, scope))
    for thing in list(scope.parameters.values()):
        try:
            thing.value()
        except NeedsRunTime:
            pass


def one(name, row, given, scope):
    """The value of one parameter."""
    found, value = find(given, name)
    nullable = member(row, "nullable") is True or member(resolve(row, scope), "nullable") is True
    secret = str(member(row, "type") or "").lower().startswith("secure")
    if found and (isinstance(value, Later) or (secret and scope.world.keeps_secrets)):
        raise NeedsRunTime
    if found and value is None and not nullable and not find(row, "defaultValue")[0]:
        found = False
    if not found:
        default = member(row, "defaultValue")
        if default is None and not nullable:
            raise TemplateError(f"The value for the template parameter '{name}' is not provided")
        value = evaluate(default, scope.child(place="parameter"))
    if isinstance(value, Left):
        return value
    if value is None and nullable:
        return None
    accept(row, value, name, scope)
    return value


def resolve(row, scope):
    """A declaration with its `$ref` followed."""
    for _ in range(32):
        reference = member(row, "$ref")
        if reference is None:
            return row
        name = str(reference).rsplit("/", 1)[-1]
        found, row_of = find(scope.definitions, name)
        if not found:
            raise TemplateError(f"The definition '{reference}' is not found")
        row = {**row_of, **{key: value for key, value in row.items() if key != "$ref"}}
    raise TemplateError("The definitions refer to each other in a circle")


def wrong(name, why):
    return TemplateError(f"The provided value for the template parameter '{name}' is not valid. {why}")


def accept(row, value, name, scope):
    """Refuse a value that does not fit its declaration."""
    row = resolve(row, scope)
    if value is None and member(row, "nullable") is True:
        return
    if isinstance(value, Left):
        return
    wanted = str(member(row, "type") or "")
    if wanted.lower() not in KINDS:
        raise TemplateError(f"The template parameter '{name}' has the type '{wanted}', which does not exist")
    if kind(value) != KINDS[wanted.lower()]:
        raise wrong(name, f"Expected a value of type '{wanted}', but received a value of type '{kind(value)}'")
    limits(row, value, name)
    if scope.symbolic or scope.definitions:
        if isinstance(value, dict):
            accept_object(row, value, name, scope)
        elif isinstance(value, list):
            accept_array(row, value, name, scope)


def limits(row, value, name):
    allowed = member(row, "allowedValues")
    if allowed is not None:
        each = value if isinstance(value, list) else [value]
        if not any(same(value, item) for item in allowed) and not (
            isinstance(value, list) and all(any(same(item, other) for other in allowed) for item in each)
        ):
            raise wrong(name, f"The value '{value}' is not one of the allowed values")
    if kind(value) in ("string", "array"):
        least, most = member(row, "minLength"), member(row, "maxLength")
        if least is not None and len(value) < least:
            raise wrong(name, f"Length of the value should be greater than or equal to '{least}'")
        if most is not None and len(value) > most:
            raise wrong(name, f"Length of the value should be less than or equal to '{most}'")
    if kind(value) == "int":
        least, most = member(row, "minValue"), member(row, "maxValue")
        if least is not None and value < least:
            raise wrong(name, f"The value should be greater than or equal to '{least}'")
        if most is not None and value > most:
            raise wrong(name, f"The value should be less than or equal to '{most}'")


def accept_object(row, value, name, scope):
    properties = member(row, "properties") or {}
    choice = member(row, "discriminator")
    if choice:
        _, chosen = find(value, member(choice, "propertyName"))
        found, more = find(member(choice, "mapping") or {}, str(chosen))
        if not found:
            raise wrong(name, f"'{chosen}' is not one of the kinds of '{member(choice, 'propertyName')}'")
        properties = {**properties, **(member(resolve(more, scope), "properties") or {})}
    for key, part in properties.items():
        found, item = find(value, key)
        if found:
            accept(part, item, f"{name}.{key}", scope)
        elif member(resolve(part, scope), "nullable") is not True:
            raise wrong(f"{name}.{key}", "It is missing")
    others = member(row, "additionalProperties")
    for key, item in value.items():
        if find(properties, key)[0]:
            continue
        if others is False:
            raise wrong(f"{name}.{key}", "It is not expected")
        if isinstance(others, dict):
            accept(others, item, f"{name}.{key}", scope)


def accept_array(row, value, name, scope):
    firsts = member(row, "prefixItems") or []
    for at, item in enumerate(value):
        part = firsts[at] if at < len(firsts) else member(row, "items")
        if part is False:
            raise wrong(f"{name}[{at}]", "It is not expected")
        if isinstance(part, dict):
            accept(part, item, f"{name}[{at}]", scope)
