"""The section of the settings by which people are told of parcels."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from agent.section import Section

NoticeKind = Literal["delivered", "attempt_failed", "returning", "returned", "lost", "stuck", "taken_back", "stopped"]
"""What somebody hears of; ``stopped`` is the watch itself, ``taken_back`` what was told and is not so."""
NOTICE_KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)


def _words(value: object) -> object:
    """Return the words of a text with commas; a list stays one."""
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


class NoticeSettings(Section):
    """Who hears what of parcels, in which language, how often."""

    channels: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = ()
    """References of the channels' addresses, comma-separated (`env:MAIL,file:chat.env#URL`); in TOML also a list."""
    language: Literal["zh", "en"] = "en"
    """Language of the notices."""
    kinds: Annotated[tuple[NoticeKind, ...], NoDecode, BeforeValidator(_words)] = NOTICE_KINDS
    """What is told, comma-separated; in TOML also a list."""
    stuck_days: float = Field(default=5.0, gt=0)
    """A parcel on its way of which nothing new was learned for so many days is stuck, for notices as for reports."""
    digest: Literal["account", "all", "each"] = "account"
    """One message for each account (for each label, where no account is known), for everything, or for each notice."""
    every_s: float = Field(default=900.0, ge=0)
    """Shortest time between two rounds of messages on a channel, in seconds."""
    timeout_s: float = Field(default=20.0, gt=0, le=90)
    """Longest wait for a channel, in seconds; after it nobody knows whether the message has arrived."""
    end_within_s: float = Field(default=30.0, ge=0)
    """Longest time for sending what is due when the watch ends, in seconds."""
