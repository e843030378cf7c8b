"""What consoles showed last: the newest line of each reading flow for each thing, with its age."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, delete, insert, select

from agent.database import database_now, reading, writing
from agent.database.schema import READING


@dataclass(frozen=True)
class ReadBy:
    """Who read: which job, of which account, by which flow."""

    site: str
    """As ``Site.known_as``."""
    uid: str
    account: str
    flow: str
    batch: str
    job: str


@dataclass(frozen=True)
class KeptLine:
    """One thing as a console showed it last."""

    site: str
    uid: str
    account: str
    key: str
    at: datetime
    batch: str
    line: Mapping[str, Any]


class Readings:
    """Keeps and gives what was read; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, by: ReadBy, lines: Mapping[str, Mapping[str, Any]], *, is_whole: bool) -> None:
        """Keep lines by their keys; the older ones of the same keys go.

        Args:
            is_whole: The console showed nothing else, so what it does not show any more goes too.

        Raises:
            LedgerError: The database failed.
        """
        of_flow = and_(READING.c.site == by.site, READING.c.uid == by.uid, READING.c.flow == by.flow)
        older = of_flow if is_whole else and_(of_flow, READING.c.key.in_(list(lines)))
        facts = vars(by)
        with writing(self._engine) as connection:
            now = database_now(connection)
            connection.execute(delete(READING).where(older))
            rows = [facts | {"key": key, "at": now, "line": dict(line)} for key, line in lines.items()]
            if rows:
                connection.execute(insert(READING), rows)

    def last(self, flow: str, accounts: Collection[tuple[str, str]]) -> Sequence[KeptLine]:
        """Return what a flow read last of these accounts (site as it is known, and uid), in the order of their keys.

        Raises:
            LedgerError: The database failed.
        """
        wanted = set(accounts)
        uids = sorted({uid for _, uid in wanted})
        lines: list[KeptLine] = []
        with reading(self._engine) as connection:
            for some in (uids[at : at + _AT_ONCE] for at in range(0, len(uids), _AT_ONCE)):
                query = select(READING).where(READING.c.flow == flow, READING.c.uid.in_(some))
                lines += [_line(row) for row in connection.execute(query.order_by(READING.c.uid, READING.c.key))]
        return [line for line in lines if (line.site, line.uid) in wanted]

    def by_keys(self, flow: str, keys: Collection[str]) -> Sequence[KeptLine]:
        """Return what a flow read last of these things, whosever they are.

        Raises:
            LedgerError: The database failed.
        """
        wanted, lines = sorted(keys), list[KeptLine]()
        with reading(self._engine) as connection:
            for some in (wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE)):
                query = select(READING).where(READING.c.flow == flow, READING.c.key.in_(some))
                lines += [_line(row) for row in connection.execute(query.order_by(READING.c.uid, READING.c.key))]
        return lines


_AT_ONCE = 500


def _line(row: Any) -> KeptLine:
    return KeptLine(row.site, row.uid, row.account, row.key, row.at, row.batch, row.line)
