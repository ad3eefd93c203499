"""JSON as the service and az take it: comments, single quotes, bare keys, trailing commas, a byte order mark.

az splices a template file into its request as it stands, behind a key without quotes; the last of two equal keys wins.
"""

import json
import re

SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/|\ufeff)*", re.S)
BARE = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
ESCAPE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\", '"': '"', "'": "'"}
CHUNK = {'"': re.compile(r'[^"\\]*'), "'": re.compile(r"[^'\\]*")}


def loads(text):
    """A value from text; strict JSON takes the quick way."""
    if isinstance(text, bytes):
        text = text.decode("utf-16" if text[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    try:
        return json.loads(text)
    except ValueError:
        return Reader(text).whole()


class Reader:
    """Recursive descent over loose JSON."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def wrong(self, why):
        line = self.text.count("\n", 0, self.at) + 1
        return ValueError(f"line {line}: {why}")

    def space(self):
        self.at = SPACE.match(self.text, self.at).end()

    def next(self):
        self.space()
        return self.text[self.at : self.at + 1]

    def whole(self):
        value = self.value()
        if self.next():
            raise self.wrong("something is left over")
        return value

    def value(self):
        mark = self.next()
        if mark == "{":
            return self.mapping()
        if mark == "[":
            return self.array()
        if mark in ('"', "'") and mark:
            return self.string()
        match = NUMBER.match(self.text, self.at)
        if match:
            self.at = match.end()
            return json.loads(match.group(0))
        match = BARE.match(self.text, self.at)
        words = {"true": True, "false": False, "null": None}
        if match and match.group(0).lower() in words:
            self.at = match.end()
            return words[match.group(0).lower()]
        raise self.wrong(f"a value was expected, not {mark!r}")

    def string(self):
        quote = self.text[self.at]
        self.at += 1
        parts = []
        while True:
            match = CHUNK[quote].match(self.text, self.at)
            parts.append(match.group(0))
            self.at = match.end()
            mark = self.text[self.at : self.at + 1]
            if mark == quote:
                self.at += 1
                return "".join(parts)
            if mark != "\\":
                raise self.wrong("a text does not end")
            letter = self.text[self.at + 1 : self.at + 2]
            if letter == "u":
                parts.append(chr(int(self.text[self.at + 2 : self.at + 6], 16)))
                self.at += 6
            elif letter in ESCAPE and letter:
                parts.append(ESCAPE[letter])
                self.at += 2
            else:
                raise self.wrong(f"\\{letter} is no escape")

    def mapping(self):
        self.at += 1
        result = {}
        while True:
            mark = self.next()
            if mark == "}":
                self.at += 1
                return result
            if mark in ('"', "'") and mark:
                key = self.string()
            else:
                match = BARE.match(self.text, self.at)
                if not match:
                    raise self.wrong("a key was expected")
                key, self.at = match.group(0), match.end()
            if self.next() != ":":
                raise self.wrong("':' was expected")
            self.at += 1
            result[key] = self.value()
            self.comma("}")

    def array(self):
        self.at += 1
        result = []
        while True:
            if self.next() == "]":
                self.at += 1
                return result
            result.append(self.value())
            self.comma("]")

    def comma(self, end):
        mark = self.next()
        if mark == ",":
            self.at += 1
        elif mark != end:
            raise self.wrong(f"',' or '{end}' was expected")
