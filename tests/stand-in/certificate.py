"""A self-signed certificate for 127.0.0.1, made with nothing but Python.

azure-core sends no token over plain http, and a fresh machine may have no openssl. The key signs one certificate for
one test run, so plain arithmetic on the curve P-256 is enough; nothing here is fit for a secret that matters.
"""

import base64
import datetime
import hashlib
import ipaddress
import os
import secrets

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(a, b):
    """The sum of two points; None is the point at infinity."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(number, point):
    result = None
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def tlv(tag, *parts):
    """One DER value."""
    data = b"".join(parts)
    if len(data) < 128:
        return bytes([tag, len(data)]) + data
    size = (len(data).bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + len(data).to_bytes(size, "big") + data


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(text):
    first, second, *rest = map(int, text.split("."))
    data = bytes([40 * first + second])
    for number in rest:
        part = [number & 127]
        while number := number >> 7:
            part.insert(0, 0x80 | number & 127)
        data += bytes(part)
    return tlv(6, data)


def sequence(*parts):
    return tlv(0x30, *parts)


def bits(data):
    return tlv(3, b"\0", data)


def extension(identifier, value, critical=False):
    return sequence(oid(identifier), *([tlv(1, b"\xff")] if critical else []), tlv(4, value))


ECDSA = sequence(oid("1.2.840.10045.4.3.2"))
CURVE = oid("1.2.840.10045.3.1.7")


def sign(key, data):
    digest = int.from_bytes(hashlib.sha256(data).digest(), "big")
    while True:
        nonce = 1 + secrets.randbelow(N - 1)
        r = multiply(nonce, G)[0] % N
        s = pow(nonce, -1, N) * (digest + r * key) % N
        if r and s:
            return sequence(integer(r), integer(s))


def make():
    """(certificate, key), both in PEM."""
    key = 1 + secrets.randbelow(N - 1)
    point = multiply(key, G)
    public = b"\x04" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")
    identifier = hashlib.sha1(public).digest()
    now = datetime.datetime.now(datetime.timezone.utc)
    times = [tlv(0x18, (now + datetime.timedelta(days=days)).strftime("%Y%m%d%H%M%SZ").encode()) for days in (-1, 30)]
    name = sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x0C, b"stand-in"))))
    extensions = sequence(
        extension("2.5.29.19", sequence(tlv(1, b"\xff")), critical=True),
        extension("2.5.29.15", tlv(3, b"\x02\x84"), critical=True),
        extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.14", tlv(4, identifier)),
        extension("2.5.29.35", sequence(tlv(0x80, identifier))),
        extension("2.5.29.17", sequence(tlv(0x87, ipaddress.ip_address("127.0.0.1").packed), tlv(0x82, b"localhost"))),
    )
    to_sign = sequence(
        tlv(0xA0, integer(2)),
        integer(1 + secrets.randbelow(2**63)),
        ECDSA,
        name,
        sequence(*times),
        name,
        sequence(sequence(oid("1.2.840.10045.2.1"), CURVE), bits(public)),
        tlv(0xA3, extensions),
    )
    whole = sequence(to_sign, ECDSA, bits(sign(key, to_sign)))
    secret = sequence(integer(1), tlv(4, key.to_bytes(32, "big")), tlv(0xA0, CURVE), tlv(0xA1, bits(public)))
    return pem("CERTIFICATE", whole), pem("EC PRIVATE KEY", secret)


def pem(label, data):
    text = base64.encodebytes(data).decode().replace("\n", "")
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def write(folder):
    """Write both files to a folder; the answer is their paths."""
    paths = os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem")
    for path, text in zip(paths, make()):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(text)
    return paths
