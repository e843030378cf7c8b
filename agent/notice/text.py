"""What messages say: a digest of notices in Chinese or English, as plain text. Pure.

A line holds number, label, state, time and place; never a carrier's words, which may name people and their telephones.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent.tracking.answer import SHANGHAI
from agent.tracking.occasion import Kind
from agent.tracking.outbox import Notice

Language = Literal["zh", "en"]
MOST_LINES = 50
"""Notices of one message."""
_TEMPLATES = Path(__file__).parent / "templates"
# What somebody has to see to stands first.
_ORDER = (
    Kind.LOST,
    Kind.STUCK,
    Kind.RETURNED,
    Kind.RETURNING,
    Kind.ATTEMPT_FAILED,
    Kind.TAKEN_BACK,
    Kind.DELIVERED,
)
_TEST = {
    "en": ("Parcels: a test", "This is a test. Notices of parcels will come here."),
    "zh": ("包裹通知测试", "这是一条测试消息。包裹通知将发送到这里。"),
}


@dataclass(frozen=True)
class Message:
    """What goes to a channel at once."""

    title: str
    body: str


def digest(notices: Sequence[Notice], language: Language, about: str = "", *, is_part: bool = False) -> Message:
    """Return the message that tells of notices: a count for each kind, then a line for each.

    Args:
        about: Whose parcels these are; empty for everybody's.
        is_part: Another message follows.
    """
    by_kind = {kind: sorted((n for n in notices if n.kind == kind), key=_place) for kind in _ORDER}
    stops = [notice for notice in notices if notice.kind == Kind.STOPPED]
    text = (
        _environment()
        .get_template(f"digest.{language}.txt.j2")
        .render(
            groups=[(kind.value, group) for kind, group in by_kind.items() if group],
            stops=stops,
            about=_plain(about),
            is_part=is_part,
            words=words()[language],
        )
    )
    title, _, body = text.strip().partition("\n")
    return Message(title, body.strip())


def trial_message(language: Language) -> Message:
    """Return a message that says that it is a test."""
    return Message(*_TEST[language])


def put_together(notices: Sequence[Notice], how: Literal["account", "all", "each"]) -> list[tuple[str, list[Notice]]]:
    """Return what goes into one digest each, with whose it is; the watch itself is nobody's."""
    if how == "all":
        return [("", list(notices))] if notices else []
    if how == "each":
        return [("", [notice]) for notice in notices]
    groups: dict[str, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(notice.account or notice.label, []).append(notice)
    return list(groups.items())


def fitting(notices: Sequence[Notice], language: Language, about: str, most_chars: int) -> list[Notice]:
    """Return as many of the first notices as one message holds; one at least."""
    count = min(len(notices), MOST_LINES)
    while count > 1 and len(digest(notices[:count], language, about, is_part=True).body) > most_chars:
        count //= 2
    return list(notices[:count])


def _place(notice: Notice) -> tuple[str, str]:
    return notice.number, notice.at.isoformat() if notice.at else ""


def _plain(text: str) -> str:
    """Return a text in one line, without characters that steer a screen, and not too long."""
    words = " ".join("".join(" " if unicodedata.category(char)[0] == "C" else char for char in text).split())
    return words if len(words) <= 100 else f"{words[:99]}…"


def _local(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} +08:00"


@cache
def words() -> dict[str, Any]:
    """Return the words of messages, by language: for states, kinds and reasons."""
    read: dict[str, Any] = json.loads((_TEMPLATES / "words.json").read_text(encoding="utf-8"))
    return read


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # noqa: S701 - plain text; a channel that speaks HTML escapes it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": _plain, "local": _local}
    return environment
