"""`uniqueString` and `guid`, bit for bit."""

import uuid

MASK = 0xFFFFFFFF
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
NAMESPACE = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")


def _turn(word, by):
    return ((word << by) | (word >> (32 - by))) & MASK


def _mix(word):
    word ^= word >> 16
    word = word * 0x85EBCA6B & MASK
    word ^= word >> 13
    word = word * 0xC2B2AE35 & MASK
    return word ^ (word >> 16)


def unique_string(text):
    """Thirteen letters that depend on nothing but the text: a 64-bit MurmurHash3, written in base 32."""
    data = text.encode()
    first, second = 0x239B961B, 0xAB0E9789
    a = b = 0
    whole = len(data) // 8 * 8
    for at in range(0, whole, 8):
        x = int.from_bytes(data[at : at + 4], "little")
        y = int.from_bytes(data[at + 4 : at + 8], "little")
        a ^= _turn(x * first & MASK, 15) * second & MASK
        a = ((_turn(a, 19) + b) * 5 + 0x561CCD1B) & MASK
        b ^= _turn(y * second & MASK, 17) * first & MASK
        b = ((_turn(b, 13) + a) * 5 + 0x0BCAA747) & MASK
    rest = data[whole:]
    x = int.from_bytes(rest[:4], "little")
    y = int.from_bytes(rest[4:], "little")
    a ^= _turn(x * first & MASK, 15) * second & MASK
    b ^= _turn(y * second & MASK, 17) * first & MASK
    a ^= len(data)
    b ^= len(data)
    a = (a + b) & MASK
    b = (b + a) & MASK
    a, b = _mix(a), _mix(b)
    a = (a + b) & MASK
    b = (b + a) & MASK
    value = b << 32 | a
    letters = []
    for _ in range(13):
        letters.append(LETTERS[value >> 59])
        value = value << 5 & 0xFFFFFFFFFFFFFFFF
    return "".join(letters)


def guid(text):
    """A name-based UUID in the namespace of Azure's templates."""
    return str(uuid.uuid5(NAMESPACE, text))
