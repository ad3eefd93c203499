"""Functions on text."""

import base64
import json
import re
from urllib.parse import quote, unquote, unquote_plus, urljoin, urlsplit

from . import hashes
from .loose_json import loads
from .trouble import TemplateError
from .values import from_units, kind, units, want


def concat(*values):
    """Joins text, numbers and truth values, or only arrays."""
    if values and all(isinstance(value, list) for value in values):
        return [item for value in values for item in value]
    return "".join(plain("concat", value) for value in values)


def plain(name, value):
    want(value, name, "string", "int", "bool")
    return str(value)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def string(value):
    if kind(value) in ("object", "array"):
        return compact(value)
    return plain("string", value)


HOLE = re.compile(r"\{\{|\}\}|\{(\d+)(?:,\s*(-?\d+))?(?::([^{}]*))?\}")


def format_(template, *values):
    """.NET's composite formatting, as far as templates use it."""
    want(template, "format", "string")

    def fill(match):
        if match.group(0) in ("{{", "}}"):
            return match.group(0)[0]
        number = int(match.group(1))
        if number >= len(values):
            raise TemplateError(f"The template function 'format' has no argument {number}")
        text = shown(values[number], match.group(3))
        width = int(match.group(2) or 0)
        return text.rjust(width) if width >= 0 else text.ljust(-width)

    if re.search(r"[{}]", HOLE.sub("", template)):
        raise TemplateError("The template function 'format' got a format that is not valid")
    return HOLE.sub(fill, template)


def shown(value, pattern):
    if value is None:
        return ""
    if kind(value) == "int" and pattern:
        return shown_number(value, pattern)
    if kind(value) in ("object", "array"):
        return compact(value).replace('"', "'")
    return str(value)


def shown_number(value, pattern):
    letter, digits = pattern[0], pattern[1:]
    sign = "-" if value < 0 else ""
    if not digits or digits.isdigit():
        width = int(digits or 0)
        if letter in "dD":
            return sign + str(abs(value)).rjust(width, "0")
        if letter in "xX":
            text = format(value & (2**64 - 1), letter)
            return text.rjust(width, "0")
        if letter in "nN":
            return f"{value:,.{width if digits else 2}f}"
        if letter in "fF":
            return f"{value:.{width if digits else 2}f}"
        if letter in "pP":
            return f"{value * 100:,.{width if digits else 2}f} %"
        if letter in "cC":
            return f"{sign}\u00a4{abs(value):,.{width if digits else 2}f}"
        if letter in "gG":
            return str(value)
    if re.fullmatch(r"[0#]*0\.0+", pattern):
        places = len(pattern.split(".")[1])
        return sign + f"{abs(value):.{places}f}".rjust(pattern.count("0") + 1, "0")
    if re.fullmatch(r"[0#]+", pattern):
        return sign + str(abs(value)).rjust(pattern.count("0"), "0")
    raise TemplateError(f"The template function 'format' does not know the format '{pattern}'")


def pad_left(value, width, mark=" "):
    text = plain("padLeft", value)
    if len(want(mark, "padLeft", "string")) != 1:
        raise TemplateError("The template function 'padLeft' wants one character to pad with")
    return text.rjust(want(width, "padLeft", "int"), mark)


def replace(text, old, new):
    if want(old, "replace", "string") == "":
        raise TemplateError("The template function 'replace' cannot replace nothing")
    return want(text, "replace", "string").replace(old, want(new, "replace", "string"))


def split(text, by):
    """An array of separators splits at each of them; an empty one does not split."""
    want(text, "split", "string")
    marks = by if isinstance(by, list) else [want(by, "split", "string", "array")]
    marks = [want(mark, "split", "string") for mark in marks if mark != ""]
    if not marks:
        return [text]
    return re.split("|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True)), text)


def join(items, by):
    want(items, "join", "array")
    return want(by, "join", "string").join("" if item is None else shown(item, None) for item in items)


def substring(text, start, length=None):
    """Strict: what lies beyond the end is refused."""
    data = units(want(text, "substring", "string"))
    size = len(data) // 2
    want(start, "substring", "int")
    if length is None:
        length = size - start
    want(length, "substring", "int")
    if start < 0 or length < 0 or start + length > size:
        raise TemplateError("The template function 'substring' leaves the text")
    return from_units(data[2 * start : 2 * (start + length)])


def found(name, text, part, last):
    text, part = want(text, name, "string").lower(), want(part, name, "string").lower()
    at = text.rfind(part) if last else text.find(part)
    return at if at < 0 else len(units(text[:at])) // 2


def starts_with(text, part):
    return want(text, "startsWith", "string").lower().startswith(want(part, "startsWith", "string").lower())


def ends_with(text, part):
    return want(text, "endsWith", "string").lower().endswith(want(part, "endsWith", "string").lower())


def culture_free(text, upper):
    """Letter by letter, for `ß` stays `ß` there."""
    turned = [(c.upper() if upper else c.lower()) for c in text]
    return "".join(t if len(t) == 1 and t.isascii() == c.isascii() else c for t, c in zip(turned, text))


def trim(text):
    return want(text, "trim", "string").strip()


def b64(text):
    return base64.b64encode(want(text, "base64", "string").encode()).decode()


def un_b64(name, text):
    try:
        return base64.b64decode(want(text, name, "string"), validate=True).decode()
    except ValueError:
        raise TemplateError(f"The template function '{name}' got text that is no base 64") from None


def data_uri(text):
    return f"data:text/plain;charset=utf-8;base64,{b64(text)}"


def from_data_uri(text):
    match = re.fullmatch(r"data:[^,]*?(;base64)?,(.*)", want(text, "dataUriToString", "string"), re.S | re.I)
    if not match:
        raise TemplateError("The template function 'dataUriToString' got no data URI")
    return un_b64("dataUriToString", match.group(2)) if match.group(1) else unquote(match.group(2))


def json_(text):
    try:
        return loads(want(text, "json", "string"))
    except ValueError as error:
        raise TemplateError(f"The template function 'json' cannot read its text: {error}") from None


def uri(base, relative):
    """The rules for relative references: the last part of the base goes."""
    parts = urlsplit(want(base, "uri", "string"))
    if not parts.scheme or not parts.netloc:
        raise TemplateError("The template function 'uri' wants an absolute first part")
    joined = urlsplit(urljoin(base, want(relative, "uri", "string")))
    return (joined._replace(path="/") if not joined.path else joined).geturl()


def unique_string(*texts):
    return hashes.unique_string("-".join(want(text, "uniqueString", "string") for text in texts))


def guid(*texts):
    return hashes.guid("-".join(want(text, "guid", "string") for text in texts))


TABLE = {
    "concat": (concat, 0, None),
    "string": (string, 1, 1),
    "format": (format_, 1, None),
    "padleft": (pad_left, 2, 3),
    "replace": (replace, 3, 3),
    "split": (split, 2, 2),
    "join": (join, 2, 2),
    "substring": (substring, 2, 3),
    "indexof": (lambda text, part: found("indexOf", text, part, False), 2, 2),
    "lastindexof": (lambda text, part: found("lastIndexOf", text, part, True), 2, 2),
    "startswith": (starts_with, 2, 2),
    "endswith": (ends_with, 2, 2),
    "tolower": (lambda text: culture_free(want(text, "toLower", "string"), False), 1, 1),
    "toupper": (lambda text: culture_free(want(text, "toUpper", "string"), True), 1, 1),
    "trim": (trim, 1, 1),
    "base64": (b64, 1, 1),
    "base64tostring": (lambda text: un_b64("base64ToString", text), 1, 1),
    "base64tojson": (lambda text: json_(un_b64("base64ToJson", text)), 1, 1),
    "datauri": (data_uri, 1, 1),
    "datauritostring": (from_data_uri, 1, 1),
    "json": (json_, 1, 1),
    "uri": (uri, 2, 2),
    "uricomponent": (lambda text: quote(want(text, "uriComponent", "string"), safe="-_.~"), 1, 1),
    "uricomponenttostring": (lambda text: unquote_plus(want(text, "uriComponentToString", "string")), 1, 1),
    "uniquestring": (unique_string, 1, None),
    "guid": (guid, 1, None),
}
