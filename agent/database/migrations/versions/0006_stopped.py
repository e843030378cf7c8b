"""Parcels that a person has stopped following: who, when, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("parcel", sa.Column("stopped_at", sa.DateTime(timezone=True)))
    op.add_column("parcel", sa.Column("stopped_by", sa.String(200), nullable=False, server_default=""))
    op.add_column("parcel", sa.Column("stopped_why", sa.String(300), nullable=False, server_default=""))
