"""The queue: batches, their jobs, and the workers that run them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

_STATES = "('queued', 'running', 'planned', 'settled', 'refused', 'parked', 'unknown', 'failed')"
_COUNTS = "attempt >= 1 AND claim >= 0 AND place >= 1 AND position >= 1"


def upgrade() -> None:
    """Make the three tables of the queue."""
    time = sa.DateTime(timezone=True)
    _batch(time)
    _job(time)
    _worker(time)


def _batch(time: sa.DateTime) -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("flow", sa.String(100), nullable=False),
        sa.Column("version", sa.String(50), nullable=False),
        sa.Column("is_dry_run", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("bound_to", sa.String(200), nullable=False),
        sa.Column("started_at", time, nullable=False),
        sa.Column("cancelled_at", time),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
    )
    op.create_index("ix_batch_started_at", "batch", ["started_at"])
    op.create_index("ix_batch_bound_to", "batch", ["bound_to"])


def _job(time: sa.DateTime) -> None:
    op.create_table(
        "job",
        sa.Column("batch", sa.String(200), nullable=False),
        sa.Column("job", sa.String(200), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(100), nullable=False),
        sa.Column("uid", sa.String(100), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(100), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("updated_at", time, nullable=False),
        sa.PrimaryKeyConstraint("batch", "job", name="pk_job"),
        sa.ForeignKeyConstraint(["batch"], ["batch.id"], name="fk_job_batch"),
        sa.CheckConstraint(f"state IN {_STATES}", name=op.f("ck_job_state")),
        sa.CheckConstraint("state <> 'running' OR worker <> ''", name=op.f("ck_job_worker")),
        sa.CheckConstraint("NOT is_held OR state = 'queued'", name=op.f("ck_job_held")),
        sa.CheckConstraint(_COUNTS, name=op.f("ck_job_counts")),
    )
    op.create_index("ix_job_batch_state_is_held", "job", ["batch", "state", "is_held"])
    op.create_index("ix_job_worker_state", "job", ["worker", "state"])
    op.create_index("ix_job_site_uid_state", "job", ["site", "uid", "state"])


def _worker(time: sa.DateTime) -> None:
    op.create_table(
        "worker",
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("host", sa.String(200), nullable=False),
        sa.Column("machine", sa.String(200), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(50), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.Column("heir", sa.String(200), nullable=False),
        sa.Column("started_at", time, nullable=False),
        sa.Column("heartbeat_at", time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_worker"),
        sa.CheckConstraint("state IN ('live', 'gone', 'stopped')", name=op.f("ck_worker_state")),
    )
    op.create_index("ix_worker_state", "worker", ["state"])
