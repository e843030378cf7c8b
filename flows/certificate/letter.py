"""What stands in the lost-invoice certificate: facts of the invoice, and where the stamped paper goes to.

It says that the invoice was lost, asks for a copy, and confirms the particulars; it promises nothing else.

Source: FAQ "What to do if a special VAT invoice is lost", 2026-01-15; the wording is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.certificate.capitals import in_capitals
from flows.issued import InvoiceFacts
from flows.rules import MailAddress, Rules, Step, Verdict, lost

HEADING = "增值税专用发票遗失证明"
ADDRESSED = "致开票方："
OPENING = "本公司取得的下列增值税专用发票已遗失："
ASKING = "现申请提供该发票的复印件。"
CONFIRMING = "本公司确认，以上所列信息属实。"
SEALED_BY = "公司名称（公章）："
SEAL = "加盖发票抬头所列公司公章"
SIGNED_ON = "日期：　　　　年　　月　　日"
MAILED_TO = "盖章后寄往"


@dataclass(frozen=True)
class Letter:
    """The certificate of one invoice: labels and values, in the order in which they are printed."""

    company: str
    particulars: Sequence[tuple[str, str]]
    mail: Sequence[tuple[str, str]]


def judged(invoice: InvoiceFacts, today: date, rules: Rules) -> Verdict:
    """Return what the rules say of a certificate for this invoice: its last day, or why it takes none."""
    if invoice.kind is None or invoice.issued_on is None or invoice.state != "issued":
        return Verdict(_unfit(invoice))
    verdict = lost(invoice.kind, invoice.issued_on, today, rules)
    if verdict.refusal:
        return verdict
    if Step.COPY_ONLY in verdict.steps:
        why = f"more than {rules.deduction.days} days have passed since {invoice.issued_on}: only a photocopy or scan"
        return replace(verdict, refusal=f"{why} can be had, by ticket")
    if Step.CERTIFICATE not in verdict.steps:
        return replace(verdict, refusal="a lost general invoice takes a ticket, no certificate")
    if not _has_digits(invoice.number, rules.numbers.paper):
        return Verdict(f"the console shows {invoice.number!r}, which is no number of {rules.numbers.paper} digits")
    return verdict


def letter_of(invoice: InvoiceFacts, last_day: date, rules: Rules) -> Letter:
    """Return the certificate of an invoice that takes one; what the console does not tell stays empty."""
    day = invoice.issued_on
    particulars = [
        ("公司名称（发票抬头）", invoice.title),
        ("统一社会信用代码", invoice.tax_number),
        ("开票日期", _day(day) if day else ""),
        ("发票代码", printed_code(invoice, rules)),
        ("发票号码", invoice.number),
        ("发票金额（小写）", f"¥{invoice.fen // 100:,}.{invoice.fen % 100:02d}"),
        ("发票金额（大写）", in_capitals(invoice.fen)),
    ]
    return Letter(invoice.title, particulars, [*_mail(rules.mail["certificate"]), ("最迟寄出日", _day(last_day))])


def printed_code(invoice: InvoiceFacts, rules: Rules) -> str:
    """Return the invoice code, or nothing where the console shows none that a special invoice can have."""
    return invoice.code if _has_digits(invoice.code, rules.numbers.special_code) else ""


def _mail(to: MailAddress) -> list[tuple[str, str]]:
    return [
        ("收件地址", f"{to.zh}\n{to.en}"),
        ("联系人", "、".join(to.contacts)),
        ("电话", to.phone),
        ("邮费", to.postage_zh or to.postage),
    ]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _has_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _unfit(invoice: InvoiceFacts) -> str:
    if invoice.state != "issued":
        return f"it is {invoice.state}; only one that is issued can be reported lost"
    missing = "kind" if invoice.kind is None else "date of issue"
    return f"the console does not tell its {missing}"
