"""Nouns and formats of invoices (发票): kinds, amounts, and what a request for one (申请开票) consists of.

Source: FAQ "How do I request an invoice?", 2026-01-15; limit of the e-mail field: ApplyInvoice of the BSS API.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from agent.flow import Column
from flows.email import check_email

EMAILS_LIMIT = 200
REMARK_LIMIT = 200
YUAN_DIGITS = 12

_SEPARATORS = re.compile(r"[\s,;\u3001]+")
_ORDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_MONTH = re.compile(r"(20[0-9]{2})-?(0[1-9]|1[0-2])")
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{4,40}")
_AMOUNT = re.compile(r"(?P<yuan>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<decimals>[0-9]+))?")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5, 0x2212: 0x2D}
_SELECTIONS = ("orders", "month", "amount", "all_invoiceable")

T = TypeVar("T")


class InvoiceKind(StrEnum):
    """The console's kinds of invoice: digital (数电) or paper (纸质), general (普通) or special VAT (专用)."""

    DIGITAL_GENERAL = "digital-general"
    DIGITAL_SPECIAL = "digital-special"
    PAPER_GENERAL = "paper-general"
    PAPER_SPECIAL = "paper-special"

    @property
    def is_paper(self) -> bool:
        """Tell whether it comes by courier."""
        return self in (InvoiceKind.PAPER_GENERAL, InvoiceKind.PAPER_SPECIAL)


def parse_amount(text: str) -> int:
    """Return a person's amount in yuan (``1234.5``, ``1,234.50``, a leading yuan sign, full-width digits) as fen.

    Raises:
        ValueError: It is empty, negative, zero, too large, has more than two decimals, or is no amount.
    """
    fen = _fen(_unsigned(text), text)
    if _narrow(text).lstrip("\xa5 ").startswith("-"):
        raise ValueError(f"{text!r} is negative; an invoice is for more than zero")
    if fen == 0:
        raise ValueError(f"{text!r} is zero; an invoice is for more than zero")
    return fen


def parse_page_amount(text: str) -> int:
    """Return an amount as the console shows it (``¥1,234.50``, ``-¥12.00``, ``¥-12.00``) in fen, of any sign.

    Raises:
        ValueError: It is no amount.
    """
    fen = _fen(_unsigned(text), text)
    return -fen if "-" in _narrow(text) else fen


def _narrow(text: str) -> str:
    return text.translate(_FULL_WIDTH).strip()


def _unsigned(text: str) -> str:
    """Return the digits of an amount: one yuan sign and one minus are taken off, in either order."""
    return re.sub(r"^(?:-\s*\xa5?|\xa5\s*-?)\s*", "", _narrow(text))


def _fen(bare: str, text: str) -> int:
    match = _AMOUNT.fullmatch(bare)
    if not bare:
        raise ValueError("no amount is given; write it in yuan, as 1234.50")
    if match is None:
        if re.fullmatch(r"[0-9.,]*[0-9][0-9.,]*", bare):
            raise ValueError(f"{text!r} has a comma or point in the wrong place; write 1234.50 or 1,234.50")
        raise ValueError(f"{text!r} is no amount; write it in yuan, digits only, as 1234.50")
    yuan, decimals = match["yuan"].replace(",", ""), match["decimals"] or ""
    if len(decimals) > 2:
        raise ValueError(f"{text!r} has {len(decimals)} decimals; an amount has at most 2")
    if len(yuan.lstrip("0")) > YUAN_DIGITS:
        raise ValueError(f"{text!r} is too large; at most {YUAN_DIGITS} digits before the point")
    return int(yuan) * 100 + int(decimals.ljust(2, "0"))


def _amount(value: Any) -> Any:
    """Read text as yuan; an integer is fen already, as a kept request has it."""
    return parse_amount(value) if isinstance(value, str) else value


def _word(value: Any) -> Any:
    return _narrow(value).casefold() if isinstance(value, str) else value


def _words(value: Any) -> Any:
    """Split text at commas, semicolons, Chinese commas and blanks."""
    return tuple(filter(None, _SEPARATORS.split(_narrow(value)))) if isinstance(value, str) else value


def _optional(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """Let an empty text stand for none."""
    return lambda value: None if value is None or (isinstance(value, str) and not value.strip()) else read(value)


optional_amount = _optional(_amount)
"""Reads an amount in yuan, which may be empty."""
optional_kind = _optional(_word)
"""Reads a kind of invoice, which may be empty."""


def _spoken(field: str) -> str:
    """Return a field as both a column and an option may be called."""
    return field.replace("_", "-")


def _no_repeats(words: tuple[str, ...], what: str) -> None:
    repeated = sorted({word for word in words if words.count(word) > 1})
    if repeated:
        raise ValueError(f"{what} {', '.join(repeated)} is given more than once; name each once")


Fen = Annotated[int, Field(strict=True, gt=0)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


class InvoiceRequest(BaseModel):
    """One request for an invoice: what it is for (exactly one selection), and how it is to be issued."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    orders: Annotated[
        Words, Column("订单号", "按订单选择：订单号或账单号，用逗号分隔。", "202610010001,202610010002")
    ] = ()
    """Selection: order or bill numbers, separated by commas."""
    month: Annotated[Words, Column("月份", "按月份选择：这些月份的全部可开票账单合并开具，如 2026-09,2026-10。")] = ()
    """Selection: all invoiceable bills of a month, as 2026-10; of several in one request, as 2026-09,2026-10."""
    amount: Annotated[
        Fen | None,
        BeforeValidator(optional_amount),
        Column("开票金额", "按金额选择：单位元，如 1234.50；需同时填写自有编号。"),
    ] = None
    """Selection: an amount in yuan, as 1234.50; needs a reference."""
    all_invoiceable: Annotated[bool, Column("全部可开票", "选择今天可开票的全部内容（是或否）。")] = False
    """Selection: everything that can be invoiced today (yes or no)."""
    type: Annotated[
        InvoiceKind | None,
        BeforeValidator(optional_kind),
        Column("发票类型", "不填则优先专用发票，控制台不提供时为普通发票。", "digital-special"),
    ] = None
    """Kind of invoice; if empty, the special one where the console offers it, else the general one."""
    emails: Annotated[
        Words, Column("收票邮箱", "接收数电发票的邮箱，用逗号分隔；合计最多 200 字符。", "ap@example.com")
    ] = ()
    """Mailboxes that receive a digital invoice, separated by commas; 200 characters at most in all."""
    address: Annotated[str, Column("邮寄地址", "纸质发票：控制台某个地址中的文字；不填则用默认地址。")] = ""
    """For paper: text that occurs in one of the addresses kept in the console; if empty, the console's default."""
    remark: Annotated[str, Column("备注", "印在发票上的备注；与自有编号合计最多 200 字。")] = ""
    """Remark that is printed on the invoice; together with the reference 200 characters at most."""
    entity: Annotated[str, Column("开票主体", "与控制台的名称一致；不填则用控制台的第一个。")] = ""
    """Invoicing entity (开票主体), as the console names it; if empty, the console's first."""
    total: Annotated[
        Fen | None,
        BeforeValidator(optional_amount),
        Column("预期金额", "您预期的净额，单位元；页面金额不同时不提交。", "1,234.50"),
    ] = None
    """Net amount in yuan that you expect; where the page shows another, nothing is sent."""
    reference: Annotated[
        str, Column("自有编号", "您给此申请的编号，4 到 40 位字母、数字、点、_ 或 -；按金额时必填。")
    ] = ""
    """Your own number for this request, 4 to 40 letters, digits, dots, _ or -; needed with an amount.
    It is written into the remark, so that the request can be recognised and is never sent twice."""

    @property
    def remark_text(self) -> str:
        """Return what goes into the console's remark: the remark, then the reference."""
        return f"{self.remark} {self.reference}".strip()

    @property
    def month_names(self) -> tuple[str, ...]:
        """Return the months as consoles write them: with and without a hyphen."""
        return tuple(name for month in self.month for name in (month, month.replace("-", "")))

    @field_validator("orders")
    @classmethod
    def _check_orders(cls, orders: tuple[str, ...]) -> tuple[str, ...]:
        for order in orders:
            if not _ORDER.fullmatch(order):
                raise ValueError(f"{order!r} is no order number; letters, digits and - only, separated by commas")
        _no_repeats(orders, "order")
        return orders

    @field_validator("month")
    @classmethod
    def _check_month(cls, months: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for month in months:
            match = _MONTH.fullmatch(month)
            if not match:
                raise ValueError(f"{month!r} is no month; write it as 2026-10")
            found.append(f"{match[1]}-{match[2]}")
        _no_repeats(tuple(found), "month")
        return tuple(found)

    @field_validator("emails")
    @classmethod
    def _check_emails(cls, emails: tuple[str, ...]) -> tuple[str, ...]:
        for email in emails:
            check_email(email)
        _no_repeats(emails, "the e-mail address")
        length = len(",".join(emails))
        if length > EMAILS_LIMIT:
            raise ValueError(f"the e-mail addresses have {length} characters in all; the console takes {EMAILS_LIMIT}")
        return emails

    @field_validator("reference")
    @classmethod
    def _check_reference(cls, reference: str) -> str:
        narrow = _narrow(reference)
        if narrow and not _REFERENCE.fullmatch(narrow):
            raise ValueError(f"{reference!r} is no reference; 4 to 40 letters, digits, dots, _ or -")
        return narrow

    @model_validator(mode="after")
    def _check_whole(self) -> InvoiceRequest:
        given = [_spoken(name) for name in _SELECTIONS if getattr(self, name)]
        if len(given) != 1:
            found = f"{' and '.join(given)} are given together" if given else "nothing to invoice is selected"
            raise ValueError(f"{found}; give exactly one of {', '.join(map(_spoken, _SELECTIONS))}")
        if self.amount and not self.reference:
            raise ValueError(
                "an amount needs a reference, by which the request is recognised later; give a number of your own"
            )
        if self.address and not (self.type and self.type.is_paper):
            raise ValueError(
                "an address is for paper only; set type to paper-general or paper-special, or leave it out"
            )
        if len(self.remark_text) > REMARK_LIMIT:
            raise ValueError(f"remark and reference have {len(self.remark_text)} characters; at most {REMARK_LIMIT}")
        return self
