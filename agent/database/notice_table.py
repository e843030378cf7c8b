"""The tables of the outbox: what people are to hear of parcels, and how far it has come on each channel."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from agent.database.column import METADATA, Number, UtcDateTime

PARCEL_NOTICE = Table(
    "parcel_notice",
    METADATA,
    Column("id", Number, primary_key=True),
    Column("carrier", String(50), nullable=False),
    Column("number", String(50), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("occasion", String(150), nullable=False),
    Column("account", String(200), nullable=False),
    Column("label", String(300), nullable=False),
    Column("state", String(30), nullable=False),
    Column("place", String(200), nullable=False),
    Column("at", UtcDateTime),
    Column("said", String(30), nullable=False),
    Column("takes_back", Number, ForeignKey("parcel_notice.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("taken_back_at", UtcDateTime),
    UniqueConstraint("carrier", "number", "kind", "occasion"),
)
"""What somebody is to hear, each once: a kind of thing that happened to a parcel, and on which occasion.

``number`` is empty where it is about the watch itself. ``at``: when it happened, in the carrier's words. ``said``: the
kind that is taken back, why the watch stands still, or for how many days nothing new was learned. ``taken_back_at``:
since when it is not so any more.
"""

NOTICE_DELIVERY = Table(
    "notice_delivery",
    METADATA,
    Column("id", Number, primary_key=True),
    Column("notice_id", Number, ForeignKey("parcel_notice.id"), nullable=False),
    Column("channel", String(300), nullable=False),
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("first_try_at", UtcDateTime),
    Column("claimed_at", UtcDateTime),
    Column("owner", String(100), nullable=False),
    Column("lease_until", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("why", String(200), nullable=False),
    UniqueConstraint("notice_id", "channel"),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed', 'uncertain', 'dropped')", name="state"),
    CheckConstraint("state <> 'sending' OR (owner <> '' AND lease_until IS NOT NULL)", name="claimed"),
    Index(None, "channel", "state", "next_try_at"),
    Index(None, "channel", "claimed_at"),
)
"""One row for each notice and channel. ``channel`` is the reference of its address, never the address.

``sending`` is committed before the channel is called; one that stays so beyond its lease is ``uncertain``.
``claimed_at`` is empty where certainly nothing was sent.
"""
