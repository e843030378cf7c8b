"""Many new rows at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, Text, bindparam, func, insert, select

from agent.database.address import is_sqlite
from agent.database.fault import in_the_middle

_MANY = 200


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], **fixed: Any) -> None:
    """Insert rows that all have the same columns, none of them bytes.

    Args:
        fixed: Columns that are the same in all rows.
    """
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [{**fixed, **row} for row in rows])
        return
    # The driver's way takes twice as long, and half of that hands the interpreter over to other threads at each row.
    names, dialect = tuple(rows[0]), connection.dialect
    stored = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    columns = [
        [process(row[name]) for row in rows] if process else [row[name] for row in rows]
        for name, process in zip(names, stored, strict=True)
    ]
    lines = json.dumps(list(zip(*columns, strict=True)), ensure_ascii=False)
    connection.execute(_from_json(table, names, tuple(fixed)), fixed | {"_rows": lines})


def count_rows(engine: Engine, table: str, added: int) -> None:
    """Let Postgres count a table's rows after many were added.

    Until it has, it takes the table for a small one and reads all of it for each question; by itself it counts once a
    minute only.

    Raises:
        LedgerError: The database failed.
    """
    if added < _MANY or is_sqlite(engine.url):
        return
    with in_the_middle(engine.url), engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(f"ANALYZE {table}")


@lru_cache
def _from_json(table: Table, names: tuple[str, ...], fixed: tuple[str, ...]) -> Insert:
    """Return an insert that takes its rows from the text of a JSON list of lists."""
    each = func.json_each(bindparam("_rows", type_=Text)).table_valued("value")
    same = [bindparam(name, type_=table.c[name].type) for name in fixed]
    told = [func.json_extract(each.c.value, f"$[{place}]") for place in range(len(names))]
    return insert(table).from_select([*fixed, *names], select(*same, *told).select_from(each))
