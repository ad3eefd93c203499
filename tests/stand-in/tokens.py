"""Tokens of a managed identity, in the manner of App Service: they prove nothing, and must still be sent."""

import base64
import json
import time

TENANT = "22222222-2222-2222-2222-222222222222"
OBJECT = "00000000-0000-0000-0000-0000000000aa"
CLIENT = "00000000-0000-0000-0000-0000000000bb"


def part(value):
    text = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def issue(resource):
    """The answer of the identity endpoint."""
    now = int(time.time())
    claims = {
        "aud": resource,
        "iss": "stand-in",
        "iat": now,
        "nbf": now,
        "exp": now + 86400,
        "tid": TENANT,
        "oid": OBJECT,
        "appid": CLIENT,
        "sub": OBJECT,
        "xms_mirid": "stand-in",
    }
    token = f"{part({'typ': 'JWT', 'alg': 'none'})}.{part(claims)}.{part(b'stand-in')}"
    return {
        "access_token": token,
        "expires_on": str(now + 86400),
        "resource": resource,
        "token_type": "Bearer",
        "client_id": CLIENT,
    }


def is_ours(header):
    """Whether an Authorization header carries a token that was issued here."""
    kind, _, token = (header or "").partition(" ")
    return kind.lower() == "bearer" and token.endswith("." + part(b"stand-in"))
