"""Comparing what the stand-in makes of a template with what the official evaluator makes of it.

The evaluator leaves some expressions as text, for it knows no world; there the stand-in may have either the text or a
value. Everywhere else both must have the same, to the letter.
"""

import json
import os

from arm.ids import Context
from arm.plan import expand
from arm.trouble import Left
from arm.world import Snapshot, snapshot

SHARED = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../../shared"))
EVALUATED = os.path.join(SHARED, "corpus/evaluated")
ARM_EVAL = os.path.join(SHARED, "tools/arm-eval")


class Evaluator(Snapshot):
    """The evaluator does not show what was given to a secure parameter."""

    keeps_secrets = True


def evaluate(template, given, **context):
    """(resources, outputs) of a template, nested deployments expanded."""
    where = {
        "subscription": "11111111-1111-1111-1111-111111111111",
        "group": None if "subscriptionDeployment" in template.get("$schema", "") else "rg",
        "location": "westeurope",
        "deployment": "main",
        "tenant": "22222222-2222-2222-2222-222222222222",
        "template": template,
        **context,
    }
    world = Evaluator()
    resources, outputs = snapshot(expand(template, given, Context(**where), world), world)
    shown = [row for row in resources if row.get("condition") is not False]
    return shown, {name: row["value"] for name, row in outputs.items()}


def is_left(value):
    """Whether the evaluator kept an expression."""
    return isinstance(value, str) and value.startswith("[") and value.endswith("]")


def any_left(value):
    if isinstance(value, list):
        return any(map(any_left, value))
    if isinstance(value, dict):
        return any(map(any_left, value.values()))
    return is_left(value)


def difference(ours, theirs, path=""):
    """The first place where two values differ, or None."""
    if is_left(theirs) or (isinstance(ours, Left) and any_left(theirs)):
        return None
    if isinstance(theirs, dict):
        if not isinstance(ours, dict):
            return f"{path}: {ours!r} is not {theirs!r}"
        for key in theirs:
            if key not in ours:
                return f"{path}.{key} is missing: {theirs[key]!r}"
            found = difference(ours[key], theirs[key], f"{path}.{key}")
            if found:
                return found
        more = [key for key in ours if key not in theirs]
        return f"{path}.{more[0]} is too much: {ours[more[0]]!r}" if more and not any(map(is_left, theirs)) else None
    if isinstance(theirs, list):
        if not isinstance(ours, list) or len(ours) != len(theirs):
            return f"{path}: {ours!r} is not {theirs!r}"
        for at, (left, right) in enumerate(zip(ours, theirs)):
            found = difference(left, right, f"{path}[{at}]")
            if found:
                return found
        return None
    if isinstance(ours, Left) or type(ours) is not type(theirs) or ours != theirs:
        return f"{path}: {ours!r} is not {theirs!r}"
    return None


def differences(resources, outputs, their_resources, their_outputs):
    """The first difference of two evaluations; resources whose id is open in one of them are left out."""
    ours = sorted((row for row in resources if not isinstance(row["id"], Left)), key=order)
    theirs = sorted(
        (row for row in their_resources if "[" not in row["id"] and "parameters(" not in row["id"]), key=order
    )
    names = {row["id"].lower() for row in ours} ^ {row["id"].lower() for row in theirs}
    if len(ours) != len(theirs):
        return f"{len(ours)} resources, not {len(theirs)}: {sorted(names)[:3]}"
    return difference(ours, theirs) or difference(outputs, their_outputs, "outputs")


def order(row):
    return row["id"].lower(), row["id"], json.dumps(row, sort_keys=True)
