"""Exchange an invoice (换开): return it, and once it is reversed request another one for the same orders.

Opens: invoice_records, invoice_details, invoice_return, invoice_issue, invoice_confirm.
Writes: one return; in a later job one invoice request, which names the invoice it takes the place of.
Source: FAQ "How do I return or exchange an invoice?", 2026-01-15.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator

from agent.flow import Column, Console, Draft, Flow, Receipt, RefusedError, Submit
from flows.invoice import InvoiceKind, InvoiceRequest, Words, optional_kind
from flows.issued import InvoiceLine, read_lines
from flows.requesting import UNDONE, fill_request
from flows.returning import Returning, fill_return

_WAITS = "the new one is requested once the console has reversed it"


class Exchange(Returning):
    """One invoice that is exchanged; what is not said is as the console offers it."""

    type: Annotated[
        InvoiceKind | None,
        BeforeValidator(optional_kind),
        Column("发票类型", "新发票的类型；不填则优先专用发票，控制台不提供时为普通发票。", "digital-general"),
    ] = None
    """Kind of the new invoice; if empty, the special one where the console offers it, else the general one."""
    emails: Annotated[Words, Column("收票邮箱", "接收新数电发票的邮箱，用逗号分隔。")] = ()
    """Mailboxes that receive the new invoice, separated by commas; for a digital one."""
    address: Annotated[str, Column("邮寄地址", "新发票为纸质时：控制台某个地址中的文字。")] = ""
    """For a new one on paper: text that occurs in one of the addresses kept in the console."""
    new_remark: Annotated[str, Column("新发票备注", "印在新发票上的备注，位于原发票号码之前。")] = ""
    """Remark that is printed on the new invoice, before the number of the old one."""

    @property
    def reference(self) -> str:
        """Return what the new request is known by."""
        return f"EX-{self.number}"


class _Step(Exchange):
    """One of the two steps of an exchange, as it is looked for after its click."""

    step: Literal["returned", "requested"]


class ExchangeInvoice(Flow[Exchange]):
    """Exchange an invoice: return it, then, in a later job, request it anew with what was changed."""

    name = "exchange-invoice"
    key = ("number",)
    submit = Submit(click="invoice_return.ok", settled="invoice_return.done")
    request = Submit(click="invoice_confirm.submit", settled="invoice_confirm.done")

    @classmethod
    def submit_of(cls, draft: Draft) -> Submit:
        """Return the click of the step that a draft belongs to."""
        return cls.request if "requested" in draft.key else cls.submit

    @classmethod
    def narrowed(cls, job: Exchange, key: Mapping[str, Sequence[str]]) -> Exchange:
        """Return the step, and the invoice, that a key stands for."""
        step = next(iter(key))
        return _Step.model_construct(**{**vars(job), "number": key[step][0], "step": step})

    async def probe(self, console: Console, job: Exchange) -> Receipt | None:
        """Return the new request; or the return, as long as the new one has to wait for it."""
        lines, step = await read_lines(console), job.step if isinstance(job, _Step) else ""
        if step != "returned":
            for line in lines:
                if job.reference in line.remark.split() and line.state not in UNDONE:
                    return Receipt(number=line.application, state=line.state, fen=line.fen)
        old = _line(lines, job.number)
        if step == "requested" or old is None:
            return None
        is_waiting = old.state == "returning" or (old.state == "reversed" and step == "returned")
        return Receipt(number=old.number, state=old.state, fen=old.fen, rest=_WAITS) if is_waiting else None

    async def fill(self, console: Console, job: Exchange) -> Draft:
        """Fill in the return; or, for an invoice that is reversed, the new request."""
        old = _line(await read_lines(console), job.number)
        if old is None:
            raise RefusedError(f"this account has no invoice {job.number}")
        if old.state != "reversed":
            draft = await fill_return(console, job)
            return draft.model_copy(update={"key": {"returned": [job.number]}})
        wanted = InvoiceRequest(
            orders=old.orders,
            type=job.type,
            emails=job.emails,
            address=job.address,
            remark=job.new_remark,
            reference=job.reference,
        )
        draft = await fill_request(console, wanted)
        fields = {"replaces": job.number, **draft.fields}
        return draft.model_copy(update={"key": {"requested": [job.number]}, "fields": fields})


def _line(lines: Sequence[InvoiceLine], number: str) -> InvoiceLine | None:
    return next((line for line in lines if line.number == number), None)
