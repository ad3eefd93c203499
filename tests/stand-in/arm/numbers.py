"""Functions on numbers and truth values."""

from .trouble import TemplateError
from .values import kind, same, want

SMALLEST, LARGEST = -(2**63), 2**63 - 1


def ints(name, *values):
    return [want(value, name, "int") for value in values]


def fit(name, value):
    if not SMALLEST <= value <= LARGEST:
        raise TemplateError(f"The template function '{name}' gives more than 64 bits hold")
    return value


def add(left, right):
    left, right = ints("add", left, right)
    return fit("add", left + right)


def sub(left, right):
    left, right = ints("sub", left, right)
    return fit("sub", left - right)


def mul(left, right):
    left, right = ints("mul", left, right)
    return fit("mul", left * right)


def div(left, right):
    """Truncates towards zero."""
    left, right = ints("div", left, right)
    if right == 0:
        raise TemplateError("The template function 'div' divides by zero")
    whole = abs(left) // abs(right)
    return fit("div", whole if (left < 0) == (right < 0) else -whole)


def mod(left, right):
    """The sign is the left side's."""
    left, right = ints("mod", left, right)
    if right == 0:
        raise TemplateError("The template function 'mod' divides by zero")
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def numbers_of(name, values):
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    if not values:
        raise TemplateError(f"The template function '{name}' wants at least one number")
    return ints(name, *values)


def least(*values):
    return min(numbers_of("min", values))


def most(*values):
    return max(numbers_of("max", values))


def equals(left, right):
    return same(left, right)


def weight(text):
    """Linguistic order: `_ - 1 a A b Z`."""
    return [
        ("_- ".find(c) if c in "_-" else 10 if not c.isalnum() else 20 if c.isdigit() else 30, c.lower()) for c in text
    ], [c.isupper() for c in text]


def ordered(name, left, right):
    if kind(left) == kind(right) == "string":
        return (weight(left) > weight(right)) - (weight(left) < weight(right))
    numbers = ("int", "float")
    if kind(left) in numbers and kind(right) in numbers:
        return (left > right) - (left < right)
    raise TemplateError(f"The template function '{name}' compares two numbers or two texts")


def less(left, right):
    return ordered("less", left, right) < 0


def less_or_equals(left, right):
    return ordered("lessOrEquals", left, right) <= 0


def greater(left, right):
    return ordered("greater", left, right) > 0


def greater_or_equals(left, right):
    return ordered("greaterOrEquals", left, right) >= 0


def not_(value):
    return not want(value, "not", "bool")


def bool_(value):
    if kind(value) == "bool":
        return value
    if kind(value) == "int":
        return value != 0
    if kind(value) == "string" and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise TemplateError(f"The template function 'bool' cannot convert '{value}'")


def int_(value):
    if kind(value) == "int":
        return value
    if kind(value) == "string":
        try:
            if "_" not in value:
                return fit("int", int(value.strip()))
        except ValueError:
            pass
    raise TemplateError(f"The template function 'int' cannot convert '{value}'")


def float_(value):
    if kind(value) in ("int", "float"):
        return float(value)
    try:
        return float(want(value, "float", "string"))
    except ValueError:
        raise TemplateError(f"The template function 'float' cannot convert '{value}'") from None


TABLE = {
    "add": (add, 2, 2),
    "sub": (sub, 2, 2),
    "mul": (mul, 2, 2),
    "div": (div, 2, 2),
    "mod": (mod, 2, 2),
    "min": (least, 1, None),
    "max": (most, 1, None),
    "equals": (equals, 2, 2),
    "less": (less, 2, 2),
    "lessorequals": (less_or_equals, 2, 2),
    "greater": (greater, 2, 2),
    "greaterorequals": (greater_or_equals, 2, 2),
    "not": (not_, 1, 1),
    "bool": (bool_, 1, 1),
    "int": (int_, 1, 1),
    "float": (float_, 1, 1),
    "true": (lambda: True, 0, 0),
    "false": (lambda: False, 0, 0),
    "null": (lambda: None, 0, 0),
}
