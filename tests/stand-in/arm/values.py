"""Values of the language: JSON, with Azure's ideas of equality, case and text."""

from .trouble import TemplateError


def find(mapping, name):
    """The member `name` whatever its letter case, as (found, value)."""
    if name in mapping:
        return True, mapping[name]
    low = name.lower()
    for key, value in mapping.items():
        if key.lower() == low:
            return True, value
    return False, None


def member(mapping, name, default=None):
    """The member `name` whatever its letter case."""
    found, value = find(mapping, name)
    return value if found else default


def kind(value):
    """The name of a value's type, as templates call it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def same(left, right):
    """Equality that never converts: 1 is not true, and text has letter case."""
    if kind(left) != kind(right):
        return {kind(left), kind(right)} == {"int", "float"} and left == right
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return len(left) == len(right) and all(key in right and same(value, right[key]) for key, value in left.items())
    return left == right


def want(value, function, *kinds):
    """`value`, when it is of one of these kinds."""
    if kind(value) not in kinds:
        raise TemplateError(
            f"The template function '{function}' expects {' or '.join(kinds)}, and got a value of type '{kind(value)}'"
        )
    return value


def units(text):
    """Text as UTF-16 code units: lengths and positions count these."""
    return text.encode("utf-16-le", "surrogatepass")


def from_units(data):
    """The opposite of `units`."""
    try:
        return data.decode("utf-16-le")
    except ValueError:
        raise TemplateError("Half of a surrogate pair is no text") from None
