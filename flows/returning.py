"""Filling in a return (退票): what flows that return an invoice have in common.

Opens: invoice_records, invoice_details, invoice_return.
Source: FAQ "How do I return or exchange an invoice?", 2026-01-15; for the new pages the vendor's help "reinvoicing".
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from agent.flow import Column, Console, Draft, DraftMismatchError, Mailed, RefusedError, yuan_text
from flows.invoice import Fen, InvoiceKind, optional_amount
from flows.issued import InvoiceFacts, find_invoice, read_facts
from flows.number import InvoiceNumber, ParcelNumber, bare
from flows.proof import ProofFile
from flows.rules import load_rules, returned

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_REMARK_LIMIT = 200
_ON_DELIVERY = re.compile(r"到付|货到付款|cash on delivery|\bC\.?O\.?D\b", re.IGNORECASE)


class Reason(StrEnum):
    """Why an invoice is returned; the tax bureau's four reasons."""

    ISSUE_ERROR = "issue-error"
    SALES_RETURN = "sales-return"
    DISCOUNT = "discount"
    OTHER = "other"


class Returning(BaseModel):
    """One invoice that is returned."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    number: Annotated[InvoiceNumber, Column("发票号码", "纸质发票 8 位，数电发票 20 位。", "26332000000012345678")]
    """Invoice number: 8 digits on paper, 20 digits if digital."""
    reason: Annotated[
        Reason,
        Column(
            "退票原因", "issue-error 开票有误、sales-return 销货退回、discount 销售折让、other 其他。", "issue-error"
        ),
    ]
    """Why: issue-error (开票有误), sales-return (销货退回/服务中止), discount (销售折让) or other (其他)."""
    courier: Annotated[
        str, Field(max_length=20), Column("快递公司", "纸质发票：寄回所用的快递，邮费自付，不接受到付。")
    ] = "EMS"
    """For paper: who carries the invoice back; the postage is yours."""
    parcel: Annotated[ParcelNumber, Mailed("number"), Column("快递单号", "纸质发票：寄回全部联次的快递单号。")] = ""
    """For paper: tracking number of the parcel in which all parts of the invoice were mailed back."""
    is_posted: Annotated[bool, Column("已入账", "购方已认证或已入账（是或否）。")] = False
    """The invoice was verified, or entered into the books, by its buyer (yes or no)."""
    red_number: Annotated[str, Field(max_length=40), Column("红字确认单编号", "已入账且为新版页面时填写。")] = ""
    """For a posted one on the new pages: number of the red-letter confirmation form (红字确认单编号)."""
    red_form: Annotated[
        ProofFile | None, Column("红字信息表", "已认证的纸质专用发票：红字信息表文件，PDF、PNG 或 JPEG。")
    ] = None
    """For a verified special one on paper: file of the Red-letter Special VAT Invoice Information Form (红字信息表)."""
    total: Annotated[
        Fen | None, BeforeValidator(optional_amount), Column("预期金额", "您预期的金额，单位元；不同时不提交。")
    ] = None
    """Amount in yuan that you expect; where the console shows another, nothing is sent."""
    remark: Annotated[str, Field(max_length=_REMARK_LIMIT), Column("备注", "给供应商的备注，最多 200 字。")] = ""
    """Remark for the vendor."""

    @field_validator("red_form", mode="before")
    @classmethod
    def _optional(cls, value: object) -> object:
        return value or None

    @model_validator(mode="after")
    def _check_postage(self) -> Returning:
        if _ON_DELIVERY.search(f"{self.courier} {self.remark}"):
            raise ValueError("the vendor accepts no cash on delivery (到付); pay the postage and leave that out")
        return self

    @property
    def remark_text(self) -> str:
        """Return the remark; that of a posted invoice has to hold the invoice's number."""
        if not self.is_posted or self.number in bare_text(self.remark):
            return self.remark
        return f"{self.remark} 原发票号码 {self.number}".strip()


def bare_text(text: str) -> str:
    """Return a text without blanks and hyphens."""
    return str(bare(text))


async def fill_return(console: Console, job: Returning) -> Draft:
    """Open the dialog for an invoice and fill it in; nothing is sent.

    Raises:
        RefusedError: The vendor's rules, or the console, do not let it be returned.
        DraftMismatchError: It has another amount than what is expected.
    """
    line = await find_invoice(console, job.number)
    if job.total not in (None, line.fen):
        raise DraftMismatchError("total", yuan_text(job.total), yuan_text(line.fen))
    facts = await read_facts(console, line)
    _refuse(job, facts, datetime.now(_SHANGHAI).date())
    await console.open("invoice_records")
    await console.click_row("invoice_records.table", line.application, "return")
    await console.ready("invoice_return")
    await _posting(console, job)
    await console.choose("invoice_return.reason", job.reason)
    if facts.kind is not None and facts.kind.is_paper:
        await _parcel(console, job, facts.kind)
    if job.remark_text:
        await console.fill("invoice_return.remark", job.remark_text)
    text = await console.read("invoice_return.text")
    if job.number not in text:
        raise DraftMismatchError("invoice", job.number, text)
    shown = ("text", "posting", "reason", "red_number", "courier", "tracking", "form_end", "address", "remark")
    draft = await console.draft("invoice_return", *shown, key={"number": [job.number]})
    return draft.model_copy(update={"fen": line.fen})


def _refuse(job: Returning, facts: InvoiceFacts, today: date) -> None:
    """Refuse what the vendor's rules do not allow, or what an invoice of this kind cannot have."""
    kind, number = facts.kind, job.number
    if kind is None or facts.issued_on is None:
        raise RefusedError(f"the details of invoice {number} do not tell its kind and day of issue")
    if kind.is_paper and not job.parcel:
        raise RefusedError(f"invoice {number} is on paper: mail it back and give the parcel's number (parcel)")
    if not kind.is_paper and job.parcel:
        raise RefusedError(f"invoice {number} is digital: nothing is mailed; leave the parcel out")
    has_form = bool(job.red_form or job.red_number)
    verdict = returned(kind, facts.issued_on, today, load_rules(), is_verified=job.is_posted, has_form=has_form)
    if verdict.refusal:
        raise RefusedError(f"invoice {number} cannot be returned: {verdict.refusal}")


async def _posting(console: Console, job: Returning) -> None:
    """Say whether the invoice was entered into the books, where the page asks that."""
    if not await console.has("invoice_return.posting"):
        return
    await console.choose("invoice_return.posting", "posted" if job.is_posted else "not-posted")
    if job.is_posted:
        if not job.red_number:
            raise RefusedError("the page asks for the number of the red-letter confirmation form; give red_number")
        await console.fill("invoice_return.red_number", job.red_number)


async def _parcel(console: Console, job: Returning, kind: InvoiceKind) -> None:
    """Say how the paper comes back, and prove that the buyer's verification was taken back."""
    await console.fill("invoice_return.courier", job.courier)
    await console.fill("invoice_return.tracking", job.parcel)
    if kind is not InvoiceKind.PAPER_SPECIAL or not job.is_posted:
        return
    if job.red_form is None:
        raise RefusedError("the page asks for the file of the Red-letter Special VAT Invoice Form; give red_form")
    await console.tick("invoice_return.verified")
    await console.attach("invoice_return.form", job.red_form)
    await console.read("invoice_return.form_end")
    if await console.has("invoice_return.form_refused"):
        why = await console.read("invoice_return.form_refused")
        raise RefusedError(f"the console does not take {job.red_form.name}", why)
