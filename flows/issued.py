"""Invoices as the console shows them: a line of its list, and all facts of one."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, field_validator

from agent.flow import Column, Console, DraftMismatchError, Mailed, RefusedError, Row, page_day, page_fen
from flows.invoice import InvoiceKind, Words

STATES = ("issuing", "issued", "returning", "reversed", "voided")
_NONE = ("", "-", "\u2014", "--")


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class InvoiceLine(_Line):
    """One line of the console's list: a request, and the invoice that was made of it."""

    application: str
    """Number of the request."""
    requested_at: str
    """When it was requested, as the console shows it."""
    title: str
    """Invoice title (抬头)."""
    kind: InvoiceKind | None
    """Kind of invoice; empty if the catalog does not know the console's word."""
    fen: int
    """Amount in fen."""
    number: str
    """Invoice number; empty until it is issued."""
    orders: tuple[str, ...]
    """Orders that it is for."""
    remark: str
    """Remark on the invoice."""
    state: str
    """issuing, issued, returning, reversed, voided; else the console's own word."""


class InvoiceFacts(InvoiceLine):
    """All that the console's details tell of one invoice."""

    code: str
    """Invoice code; a digital one has none."""
    issued_on: date | None
    """Date of issue, Asia/Shanghai."""
    tax_fen: int | None
    """Tax in fen."""
    tax_number: str
    """Unified social credit code of the title."""
    courier: str
    """Courier of a paper invoice."""
    tracking: Annotated[str, Mailed("number")]
    """Courier's number."""
    mail: str
    """How far the parcel is, as the console says."""


class InvoiceFilter(BaseModel):
    """Which invoices; all of them if nothing is said."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    state: Annotated[
        str, Column("发票状态", "只看此状态：issuing、issued、returning、reversed 或 voided。", "issued")
    ] = ""
    """Only those in this state: issuing, issued, returning, reversed or voided."""
    number: Annotated[Words, Column("发票号码", "只看这些发票号码或申请编号，用逗号分隔。")] = ()
    """Only these invoice numbers or request numbers, separated by commas."""
    if_there: Annotated[bool, Column("允许缺少", "跳过账号没有的号码；否则有一个不存在就拒绝（是或否）。")] = False
    """Leave out numbers that the account does not have; otherwise one of them is refused."""

    @field_validator("state")
    @classmethod
    def _check_state(cls, state: str) -> str:
        if state and state not in STATES:
            raise ValueError(f"{state!r} is no state of an invoice; it is one of {', '.join(STATES)}")
        return state

    def fits(self, line: InvoiceLine) -> bool:
        """Tell whether a line is meant."""
        is_named = not self.number or line.number in self.number or line.application in self.number
        return is_named and self.state in ("", line.state)


def shown(text: str) -> str:
    """Return a value, or nothing where the console shows that there is none."""
    return "" if text.strip() in _NONE else text.strip()


async def read_lines(console: Console) -> list[InvoiceLine]:
    """Return all lines of the console's list, newest first."""
    await console.open("invoice_records")
    return [line_of(row) async for row in console.rows("invoice_records.table")]


async def find_invoice(console: Console, number: str) -> InvoiceLine:
    """Return the line of an invoice by its number.

    Raises:
        RefusedError: The console does not list it.
    """
    await console.open("invoice_records")
    async for row in console.rows("invoice_records.table"):
        if shown(row["invoice"]) == number:
            return line_of(row)
    raise RefusedError(f"this account has no invoice {number}")


async def read_facts(console: Console, line: InvoiceLine) -> InvoiceFacts:
    """Return all that the console tells of one line, from its details.

    Raises:
        DraftMismatchError: The details are another one's.
    """
    await console.open("invoice_records")
    await console.click_row("invoice_records.table", line.application, "details")
    await console.ready("invoice_details")
    facts = await console.facts("invoice_details.facts")
    if facts["application"] != line.application:
        raise DraftMismatchError("application", line.application, facts["application"])
    tax, issued_on = shown(facts.get("tax")), shown(facts.get("issued_on"))
    return InvoiceFacts(
        **dict(line),
        code=shown(facts.get("code")),
        issued_on=page_day(issued_on) if issued_on else None,
        tax_fen=page_fen(tax) if tax else None,
        tax_number=shown(facts.get("tax_number")),
        courier=shown(facts.get("courier")),
        tracking=shown(facts.get("tracking")),
        mail=shown(facts.get("mail")),
    )


def line_of(row: Row) -> InvoiceLine:
    """Return a row of the list."""
    return InvoiceLine(
        application=row["number"],
        requested_at=row.get("time"),
        title=row["title"],
        kind=InvoiceKind(row.word("kind")) if row.word("kind") else None,
        fen=row.fen("amount"),
        number=shown(row["invoice"]),
        orders=tuple(row.list("orders")),
        remark=shown(row["remark"]),
        state=row.word("state") or row["state"],
    )
