"""Invoices that were named on the command line, looked up in the consoles of a roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.command import Asked, InputError, InputErrors, KeptLine, Settings, input_of, last_lines, read_lines
from flows.issued import InvoiceFacts, InvoiceFilter

_FLOW = "invoice-details"


@dataclass(frozen=True)
class Found:
    """One invoice of one account."""

    kept: KeptLine
    invoice: InvoiceFacts

    @property
    def account(self) -> str:
        """Return the account whose console showed it."""
        return self.kept.account

    @property
    def named(self) -> str:
        """Return its number, or that of its request before there is one."""
        return self.invoice.number or self.invoice.application


def find(asked: Asked, numbers: Sequence[str], settings: Settings, *, is_last: bool) -> tuple[list[Found], int]:
    """Return the invoices of these numbers, and the exit code of reading them.

    Args:
        is_last: From what was read last; nothing is read now.

    Raises:
        InputErrors: No account has one of the numbers; names each.
    """
    # Each account is asked for all numbers, and has only its own.
    asked = replace(asked, flow=_FLOW, options=("--number", ",".join(numbers), "--if-there"))
    meant = input_of(asked, InvoiceFilter)
    reading = last_lines(asked, settings) if is_last else read_lines(asked, settings)
    read = [Found(kept, InvoiceFacts.model_validate(kept.line)) for kept in reading.lines]
    found = [each for each in read if meant.fits(each.invoice)]
    known = {word for each in found for word in (each.invoice.number, each.invoice.application)}
    missing = [number for number in dict.fromkeys(meant.number) if number not in known]
    if missing:
        raise InputErrors([_missing(number, is_last=is_last, is_whole=not reading.exit_code) for number in missing])
    return sorted(found, key=lambda each: (each.account, each.invoice.number)), reading.exit_code


def _missing(number: str, *, is_last: bool, is_whole: bool) -> InputError:
    if is_last:
        return InputError(f"invoice {number}", "was not read before into this database", "leave out --last")
    who = "no account of the roster" if is_whole else "none of the accounts that could be read"
    return InputError(f"invoice {number}", f"{who} has it", "compare it with `fapiao invoices list`")
