"""What tests of issued invoices ask the stand-in for, and what they send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import httpx

from tests.unit.sandbox_site import Json, Visitor

TRACKING_NO = "1234567890123"


def rows(visitor: Visitor, **wanted: Any) -> list[Json]:
    """Return the invoices of an account that are as wanted, newest first."""
    listed = visitor.call("ListInvoices", PageSize=300)["Invoice"]
    return [row for row in listed if all(row[name] == value for name, value in wanted.items())]


def issued(visitor: Visitor, kind: str) -> Json:
    """Return the newest issued invoice of a kind."""
    return rows(visitor, Type=kind, Status="issued")[0]


def row_of(visitor: Visitor, id_: str) -> Json:
    """Return an invoice as the list has it."""
    (row,) = rows(visitor, Id=id_)
    return row


def age_of(visitor: Visitor, row: Json) -> int:
    """Return how many days ago an invoice was issued."""
    now = datetime.fromisoformat(visitor.site.control("GET", "/clock")["now"])
    return (now.date() - issued_on(visitor, row)).days


def issued_on(visitor: Visitor, row: Json) -> date:
    """Return the day of issue, in China."""
    return datetime.fromisoformat(visitor.call("GetInvoice", Id=row["Id"])["IssuedAt"]).date()


def give_back(row: Json, **changes: Any) -> Json:
    """Return the parameters of a return that the console takes, unless changed."""
    form: Json = {"Id": row["Id"], "Reason": "issue-error", "Remark": "FP-9", "Posted": False}
    if row["Medium"] == "paper":
        form |= {"Courier": "EMS", "TrackingNo": TRACKING_NO}
    return form | changes


def download(visitor: Visitor, id_: str, form: str) -> httpx.Response:
    """Ask for the original of an invoice."""
    return visitor.http.get(f"{visitor.site.console}/invoice/file", params={"id": id_, "format": form})
