"""Logging to standard error, and redaction: what is registered as a secret never leaves the program as text."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast
from urllib.parse import quote, quote_plus

import structlog
from pydantic import SecretStr

from agent.settings import LogSettings

MASK = "***"
SHORTEST = 4
"""Characters from which on a value is searched for in text; a shorter one would mask half of every sentence."""

_SECRET_KEY = re.compile(r"passw(or)?d|secret|token|totp|cookie|authorization|credential|api_?key", re.IGNORECASE)
_USER_INFO = re.compile(r"(?<=://)[^/@\s]+@")


class Redactor:
    """The values of one process that must not be shown, in every spelling they may take in a log line."""

    def __init__(self) -> None:
        # By their first characters: a text is gone through once, however many secrets there are.
        self._values: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def add(self, secret: SecretStr | str | None) -> None:
        """Register a secret; empty ones and ones below four characters are left to the redaction by key.

        One of digits alone, as a one-time code, is masked where it is a number of its own: never inside of a longer
        one, else the codes of many accounts would sooner or later make holes into the numbers that are evidence.
        """
        value = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        if not value or len(value) < SHORTEST:
            return
        with self._lock:
            for spelling in _spellings(value):
                start = spelling[:SHORTEST]
                known = {*self._values.get(start, ()), spelling}
                self._values[start] = tuple(sorted(known, key=len, reverse=True))

    def redacted(self, text: str) -> str:
        """Return a text with every registered secret, and user and password of any URL, masked."""
        return _USER_INFO.sub(f"{MASK}@", self._masked(text) if self._values else text)

    def _masked(self, text: str) -> str:
        parts, kept = [], 0
        for at in range(len(text) - SHORTEST + 1):
            known = self._values.get(text[at : at + SHORTEST])
            if known is None or at < kept:
                continue
            if found := next((value for value in known if _stands_at(value, text, at)), ""):
                parts += [text[kept:at], MASK]
                kept = at + len(found)
        return "".join([*parts, text[kept:]])

    def clean(self, value: Any, key: str = "") -> Any:
        """Return a log value fit to be shown, with mappings and lists gone through."""
        if _SECRET_KEY.search(key) and value not in (None, "", False, True):
            return MASK
        if isinstance(value, Mapping):
            return {self.redacted(str(name)): self.clean(item, str(name)) for name, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.clean(item) for item in value]
        text = str(value)
        shown = self.redacted(text)
        is_plain = value is None or isinstance(value, bool | int | float)
        return value if is_plain and shown == text else shown


redact = Redactor()
"""The process's own: secrets are registered where a reference is resolved."""


def redacted(text: str) -> str:
    """Return a text with every secret this process knows masked; for journals and messages."""
    return redact.redacted(text)


def setup_logging(settings: LogSettings, stream: TextIO | None = None) -> None:
    """Send log lines of the chosen level to standard error, redacted, for people or as JSON."""
    target = _Patient(stream or sys.stderr)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.is_json
        else structlog.dev.ConsoleRenderer(colors=target.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact_event,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", target)),
        cache_logger_on_first_use=False,
    )


class _Patient:
    """A stream whose end may be gone, as a closed pipe: a line that cannot be written breaks no work."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write a text, or let it go."""
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        """Flush, or leave it."""
        with suppress(OSError, ValueError):
            self._stream.flush()

    def isatty(self) -> bool:
        """Tell whether a person sees it."""
        return not self._stream.closed and self._stream.isatty()


def _redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in list(event):
        event[key] = redact.clean(event[key], key)
    return event


def _stands_at(value: str, text: str, at: int) -> bool:
    if not text.startswith(value, at):
        return False
    around = text[max(at - 1, 0) : at] + text[at + len(value) : at + len(value) + 1]
    return not (value.isdecimal() and any(char.isdecimal() for char in around))


def _spellings(value: str) -> set[str]:
    quoted = {quote(value), quote(value, safe=""), quote_plus(value)}
    return {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1], *quoted}
