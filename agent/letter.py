"""A request as the gate compares it: method, address and content, without what changes with every request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from agent.log import redact
from agent.model import HeldRequest


@dataclass(frozen=True)
class Letter:
    """What one writing request says."""

    method: str
    host: str
    path: str
    query: Mapping[str, Any]
    body: Any
    """A mapping where the content is a form or JSON; else the content's SHA-256."""

    @property
    def address(self) -> str:
        """Return path and query, as patterns are held against them."""
        words = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.path}?{words}" if words else self.path

    @property
    def digest(self) -> str:
        """Return the SHA-256 of all that is compared, as hex digits."""
        parts = [self.method, self.host, self.path, self.query, self.body]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def held(self) -> HeldRequest:
        """Return it as a plan keeps it: with every secret masked, and a digest of what is left."""
        query, body = redact.clean(self.query), redact.clean(self.body)
        digest = Letter(self.method, self.host, self.path, query, body).digest
        return HeldRequest(method=self.method, host=self.host, path=self.path, query=query, body=body, digest=digest)

    def value(self, path: str) -> Any:
        """Return what stands at a dotted path of the content, as ``params.Amount``; None where there is nothing."""
        found = self.body
        for word in path.split("."):
            found = found.get(word) if isinstance(found, Mapping) else None
        return found


def read_letter(method: str, url: str, content_type: str, content: bytes, volatile: Collection[str] = ()) -> Letter:
    """Return a request in its comparable form.

    Args:
        volatile: Names of fields, at any depth of query or content, that change with every request, as a token.
    """
    parts = urlsplit(url)
    return Letter(
        method=method.upper(),
        host=parts.netloc,
        path=parts.path,
        query=_without(_form(parts.query), volatile),
        body=_without(_content(content_type, content), volatile),
    )


def _content(kind: str, content: bytes) -> Any:
    try:
        text = content.decode()
        if "json" in kind:
            return json.loads(text)
        if "x-www-form-urlencoded" in kind:
            return _form(text)
    except ValueError:
        pass
    return hashlib.sha256(content).hexdigest()


def _form(text: str) -> dict[str, Any]:
    """Return a form's fields; JSON inside a field is opened, and a name that stands twice holds a list."""
    fields: dict[str, list[Any]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        fields.setdefault(name, []).append(_opened(value))
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _opened(value: str) -> Any:
    if not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _without(value: Any, volatile: Collection[str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _without(inner, volatile) for name, inner in value.items() if name not in volatile}
    return [_without(inner, volatile) for inner in value] if isinstance(value, list) else value
