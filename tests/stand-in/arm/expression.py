"""From `[concat('a', 1)]` to a tree: what is an expression, and how it is read.

A tree is a tuple: ("value", text or number), ("call", name, arguments) or ("index", of, by).
"""

import re
from functools import lru_cache

from .trouble import TemplateError

TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+)|(?P<word>[A-Za-z_][A-Za-z0-9_$]*)|(?P<mark>[().,\[\]]))"
)
LARGEST = 2**63


def is_expression(text):
    """A string is one to the letter: a space before or after makes it a literal."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def literal(text):
    """What a string that is no expression means: `[[a]` stands for `[a]`."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


@lru_cache(maxsize=4096)
def parse(text):
    """The tree of an expression, brackets included."""
    return Parser(text[1:-1]).whole()


class Parser:
    """Recursive descent over one expression."""

    def __init__(self, source):
        self.source = source
        self.tokens = []
        at = 0
        end = len(source.rstrip())
        while at < end:
            match = TOKEN.match(source, at)
            if not match:
                raise self.wrong(f"unexpected character at {at}")
            self.tokens.append((match.lastgroup, match.group(match.lastgroup)))
            at = match.end()
        self.at = 0

    def wrong(self, why):
        return TemplateError(f"Unable to parse language expression '{self.source}': {why}")

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, mark=None):
        token = self.peek()
        if mark is not None and token != ("mark", mark):
            raise self.wrong(f"expected '{mark}' and found '{token[1] or 'the end'}'")
        self.at += 1
        return token

    def whole(self):
        tree = self.one()
        if self.peek()[0] != "end":
            raise self.wrong(f"'{self.peek()[1]}' is left over")
        return tree

    def one(self):
        kind, text = self.take()
        if kind == "text":
            return ("value", text[1:-1].replace("''", "'"))
        if kind == "number":
            number = int(text)
            if not -LARGEST <= number < LARGEST:
                raise self.wrong(f"'{text}' cannot be converted to number")
            return ("value", number)
        if kind != "word":
            raise self.wrong("expected a function, a text or a number")
        name = text
        while self.peek() == ("mark", "."):
            self.take()
            kind, text = self.take()
            if kind != "word":
                raise self.wrong("expected a name after '.'")
            name += "." + text
        return self.accessors(("call", name, tuple(self.arguments())))

    def arguments(self):
        self.take("(")
        found = []
        if self.peek() == ("mark", ")"):
            self.take()
            return found
        while True:
            found.append(self.one())
            if self.peek() != ("mark", ","):
                break
            self.take()
        self.take(")")
        return found

    def accessors(self, tree):
        while True:
            if self.peek() == ("mark", "."):
                self.take()
                kind, text = self.take()
                if kind != "word":
                    raise self.wrong("expected a member after '.'")
                tree = ("index", tree, ("value", text))
            elif self.peek() == ("mark", "["):
                self.take()
                tree = ("index", tree, self.one())
                self.take("]")
            else:
                return tree


def calls(tree, name):
    """Every call of function `name` in a tree, as its arguments."""
    if tree[0] == "call":
        if tree[1].lower().removeprefix("az.") == name:
            yield tree[2]
        for argument in tree[2]:
            yield from calls(argument, name)
    elif tree[0] == "index":
        yield from calls(tree[1], name)
        yield from calls(tree[2], name)


def trees(value):
    """Every expression in a JSON value, parsed."""
    if isinstance(value, str):
        if is_expression(value):
            yield parse(value)
    elif isinstance(value, list):
        for item in value:
            yield from trees(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from trees(key)
            yield from trees(item)
