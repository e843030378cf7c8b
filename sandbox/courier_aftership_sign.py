"""The optional signature of AfterShip requests: HMAC-SHA-256 over method, body, date, headers and resource.

Source: the vendor's Python SDK, version 10.0.1.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

_HEADER = "as-signature-hmac-sha256"


def is_signed(request: Request, body: bytes, secret: str) -> bool:
    """Return whether a request's signature is right; one without a signature needs none."""
    signature = request.headers.get(_HEADER)
    if signature is None:
        return "as-signature-rsa-sha256" not in request.headers
    return hmac.compare_digest(signature, _signature(request, body, secret))


def hmac_base64(text: bytes, secret: str) -> str:
    """Return the signature of a text; call-backs carry that of their body."""
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def _signature(request: Request, body: bytes, secret: str) -> str:
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest().upper() if body else ""
    content_type = "application/json" if body else ""
    named = {name.lower(): value.strip() for name, value in request.headers.items()}
    headers = "\n".join(
        f"{name}:{value}" for name, value in sorted(named.items()) if name.startswith("as-") and "signature" not in name
    )
    query = urlencode(sorted(parse_qsl(request.url.query, keep_blank_values=True)))
    resource = request.url.path + (f"?{query}" if query else "")
    parts = (request.method, digest, content_type, request.headers.get("date", ""), headers, resource)
    return hmac_base64("\n".join(parts).encode(), secret)
