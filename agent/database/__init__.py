"""The database: one file (SQLite) or one server (Postgres) for everything that must outlive a run."""

from agent.database.engine import database_now, reading, writing
from agent.database.start import open_database, ready_database
from agent.database.version import check_version, upgrade

__all__ = [
    "check_version",
    "database_now",
    "open_database",
    "reading",
    "ready_database",
    "upgrade",
    "writing",
]
