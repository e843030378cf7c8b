"""A batch keeps its whole record; nothing was put into the queue before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Put the record in the place of two of its facts."""
    with op.batch_alter_table("batch") as batch:
        batch.drop_column("is_dry_run")
        batch.drop_column("options")
        batch.add_column(sa.Column("record", sa.JSON(), nullable=False))
