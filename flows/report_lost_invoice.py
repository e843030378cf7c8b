"""Report a lost invoice (发票丢失) by ticket, as the vendor's rules say for its kind and age.

Opens: invoice_records, invoice_details, ticket_create, tickets.
Writes: one ticket for each invoice and kind of request.
Source: FAQ "What to do if a general VAT invoice is lost" and "... a special VAT invoice is lost", 2026-01-15.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from agent.flow import (
    Column,
    Console,
    Draft,
    DraftMismatchError,
    Flow,
    Mailed,
    Receipt,
    RefusedError,
    Submit,
    yuan_text,
)
from flows.invoice import Fen, optional_amount
from flows.issued import InvoiceFacts, find_invoice, read_facts
from flows.number import InvoiceCode, InvoiceNumber, OptionalMobile, ParcelNumber
from flows.rules import Step, Verdict, load_rules, lost
from flows.ticketing import Ticket, fill_ticket, find_ticket

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_COPY, _STUB = "copy", "stub"


class LostReport(BaseModel):
    """One lost invoice; number, day and amount in the ticket come from the console's details."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    number: Annotated[InvoiceNumber, Column("发票号码", "发票详情中的 8 位号码。", "12345678")]
    """Invoice number: the 8 digits of the details."""
    total: Annotated[
        Fen | None, BeforeValidator(optional_amount), Column("预期金额", "您预期的金额，单位元；不同时不提交。")
    ] = None
    """Amount in yuan that you expect; where the console shows another, nothing is sent."""
    code: Annotated[InvoiceCode, Column("发票代码", "您预期的 10 或 12 位代码；不知道就不填。")] = ""
    """Invoice code that you expect (10 or 12 digits); leave it empty if you do not know it."""
    certificate_parcel: Annotated[
        ParcelNumber,
        Mailed("number"),
        Column("证明快递单号", "抵扣期内的专用发票：已寄出的盖章遗失证明的 EMS 单号。"),
    ] = ""
    """Special invoice within the period for deduction: EMS number of the stamped lost certificate, mailed before."""
    has_stub: Annotated[bool, Column("索取存根联", "索取存根联复印件，需填收件人、手机号、邮寄地址（是或否）。")] = (
        False
    )
    """Ask for a copy of the stub (存根联) by mail: needs recipient, mobile and address (yes or no)."""
    recipient: Annotated[str, Field(max_length=50), Column("收件人", "存根联复印件的收件人，只写入机密信息。")] = ""
    """For a stub copy: contact name; only in the ticket's confidential block."""
    mobile: Annotated[OptionalMobile, Column("手机号", "收件人的 11 位手机号，只写入机密信息。")] = ""
    """For a stub copy: mobile number of mainland China; only in the confidential block."""
    address: Annotated[str, Field(max_length=200), Column("邮寄地址", "存根联复印件的收件地址，只写入机密信息。")] = ""
    """For a stub copy: where it is mailed to; only in the confidential block."""

    @model_validator(mode="after")
    def _check_stub(self) -> LostReport:
        missing = [name for name in ("recipient", "mobile", "address") if not getattr(self, name)]
        if self.has_stub and missing:
            raise ValueError(f"a copy of the stub is mailed: give {', '.join(missing)} too")
        if not self.has_stub and len(missing) < 3:
            raise ValueError(
                "recipient, mobile and address are for a copy of the stub; set has_stub, or leave them out"
            )
        return self

    @property
    def reference(self) -> str:
        """Return what the ticket is known by."""
        return f"lost-{self.number}-{_STUB if self.has_stub else _COPY}"


class ReportLostInvoice(Flow[LostReport]):
    """Report a lost invoice by ticket: looked up, judged by the rules, filled in."""

    name = "report-lost-invoice"
    key = ("reference",)
    submit = Submit(click="ticket_create.submit", settled="ticket_create.done")

    @classmethod
    def narrowed(cls, job: LostReport, key: Mapping[str, Sequence[str]]) -> LostReport:
        """Return the report that a key stands for."""
        _, number, want = key["reference"][0].split("-")
        return job.model_copy(update={"number": number, "has_stub": want == _STUB})

    async def probe(self, console: Console, job: LostReport) -> Receipt | None:
        """Return the ticket for this invoice and kind of request, if the console lists one."""
        return await find_ticket(console, job.reference)

    async def fill(self, console: Console, job: LostReport) -> Draft:
        """Look the invoice up, judge it by the rules, and fill in the ticket; nothing is sent."""
        facts = await read_facts(console, await find_invoice(console, job.number))
        _hold_against(job, facts)
        verdict = _verdict(job, facts)
        is_chinese = console.locale == "zh-CN"
        ticket = Ticket(
            product="finance",
            issue="invoice",
            title="发票丢失" if is_chinese else "Lost invoice",
            reference=job.reference,
            description=_description(job, facts, verdict, is_chinese=is_chinese),
            confidential=_confidential(job, is_chinese=is_chinese),
        )
        return await fill_ticket(console, ticket, key={"reference": [job.reference]})


def _hold_against(job: LostReport, facts: InvoiceFacts) -> None:
    """Hold what the console shows against what is expected."""
    if job.total not in (None, facts.fen):
        raise DraftMismatchError("total", yuan_text(job.total), yuan_text(facts.fen))
    if job.code not in ("", facts.code):
        raise DraftMismatchError("code", job.code, facts.code or "none")


def _verdict(job: LostReport, facts: InvoiceFacts) -> Verdict:
    """Return how it goes on.

    Raises:
        RefusedError: The rules say that it cannot be reported, or that something has to be done before.
    """
    if facts.kind is None or facts.issued_on is None:
        raise RefusedError(f"the details of invoice {job.number} do not tell its kind and day of issue")
    verdict = lost(facts.kind, facts.issued_on, datetime.now(_SHANGHAI).date(), load_rules())
    if verdict.refusal:
        raise RefusedError(f"invoice {job.number}: {verdict.refusal}")
    if Step.CERTIFICATE in verdict.steps and not job.certificate_parcel:
        raise RefusedError(
            f"invoice {job.number} is within its period for deduction (until {verdict.last_day}): make the lost "
            f"certificate (fapiao certificate {job.number}), stamp and mail it, and give certificate_parcel"
        )
    return verdict


def _description(job: LostReport, facts: InvoiceFacts, verdict: Verdict, *, is_chinese: bool) -> str:
    """Return the text of the ticket."""
    day, amount = f"{facts.issued_on:%Y-%m-%d}", yuan_text(facts.fen)
    if is_chinese:
        lines = ["发票丢失，申请处理。", f"开票日期：{day}", f"发票号码：{job.number}", f"发票金额：{amount} 元"]
        lines += [f"发票代码：{facts.code}"] * bool(facts.code)
        lines += ["已超过 180 天，申请发票复印件或扫描件。"] * (Step.COPY_ONLY in verdict.steps)
        lines += [f"加盖公章的遗失证明已寄出，EMS 单号：{job.certificate_parcel}"] * bool(job.certificate_parcel)
        lines += ["需要存根联复印件，收件信息见机密信息。"] * job.has_stub
        return "\n".join(lines)
    lines = ["An invoice is lost.", f"Issue date: {day}", f"Invoice number: {job.number}", f"Amount: {amount} yuan"]
    lines += [f"Invoice code: {facts.code}"] * bool(facts.code)
    lines += ["Over 180 days old: please provide a photocopy or a scan."] * (Step.COPY_ONLY in verdict.steps)
    lines += [f"The stamped lost certificate was mailed, EMS {job.certificate_parcel}."] * bool(job.certificate_parcel)
    lines += ["A copy of the stub is needed; see the confidential information for the address."] * job.has_stub
    return "\n".join(lines)


def _confidential(job: LostReport, *, is_chinese: bool) -> str:
    """Return what only the support may read."""
    if not job.has_stub:
        return ""
    words = ("收件人", "手机", "收件地址") if is_chinese else ("Recipient", "Mobile", "Address")
    return "\n".join(
        f"{word}: {text}" for word, text in zip(words, (job.recipient, job.mobile, job.address), strict=True)
    )
