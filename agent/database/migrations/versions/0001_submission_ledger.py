"""The submission ledger: what was sent, what is taken, what happened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

_STATES = "('armed', 'sent', 'settled', 'refused', 'unknown', 'released')"


def upgrade() -> None:
    """Make the three tables of the ledger."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    time = sa.DateTime(timezone=True)
    _submission(number, time)
    _submission_item(number)
    _submission_event(number, time)


def _submission(number: sa.types.TypeEngine[int], time: sa.DateTime) -> None:
    op.create_table(
        "submission",
        sa.Column("id", number, nullable=False),
        sa.Column("site", sa.String(100), nullable=False),
        sa.Column("uid", sa.String(100), nullable=False),
        sa.Column("flow", sa.String(100), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("batch", sa.String(200), nullable=False),
        sa.Column("job", sa.String(200), nullable=False),
        sa.Column("draft_hash", sa.String(64), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("hold_s", sa.Float(), nullable=False),
        sa.Column("receipt", sa.JSON()),
        sa.Column("proposal", sa.JSON()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("armed_at", time, nullable=False),
        sa.Column("sent_at", time),
        sa.Column("ended_at", time),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("site", "uid", "flow", "key_hash", name="uq_submission_site_uid_flow_key_hash"),
        sa.CheckConstraint(f"state IN {_STATES}", name=op.f("ck_submission_state")),
        sa.CheckConstraint("(state = 'settled') = (receipt IS NOT NULL)", name=op.f("ck_submission_receipt")),
        sa.CheckConstraint("fence >= 1 AND attempt >= 1 AND tries >= 1", name=op.f("ck_submission_counts")),
    )
    op.create_index("ix_submission_batch", "submission", ["batch"])
    op.create_index("ix_submission_state", "submission", ["state"])


def _submission_item(number: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "submission_item",
        sa.Column("site", sa.String(100), nullable=False),
        sa.Column("uid", sa.String(100), nullable=False),
        sa.Column("flow", sa.String(100), nullable=False),
        sa.Column("item", sa.String(500), nullable=False),
        sa.Column("submission_id", number, nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", "flow", "item", name="pk_submission_item"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name="fk_submission_item_submission_id"),
    )
    op.create_index("ix_submission_item_submission_id", "submission_item", ["submission_id"])


def _submission_event(number: sa.types.TypeEngine[int], time: sa.DateTime) -> None:
    op.create_table(
        "submission_event",
        sa.Column("id", number, nullable=False),
        sa.Column("submission_id", number, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(200), nullable=False),
        sa.Column("job", sa.String(200), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submission_event"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name="fk_submission_event_submission_id"),
    )
    op.create_index("ix_submission_event_submission_id", "submission_event", ["submission_id"])
