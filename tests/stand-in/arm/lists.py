"""Functions on arrays and objects, and those that take text as well."""

import ipaddress

from .texts import culture_free, found
from .trouble import TemplateError
from .values import find, from_units, kind, same, units, want


def array(value):
    return value if isinstance(value, list) else [value]


def create_object(*values):
    if len(values) % 2:
        raise TemplateError("The template function 'createObject' wants pairs of a name and a value")
    result = {}
    for name, value in zip(values[::2], values[1::2]):
        if want(name, "createObject", "string") in result:
            raise TemplateError(f"The template function 'createObject' got '{name}' twice")
        result[name] = value
    return result


def contains(of, part):
    if isinstance(of, dict):
        return find(of, want(part, "contains", "string"))[0]
    if isinstance(of, list):
        return any(same(item, part) for item in of)
    want(of, "contains", "string", "array", "object")
    return want(part, "contains", "string") in of


def empty(value):
    want(value, "empty", "null", "string", "array", "object")
    return not value


def length(value):
    want(value, "length", "string", "array", "object")
    return len(units(value)) // 2 if isinstance(value, str) else len(value)


def first(value):
    want(value, "first", "string", "array")
    if not value:
        return "" if isinstance(value, str) else None
    return from_units(units(value)[:2]) if isinstance(value, str) else value[0]


def last(value):
    want(value, "last", "string", "array")
    if not value:
        return "" if isinstance(value, str) else None
    return from_units(units(value)[-2:]) if isinstance(value, str) else value[-1]


def cut(name, value, number, keep):
    """`take` and `skip` forgive numbers beyond the ends."""
    want(value, name, "string", "array")
    number = max(want(number, name, "int"), 0)
    if isinstance(value, str):
        data = units(value)
        return from_units(data[: 2 * number] if keep else data[2 * number :])
    return value[:number] if keep else value[number:]


def union(*values):
    """Objects merge deeply, a later null does not overwrite; arrays keep what is new."""
    if all(isinstance(value, list) for value in values):
        return distinct([item for value in values for item in value])
    result = {}
    for value in values:
        result = merged(result, want(value, "union", "object"))
    return result


def merged(left, right):
    result = dict(left)
    for key, value in right.items():
        there, before = find(result, key)
        if there:
            if value is None:
                continue
            old = next(name for name in result if name.lower() == key.lower())
            if isinstance(before, dict) and isinstance(value, dict):
                value = merged(before, value)
            elif before is not None and kind(before) != kind(value):
                raise TemplateError(f"The template function 'union' cannot merge {kind(before)} and {kind(value)}")
            if old != key:
                result = {(key if name == old else name): item for name, item in result.items()}
        result[key] = value
    return result


def shallow_merge(items):
    result = {}
    for item in want(items, "shallowMerge", "array"):
        for key, value in want(item, "shallowMerge", "object").items():
            if find(result, key)[0]:
                del result[next(name for name in result if name.lower() == key.lower())]
            result[key] = value
    return result


def intersection(*values):
    if all(isinstance(value, list) for value in values):
        rest = distinct(values[0])
        return [item for item in rest if all(contains(value, item) for value in values[1:])]
    result = dict(want(values[0], "intersection", "object"))
    for value in values[1:]:
        want(value, "intersection", "object")
        result = {key: item for key, item in result.items() if find(value, key)[0] and same(find(value, key)[1], item)}
    return result


def distinct(items):
    result = []
    for item in want(items, "distinct", "array"):
        if not contains(result, item):
            result.append(item)
    return result


def flatten(items):
    result = []
    for item in want(items, "flatten", "array"):
        result.extend(want(item, "flatten", "array"))
    return result


def chunk(items, size):
    want(items, "chunk", "array")
    if want(size, "chunk", "int") < 1:
        raise TemplateError("The template function 'chunk' wants a size above 0")
    return [items[at : at + size] for at in range(0, len(items), size)]


def range_(start, number):
    want(start, "range", "int")
    if not 0 <= want(number, "range", "int") <= 1000:
        raise TemplateError("The template function 'range' gives at most 1000 numbers")
    if start + number - 1 > 2**31 - 1:
        raise TemplateError("The template function 'range' ends beyond 2147483647")
    return list(range(start, start + number))


def in_order(mapping, name):
    want(mapping, name, "object")
    return sorted(mapping.items(), key=lambda pair: culture_free(pair[0], True))


def index_from_end(items, back):
    want(items, "indexFromEnd", "array")
    if not 1 <= want(back, "indexFromEnd", "int") <= len(items):
        raise TemplateError("The template function 'indexFromEnd' leaves the array")
    return items[-back]


def try_index_from_end(items, back):
    if items is None:
        return None
    want(items, "tryIndexFromEnd", "array")
    return items[-back] if 1 <= want(back, "tryIndexFromEnd", "int") <= len(items) else None


def nested(items, name):
    return [item for item in items] if isinstance(items, list) else want(items, name, "array")


def position(items, part, last_one):
    places = [at for at, item in enumerate(items) if same(item, part)]
    return (places[-1] if last_one else places[0]) if places else -1


def network(name, text):
    try:
        return ipaddress.ip_network(want(text, name, "string"), strict=False)
    except ValueError:
        raise TemplateError(f"The template function '{name}' got '{text}', which is no address range") from None


def parse_cidr(text):
    net = network("parseCidr", text)
    result = {
        "network": str(net.network_address),
        "netmask": str(net.netmask),
        "firstUsable": str(net.network_address + 1),
        "lastUsable": str(net.broadcast_address - 1),
        "cidr": net.prefixlen,
    }
    if net.version == 4:
        result["broadcast"] = str(net.broadcast_address)
        if net.prefixlen >= 31:
            result["firstUsable"], result["lastUsable"] = str(net.network_address), str(net.broadcast_address)
    else:
        result["firstUsable"], result["lastUsable"] = str(net.network_address), str(net.broadcast_address)
    return result


def cidr_subnet(text, prefix, number):
    net = network("cidrSubnet", text)
    want(prefix, "cidrSubnet", "int")
    want(number, "cidrSubnet", "int")
    if not net.prefixlen <= prefix <= net.max_prefixlen or not 0 <= number < 2 ** (prefix - net.prefixlen):
        raise TemplateError(f"The template function 'cidrSubnet' leaves the range '{text}'")
    start = int(net.network_address) + number * 2 ** (net.max_prefixlen - prefix)
    return f"{type(net.network_address)(start)}/{prefix}"


def cidr_host(text, number):
    """Counts from the first usable address."""
    net = network("cidrHost", text)
    want(number, "cidrHost", "int")
    if number < 0:
        raise TemplateError("The template function 'cidrHost' wants a number of at least 0")
    usable = net.version == 4 and net.prefixlen < 31
    address = int(net.network_address) + number + (1 if usable else 0)
    if address > int(net.broadcast_address) - (1 if usable else 0):
        raise TemplateError(f"The template function 'cidrHost' leaves the range '{text}'")
    return str(type(net.network_address)(address))


def index_of(name, last_one):
    def function(of, part):
        if isinstance(of, list):
            return position(of, part, last_one)
        return found(name, of, part, last_one)

    return function


TABLE = {
    "array": (array, 1, 1),
    "createarray": (lambda *items: list(items), 0, None),
    "createobject": (create_object, 0, None),
    "contains": (contains, 2, 2),
    "empty": (empty, 1, 1),
    "length": (length, 1, 1),
    "first": (first, 1, 1),
    "last": (last, 1, 1),
    "take": (lambda value, number: cut("take", value, number, True), 2, 2),
    "skip": (lambda value, number: cut("skip", value, number, False), 2, 2),
    "union": (union, 1, None),
    "shallowmerge": (shallow_merge, 1, 1),
    "intersection": (intersection, 1, None),
    "distinct": (distinct, 1, 1),
    "flatten": (flatten, 1, 1),
    "chunk": (chunk, 2, 2),
    "range": (range_, 2, 2),
    "items": (lambda value: [{"key": k, "value": v} for k, v in in_order(value, "items")], 1, 1),
    "objectkeys": (lambda value: [k for k, _ in in_order(value, "objectKeys")], 1, 1),
    "indexfromend": (index_from_end, 2, 2),
    "tryindexfromend": (try_index_from_end, 2, 2),
    "indexof": (index_of("indexOf", False), 2, 2),
    "lastindexof": (index_of("lastIndexOf", True), 2, 2),
    "parsecidr": (parse_cidr, 1, 1),
    "cidrsubnet": (cidr_subnet, 3, 3),
    "cidrhost": (cidr_host, 2, 2),
}
