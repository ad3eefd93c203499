"""Dates, in .NET's formats."""

import re
from datetime import datetime, timedelta, timezone

from .trouble import TemplateError
from .values import want

PART = re.compile(r"yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|tt|K|zzz|'[^']*'|\\.")
ALONE = {
    "d": "MM/dd/yyyy",
    "D": "dddd, dd MMMM yyyy",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "f": "dddd, dd MMMM yyyy HH:mm",
    "F": "dddd, dd MMMM yyyy HH:mm:ss",
    "g": "MM/dd/yyyy HH:mm",
    "G": "MM/dd/yyyy HH:mm:ss",
    "s": "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    "u": "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
    "r": "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    "o": "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffff'Z'",
    "O": "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffff'Z'",
    "y": "yyyy MMMM",
    "Y": "yyyy MMMM",
    "M": "MMMM dd",
    "m": "MMMM dd",
}
ENGLISH = {
    "yyyy": lambda d: f"{d.year:04}",
    "yy": lambda d: f"{d.year % 100:02}",
    "MMMM": lambda d: d.strftime("%B"),
    "MMM": lambda d: d.strftime("%b"),
    "MM": lambda d: f"{d.month:02}",
    "M": lambda d: str(d.month),
    "dddd": lambda d: d.strftime("%A"),
    "ddd": lambda d: d.strftime("%a"),
    "dd": lambda d: f"{d.day:02}",
    "d": lambda d: str(d.day),
    "HH": lambda d: f"{d.hour:02}",
    "H": lambda d: str(d.hour),
    "hh": lambda d: f"{d.hour % 12 or 12:02}",
    "h": lambda d: str(d.hour % 12 or 12),
    "mm": lambda d: f"{d.minute:02}",
    "m": lambda d: str(d.minute),
    "ss": lambda d: f"{d.second:02}",
    "s": lambda d: str(d.second),
    "tt": lambda d: "AM" if d.hour < 12 else "PM",
    "K": lambda d: "Z",
    "zzz": lambda d: "+00:00",
}


def write(moment, pattern):
    """A date in a .NET format."""
    pattern = ALONE.get(pattern, pattern)

    def fill(match):
        text = match.group(0)
        if text[0] == "'":
            return text[1:-1]
        if text[0] == "\\":
            return text[1:]
        if text[0] == "f":
            return f"{moment.microsecond:06}0"[: len(text)]
        return ENGLISH[text](moment)

    return PART.sub(fill, pattern)


def read(name, text):
    """A date from the formats that templates use."""
    text = want(text, name, "string").strip()
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", text)
    if match:
        return datetime(*map(int, match.groups()), tzinfo=timezone.utc)
    try:
        text = re.sub(r"(\.\d{6})\d+", r"\1", text)
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise TemplateError(f"The template function '{name}' got '{text}', which is no date") from None
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


SPAN = re.compile(
    r"(-?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


def date_time_add(base, span, pattern="yyyy-MM-ddTHH:mm:ssZ"):
    moment = read("dateTimeAdd", base)
    match = SPAN.fullmatch(want(span, "dateTimeAdd", "string"))
    if not match:
        raise TemplateError(f"The template function 'dateTimeAdd' got '{span}', which is no duration")
    years, months, weeks, days, hours, minutes, seconds = [float(part or 0) for part in match.groups()[1:]]
    days += 365 * years + 30 * months + 7 * weeks
    change = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return write(moment - change if match.group(1) else moment + change, pattern)


def to_epoch(text):
    return int(read("dateTimeToEpoch", text).timestamp())


def from_epoch(seconds):
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=want(seconds, "dateTimeFromEpoch", "int"))
    return write(moment, "yyyy-MM-ddTHH:mm:ssZ")


TABLE = {
    "datetimeadd": (date_time_add, 2, 3),
    "datetimetoepoch": (to_epoch, 1, 1),
    "datetimefromepoch": (from_epoch, 1, 1),
}
