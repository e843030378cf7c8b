"""``fapiao certificate --mailed``: write down in which parcel the stamped paper of one invoice went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agent.command import Asked, InputError, Settings, print_json, print_line
from flows.certificate.lookup import Found, find
from flows.certificate.parcel import Parcel, keep_parcel
from flows.certificate.wanted import Wanted
from flows.invoice import InvoiceKind
from flows.number import parcel_number
from flows.rules import Rules, load_rules, lost


def note_mailed(asked: Asked, settings: Settings, wanted: Wanted, number: str) -> int:
    """Write down that the stamped certificate of one invoice was mailed today, and return the exit code.

    Args:
        number: The courier's number of the parcel.

    Raises:
        InputError: It is no EMS number, or the invoice is not one that takes a certificate.
    """
    parcel = Parcel(parcel=_parcel(number), mailed_on=wanted.day)
    if len(wanted.numbers) != 1:
        raise InputError("--mailed", "one parcel is for one certificate", "give exactly one NUMBER")
    rules = load_rules()
    found, exit_code = find(asked, wanted.numbers, settings, is_last=wanted.is_last)
    one = _only(found)
    late = _late(one, wanted.day, rules)
    keep_parcel(one.kept, one.invoice.number, parcel, settings)
    if wanted.is_json:
        print_json({"account": one.account, "number": one.invoice.number, **parcel.model_dump(), "late": late})
    else:
        print_line(f"{one.account}, invoice {one.invoice.number}: certificate {parcel.told}")
        if late:
            print_line(f"late: {late}")
        whose = f"--accounts {asked.roster} --account {one.account}"
        which = f"--number {one.invoice.number} --certificate-parcel {parcel.parcel}"
        print_line(f"next: fapiao run report-lost-invoice {whose} {which}")
    return exit_code


def _parcel(text: str) -> str:
    try:
        return parcel_number(text)
    except ValueError as error:
        what, _, right = str(error).partition("; ")
        raise InputError("--mailed", what, right) from None


def _only(found: Sequence[Found]) -> Found:
    """Return the one invoice that is meant, if it is one that takes a certificate."""
    one, where = found[0], f"invoice {found[0].named}"
    if len(found) > 1:
        raise InputError(where, f"is one of several: {', '.join(each.account for each in found)}", "name one account")
    if one.invoice.kind is not InvoiceKind.PAPER_SPECIAL or not one.invoice.number:
        raise InputError(where, "takes no certificate", "only a special invoice on paper that is issued does")
    return one


def _late(one: Found, day: date, rules: Rules) -> str:
    """Return why the paper was mailed too late; nothing if it was in time."""
    kind, issued_on = one.invoice.kind, one.invoice.issued_on
    if kind is None or issued_on is None or lost(kind, issued_on, day, rules).last_day:
        return ""
    return f"more than {rules.deduction.days} days have passed since {issued_on}"
