"""Orders and invoices as the API writes them on the wire."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sandbox.book import Book
from sandbox.courier_life import MAIL_TIME
from sandbox.courier_number import ems_number
from sandbox.nouns import Invoice, Language, Line, Order, Words
from sandbox.texts import STATUSES
from sandbox.words import ON_ITS_WAY, SIGNED_FOR

# Formats of a digital invoice's original.
FORMATS = ("pdf", "ofd", "xml")


class OrderForm:
    """Write the orders of one book in one language, as of one moment.

    Args:
        issue_after: How long a request stays in issuing.
    """

    def __init__(self, book: Book, language: Language, now: datetime, issue_after: timedelta) -> None:
        self._book, self._language, self._now, self._issue_after = book, language, now, issue_after

    def status(self, order: Order) -> str:
        """Return whether an order may be invoiced, or what became of it."""
        if self._book.left_fen(order):
            return "invoiceable" if order.opens_at <= self._now else "not-invoiceable"
        taking = next((invoice for invoice in self._book.invoices if order.id in invoice.takes), None)
        is_issuing = taking is not None and self._now < taking.applied_at + self._issue_after
        return "issuing" if is_issuing else "issued"

    def write(self, order: Order) -> dict[str, Any]:
        """Return one entry of ``EvaluateList``."""
        left_fen, status = self._book.left_fen(order), self.status(order)
        lines_fen = order.net_fen - order.fen
        return {
            "Id": order.id,
            "OutBizId": order.number,
            "BillId": order.bill_id,
            "Name": order.name.of(self._language),
            "Type": order.type.of(self._language),
            "BillCycle": order.cycle,
            "BizTime": order.time.isoformat(),
            "Entity": order.entity,
            "Status": status,
            "StatusText": STATUSES[status].of(self._language),
            "OriginalAmount": order.fen,
            "InvoicedAmount": order.net_fen - left_fen,
            "CanInvoiceAmount": left_fen - lines_fen if left_fen and status == "invoiceable" else 0,
            "Children": [self._write_line(line, is_open=status == "invoiceable") for line in order.lines],
        }

    def _write_line(self, line: Line, *, is_open: bool) -> dict[str, Any]:
        return {
            "Id": line.id,
            "OutBizId": line.number,
            "Name": line.name.of(self._language),
            "Type": line.type.of(self._language),
            "BizTime": line.time.isoformat(),
            "OriginalAmount": line.fen,
            "CanInvoiceAmount": line.fen if is_open else 0,
        }


class InvoiceForm:
    """Write invoices in one language, as of one moment."""

    def __init__(self, language: Language, now: datetime, issue_after: timedelta) -> None:
        self._language, self._now, self._issue_after = language, now, issue_after

    def status(self, invoice: Invoice) -> str:
        """Return the invoice's status."""
        if invoice.status:
            return invoice.status
        return "issued" if self._now >= self.issued_at(invoice) else "issuing"

    def issued_at(self, invoice: Invoice) -> datetime:
        """Return when the invoice is issued."""
        return invoice.applied_at + self._issue_after

    def files(self, invoice: Invoice) -> tuple[str, ...]:
        """Return the formats in which the original can be downloaded."""
        is_out = self.status(invoice) in ("issued", "returning", "reversed")
        return FORMATS if is_out and not invoice.is_paper else ()

    def write(self, invoice: Invoice) -> dict[str, Any]:
        """Return one entry of the list of invoices."""
        status = self.status(invoice)
        code, number = ("", "") if status == "issuing" else code_and_number(invoice)
        return {
            "Id": invoice.id,
            "AppliedAt": invoice.applied_at.isoformat(),
            "Title": invoice.title,
            "Type": invoice.kind,
            "Fen": invoice.fen,
            "InvoiceNo": number,
            "InvoiceCode": code,
            "Status": status,
            "Orders": list(invoice.orders),
            "Remark": invoice.remark,
            "Medium": "paper" if invoice.is_paper else "digital",
        }

    def write_detail(self, invoice: Invoice) -> dict[str, Any]:
        """Return everything about one invoice."""
        is_out = self.status(invoice) != "issuing"
        issued_at = self.issued_at(invoice)
        tracking_no, mail_state = self._parcel(invoice, issued_at) if is_out else ("", Words("", ""))
        return {
            **self.write(invoice),
            "Tax": invoice.tax_fen,
            "RegisterNo": invoice.tax_no,
            "IssuedAt": issued_at.isoformat() if is_out else "",
            "Courier": "EMS" if tracking_no else "",
            "TrackingNo": tracking_no,
            "MailState": mail_state.of(self._language),
            "Emails": list(invoice.emails),
            "ReturnedAt": _iso(invoice.returned_at),
            "ReversedAt": _iso(invoice.reversed_at) if invoice.status == "reversed" else "",
            "Files": list(self.files(invoice)),
        }

    def _parcel(self, invoice: Invoice, issued_at: datetime) -> tuple[str, Words]:
        if not invoice.is_paper or invoice.tracking_no:
            return invoice.tracking_no, invoice.mail_state
        return tracking_number(invoice), SIGNED_FOR if self._now >= issued_at + MAIL_TIME else ON_ITS_WAY


def tracking_number(invoice: Invoice) -> str:
    """Return the number of the parcel that brings a paper invoice; that of a new one follows from its application."""
    return invoice.tracking_no or ems_number(int(_digits_of(invoice, 12)))


def code_and_number(invoice: Invoice) -> tuple[str, str]:
    """Return invoice code and number; those of a new invoice follow from its application number.

    Source: paper special 10-digit code, paper general 12, both 8-digit number; digital (数电) 20-digit number, no code.
    """
    if invoice.number:
        return invoice.code, invoice.number
    if not invoice.is_paper:
        return "", f"{invoice.applied_at:%y}33{_digits_of(invoice, 16)}"
    return "33" + _digits_of(invoice, 8 if invoice.kind == "paper-special" else 10), _digits_of(invoice, 8)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _digits_of(invoice: Invoice, count: int) -> str:
    """Return that many digits that go with an application number."""
    return f"{int(invoice.id[1:]) * 7_368_787 % 10**count:0{count}d}"
