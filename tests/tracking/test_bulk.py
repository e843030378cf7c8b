"""Many rows in one statement: what comes out of the database is what went in, on both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from agent.database.bulk import insert_rows
from agent.database.schema import PARCEL
from agent.tracking.entry import NEW
from tests.tracking.shelf import NUMBER, OTHER, START, Shelf

TEXTS = ("", 'a "quote", a \\ and a \'', "【杭州市】王小明", "😀 \t\n", "$[0]", "null", "0123", "1e5")


def put(shelf: Shelf, rows: list[dict[str, Any]], **fixed: Any) -> list[Any]:
    """Insert rows and return all that are there then."""
    with shelf.engine.begin() as connection:
        insert_rows(connection, PARCEL, rows, **fixed)
        return list(connection.execute(select(PARCEL).order_by(PARCEL.c.number)))


def test_values_of_every_kind_come_back_as_they_went_in(shelf: Shelf) -> None:
    at = datetime(2026, 11, 3, 2, 5, 7, 123456, tzinfo=UTC)
    rows = [
        NEW
        | {"number": f"{place}", "label": text, "due_at": at if place % 2 else None, "wait_s": place / 3}
        | {"is_confirmed": bool(place % 2), "fails": place, "asked": [text, at.isoformat()] * (place % 3)}
        for place, text in enumerate(TEXTS)
    ]
    found = put(shelf, rows, carrier="ems", added_at=at - timedelta(days=1))
    assert [{name: getattr(row, name) for name in rows[0]} for row in found] == rows
    assert {(row.carrier, row.added_at) for row in found} == {("ems", at - timedelta(days=1))}


def test_no_rows_are_no_statement(shelf: Shelf) -> None:
    assert put(shelf, []) == []


def test_row_that_may_not_be_leaves_out_all_of_them(shelf: Shelf) -> None:
    rows = [NEW | {"number": number, "label": ""} for number in (NUMBER, OTHER, NUMBER)]
    with pytest.raises(IntegrityError):
        put(shelf, rows, carrier="ems", added_at=START)
    assert put(shelf, []) == []
