"""What can go wrong while a template is read."""


class TemplateError(Exception):
    """The template is wrong, whatever the state of the world; the service answers InvalidTemplate."""

    code = "InvalidTemplate"


class NeedsRunTime(Exception):
    """Not wrong, but only known while the deployment runs; before that the text stays as it is."""


class Left(str):
    """An expression that stayed as text because it needs the run time."""


def has_left(value):
    """Whether anything in `value` is still an expression."""
    if isinstance(value, Left):
        return True
    if isinstance(value, list):
        return any(has_left(item) for item in value)
    if isinstance(value, dict):
        return any(isinstance(key, Left) or has_left(item) for key, item in value.items())
    return False
