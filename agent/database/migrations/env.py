"""Alembic's way in: the steps run on the connection that ``upgrade`` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from agent.database.schema import METADATA
from agent.database.version import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
