"""The tables, as the newest revision makes them. A change here needs a revision in ``migrations/versions``."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from agent.database.column import METADATA, Number, UtcDateTime
from agent.database.notice_table import NOTICE_DELIVERY, PARCEL_NOTICE

__all__ = [
    "BATCH",
    "CARRIER_ACCESS",
    "JOB",
    "JOB_STATES",
    "METADATA",
    "NOTICE_DELIVERY",
    "PARCEL",
    "PARCEL_EVENT",
    "PARCEL_NOTICE",
    "READING",
    "STATES",
    "SUBMISSION",
    "SUBMISSION_EVENT",
    "SUBMISSION_ITEM",
    "WORKER",
]

STATES = ("armed", "sent", "settled", "refused", "unknown", "released")

SUBMISSION = Table(
    "submission",
    METADATA,
    Column("id", Number, primary_key=True),
    Column("site", String(100), nullable=False),
    Column("uid", String(100), nullable=False),
    Column("flow", String(100), nullable=False),
    Column("key_hash", String(64), nullable=False),
    Column("key", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("account", String(200), nullable=False),
    Column("batch", String(200), nullable=False),
    Column("job", String(200), nullable=False),
    Column("draft_hash", String(64), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("hold_s", Float, nullable=False),
    Column("receipt", JSON(none_as_null=True)),
    Column("proposal", JSON(none_as_null=True)),
    Column("note", Text, nullable=False),
    Column("armed_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("site", "uid", "flow", "key_hash"),
    CheckConstraint(f"state IN {STATES}", name="state"),
    CheckConstraint("(state = 'settled') = (receipt IS NOT NULL)", name="receipt"),
    CheckConstraint("fence >= 1 AND attempt >= 1 AND tries >= 1", name="counts"),
    Index(None, "batch"),
    Index(None, "state"),
)
"""One row for each (site, uid, flow, key). ``key_hash`` is the SHA-256 of the key: an index holds no long text."""

SUBMISSION_ITEM = Table(
    "submission_item",
    METADATA,
    Column("site", String(100), nullable=False),
    Column("uid", String(100), nullable=False),
    Column("flow", String(100), nullable=False),
    Column("item", String(500), nullable=False),
    Column("submission_id", Number, ForeignKey("submission.id"), nullable=False),
    PrimaryKeyConstraint("site", "uid", "flow", "item"),
    Index(None, "submission_id"),
)
"""What is taken: one part of a key stands in one submission only, until that one is refused or released."""

SUBMISSION_EVENT = Table(
    "submission_event",
    METADATA,
    Column("id", Number, primary_key=True),
    Column("submission_id", Number, ForeignKey("submission.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("batch", String(200), nullable=False),
    Column("job", String(200), nullable=False),
    Column("who", String(200), nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "submission_id"),
)
"""What happened to a submission, in order; rows are added and never changed."""

BATCH = Table(
    "batch",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("flow", String(100), nullable=False),
    Column("version", String(50), nullable=False),
    Column("record", JSON, nullable=False),
    Column("who", String(200), nullable=False),
    Column("bound_to", String(200), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("cancelled_at", UtcDateTime),
    Index(None, "started_at"),
    Index(None, "bound_to"),
)
"""One row for each batch. ``bound_to`` is the one worker that may run its jobs; empty: any worker."""

JOB_STATES = ("queued", "running", "planned", "settled", "refused", "parked", "unknown", "failed")

JOB = Table(
    "job",
    METADATA,
    Column("batch", String(200), ForeignKey("batch.id"), nullable=False),
    Column("job", String(200), nullable=False),
    Column("place", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("site", String(100), nullable=False),
    Column("uid", String(100), nullable=False),
    Column("account", String(200), nullable=False),
    Column("source", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("is_held", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("claim", Integer, nullable=False),
    Column("worker", String(200), nullable=False),
    Column("reason", String(100), nullable=False),
    Column("message", Text, nullable=False),
    Column("next_step", Text, nullable=False),
    Column("record", JSON, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("batch", "job"),
    CheckConstraint(f"state IN {JOB_STATES}", name="state"),
    CheckConstraint("state <> 'running' OR worker <> ''", name="worker"),
    CheckConstraint("NOT is_held OR state = 'queued'", name="held"),
    CheckConstraint("attempt >= 1 AND claim >= 0 AND place >= 1 AND position >= 1", name="counts"),
    Index(None, "batch", "state", "is_held"),
    Index(None, "worker", "state"),
    Index(None, "site", "uid", "state"),
)
"""One row for each job, and its record. ``place`` counts within the batch, ``position`` within the account.

``is_held``: nobody starts it until a person resumes it. ``attempt`` counts the times it was enqueued, ``claim`` the
times a worker took it.
"""

READING = Table(
    "reading",
    METADATA,
    Column("site", String(200), nullable=False),
    Column("uid", String(100), nullable=False),
    Column("flow", String(100), nullable=False),
    Column("key", String(200), nullable=False),
    Column("account", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("batch", String(200), nullable=False),
    Column("job", String(200), nullable=False),
    Column("line", JSON, nullable=False),
    PrimaryKeyConstraint("site", "uid", "flow", "key"),
)
"""What a console showed last, thing by thing: the newest line of each reading flow for each key."""

PARCEL = Table(
    "parcel",
    METADATA,
    Column("carrier", String(50), nullable=False),
    Column("number", String(50), nullable=False),
    Column("label", String(300), nullable=False),
    Column("state", String(30), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("is_confirmed", Boolean, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("asked_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("news_at", UtcDateTime),
    Column("wait_s", Float, nullable=False),
    Column("fails", Integer, nullable=False),
    Column("fault", String(30), nullable=False),
    Column("fault_text", Text, nullable=False),
    Column("halt", String(30), nullable=False),
    Column("access", String(64), nullable=False),
    Column("claim", Integer, nullable=False),
    Column("asked", JSON, nullable=False),
    Column("missed_at", UtcDateTime),
    Column("missed_by", String(200), nullable=False),
    Column("stopped_at", UtcDateTime),
    Column("stopped_by", String(200), nullable=False, server_default=""),
    Column("stopped_why", String(300), nullable=False, server_default=""),
    Column("account", String(200), nullable=False, server_default=""),
    PrimaryKeyConstraint("carrier", "number"),
    CheckConstraint("halt = '' OR due_at IS NULL", name="halt"),
    CheckConstraint("claim >= 0 AND fails >= 0 AND wait_s >= 0", name="counts"),
    Index(None, "carrier", "due_at"),
    Index(None, "carrier", "state", "news_at"),
)
"""One row for each number that is followed with a carrier.

``due_at``: the next look; none once there will be none. ``claim`` counts the looks: only the newest may write.
``asked``: the times of the last day, where the carrier locks numbers that are asked too often. ``account``: whose it
is, if that is known; notices are put together by it.
"""

PARCEL_EVENT = Table(
    "parcel_event",
    METADATA,
    Column("id", Number, primary_key=True),
    Column("carrier", String(50), nullable=False),
    Column("number", String(50), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("code", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("state", String(30), nullable=False),
    Column("voids", JSON, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
    UniqueConstraint("carrier", "number", "content_hash"),
    ForeignKeyConstraint(["carrier", "number"], ["parcel.carrier", "parcel.number"]),
)
"""What a carrier told of a parcel, each event once: ``content_hash`` is over time, code, text and place."""

CARRIER_ACCESS = Table(
    "carrier_access",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("carrier", String(50), nullable=False),
    Column("fails", Integer, nullable=False),
    Column("paused_until", UtcDateTime),
    Column("is_stopped", Boolean, nullable=False),
    Column("why", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
"""One row for each carrier and whom it knows us as: how long it is left alone, and whether a person must act first."""

WORKER = Table(
    "worker",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("host", String(200), nullable=False),
    Column("machine", String(200), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("process", String(50), nullable=False),
    Column("state", String(20), nullable=False),
    Column("beat", Integer, nullable=False),
    Column("heir", String(200), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("heartbeat_at", UtcDateTime, nullable=False),
    CheckConstraint("state IN ('live', 'gone', 'stopped')", name="state"),
    Index(None, "state"),
)
"""One row for each process that runs jobs. ``heir`` is the worker that puts back what a gone one had taken."""
