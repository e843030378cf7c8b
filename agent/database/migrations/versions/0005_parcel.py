"""Parcels that are followed, what carriers told of them, and how carriers are to be left alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    time = sa.DateTime(timezone=True)
    _parcel(time)
    op.create_index("ix_parcel_carrier_due_at", "parcel", ["carrier", "due_at"])
    _event(number, time)
    op.create_table(
        "carrier_access",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("carrier", sa.String(50), nullable=False),
        sa.Column("fails", sa.Integer(), nullable=False),
        sa.Column("paused_until", time),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("changed_at", time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_carrier_access"),
    )


def _parcel(time: sa.DateTime) -> None:
    op.create_table(
        "parcel",
        sa.Column("carrier", sa.String(50), nullable=False),
        sa.Column("number", sa.String(50), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("ended_at", time),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("added_at", time, nullable=False),
        sa.Column("due_at", time),
        sa.Column("asked_at", time),
        sa.Column("answered_at", time),
        sa.Column("news_at", time),
        sa.Column("wait_s", sa.Float(), nullable=False),
        sa.Column("fails", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(30), nullable=False),
        sa.Column("fault_text", sa.Text(), nullable=False),
        sa.Column("halt", sa.String(30), nullable=False),
        sa.Column("access", sa.String(64), nullable=False),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("missed_at", time),
        sa.Column("missed_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("carrier", "number", name="pk_parcel"),
        sa.CheckConstraint("halt = '' OR due_at IS NULL", name=op.f("ck_parcel_halt")),
        sa.CheckConstraint("claim >= 0 AND fails >= 0 AND wait_s >= 0", name=op.f("ck_parcel_counts")),
    )


def _event(number: sa.types.TypeEngine[int], time: sa.DateTime) -> None:
    op.create_table(
        "parcel_event",
        sa.Column("id", number, nullable=False),
        sa.Column("carrier", sa.String(50), nullable=False),
        sa.Column("number", sa.String(50), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("voids", sa.JSON(), nullable=False),
        sa.Column("told_at", time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parcel_event"),
        sa.UniqueConstraint("carrier", "number", "content_hash", name="uq_parcel_event_carrier_number_content_hash"),
        sa.ForeignKeyConstraint(
            ["carrier", "number"], ["parcel.carrier", "parcel.number"], name="fk_parcel_event_carrier_number"
        ),
    )
