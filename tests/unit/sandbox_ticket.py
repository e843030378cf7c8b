"""What tests of tickets send, and what they look at."""

from __future__ import annotations

from typing import Any

from tests.unit.sandbox_site import Json, Visitor

DESCRIPTION = "普通发票遗失。开票日期：2026-03-05，发票号码：12345678，金额：1200.00 元。"


def form(**changes: Any) -> Json:
    """Return the parameters of a ticket that the console takes."""
    return {
        "Product": "finance",
        "Issue": "invoice",
        "Title": "发票遗失",
        "Description": DESCRIPTION,
        "Priority": "normal",
        "Attachments": [],
        "Confidential": "王小明 13812345678",
        "Mobile": "13812345678",
        "Email": "ap@example.com",
    } | changes


def submitted(visitor: Visitor, **changes: Any) -> str:
    """Submit a ticket; return its id."""
    return str(visitor.call("CreateTicket", **form(**changes))["TicketId"])


def asked(visitor: Visitor) -> str:
    """Submit tickets until there is one that the support asks about; return its id."""
    return next(id_ for id_ in (submitted(visitor), submitted(visitor)) if int(id_, 36) % 2 == 0)


def ticket(visitor: Visitor, id_: str) -> Json:
    """Return everything that the console tells of a ticket."""
    return visitor.call("GetTicket", Id=id_)


def listed(visitor: Visitor, **wanted: Any) -> list[Json]:
    """Return the rows of the list of tickets."""
    rows: list[Json] = visitor.call("ListTickets", **wanted)["Ticket"]
    return rows
