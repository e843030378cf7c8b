"""The invoices that a seeded account already has.

Their days of issue count back from the day that the stand-in was set up. Six accounts in a row have paper special
invoices (增值税专用发票) of every age in ``EDGES`` among them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.courier_number import ems_number
from sandbox.nouns import Account, Invoice, InvoiceKind, Order, Words
from sandbox.seed_orders import make_number
from sandbox.words import ON_ITS_WAY, SIGNED_FOR

# Ages in days on both sides of the published limits: 180 days for a lost invoice; 360 for a return, of which seven
# business days are lost; and a month, for a parcel that is still on its way.
EDGES = (29, 30, 179, 180, 181, 352, 359, 360, 361)
# Any four accounts that may have special invoices, one after the other, have all of them.
_EDGES_OF = ((29, 180, 360), (30, 181), (179, 352), (359, 361))
_COVERED_AGE = 30
_A_YEAR = 365


def make_past(seed: int, account: Account, orders: tuple[Order, ...], today: datetime) -> tuple[Invoice, ...]:
    """Return the invoices from before the stand-in was set up, newest first."""
    rng = _generator(seed, account, "past")
    covered = tuple(order for order in orders if order.past_fen)
    past = [_invoice(rng, account, age, today, "paper-special") for age in _edges(account)]
    past.append(_of_any_kind(rng, account, rng.choice(EDGES), today))
    past.append(_invoice(rng, account, rng.choice(EDGES), today, _digital(rng, account)))
    if covered:
        past.append(_covering(_invoice(rng, account, _COVERED_AGE, today, _kind(rng, account, _COVERED_AGE)), covered))
    return _newest_first(past)


def make_more_past(seed: int, account: Account, today: datetime, numbers: range) -> tuple[Invoice, ...]:
    """Return issued invoices of the year before, beyond those an account has anyway; each number is always the same."""
    return _newest_first(_numbered(seed, account, number, today) for number in numbers)


def _numbered(seed: int, account: Account, number: int, today: datetime) -> Invoice:
    rng, age = _generator(seed, account, f"past/{number}"), 1 + number * 89 % _A_YEAR
    invoice = _invoice(rng, account, age, today, _kind(rng, account, age))
    return replace(invoice, id=f"A{invoice.applied_at:%y%m%d}{1_000_000 + number}")


def _generator(seed: int, account: Account, what: str) -> random.Random:
    return random.Random(f"{seed}/{account.index}/{what}")  # noqa: S311 - test data


def _newest_first(invoices: Iterable[Invoice]) -> tuple[Invoice, ...]:
    return tuple(sorted(invoices, key=lambda invoice: (invoice.applied_at, invoice.id), reverse=True))


def _edges(account: Account) -> tuple[int, ...]:
    """Return the ages at which this account has a paper special invoice; none if its title may not have one."""
    if not _may_have_special(account):
        return ()
    # Of each twenty accounts two (4 and 6) may not have special invoices: the place among those that may.
    twenties, place = divmod(account.index, 20)
    rank = twenties * 18 + place - (place > 3) - (place > 5)
    return _EDGES_OF[rank % len(_EDGES_OF)]


def _may_have_special(account: Account) -> bool:
    return account.title.is_company and bool(account.title.bank)


def _invoice(rng: random.Random, account: Account, age_days: int, today: datetime, kind: InvoiceKind) -> Invoice:
    # In office hours, so that the day of issue does not hang on the hour at which the stand-in is set up.
    applied_at = (today - timedelta(days=age_days)).replace(hour=9, minute=0, second=0, microsecond=0)
    applied_at += timedelta(seconds=rng.randrange(8 * 3600))
    is_paper, is_special = kind.startswith("paper"), kind.endswith("special")
    return Invoice(
        id=f"A{applied_at:%y%m%d}{rng.randrange(5 * 10**5, 10**6)}",
        applied_at=applied_at,
        title=account.title.name,
        tax_no=account.title.tax_no,
        kind=kind,
        fen=rng.randint(10_000, 3_000_000),
        orders=(make_number(rng),),
        emails=() if is_paper else account.mailboxes[:1],
        status="issued",
        number=f"{rng.randrange(10**8):08d}" if is_paper else f"{applied_at:%y}33{rng.randrange(10**16):016d}",
        code=("33" + f"{rng.randrange(10**8):08d}" + ("" if is_special else "00")) if is_paper else "",
        tracking_no=ems_number(rng.randrange(10**12)) if is_paper else "",
        mail_state=(ON_ITS_WAY if age_days < 60 else SIGNED_FOR) if is_paper else Words("", ""),
    )


def _of_any_kind(rng: random.Random, account: Account, age_days: int, today: datetime) -> Invoice:
    """Return an invoice of any kind; a few were returned in the meantime."""
    invoice = _invoice(rng, account, age_days, today, _kind(rng, account, age_days))
    if rng.random() >= 0.15:
        return invoice
    returned_at = invoice.applied_at + timedelta(days=rng.randint(2, 20))
    return replace(invoice, status="reversed", returned_at=returned_at, reversed_at=returned_at + timedelta(days=3))


def _covering(invoice: Invoice, orders: tuple[Order, ...]) -> Invoice:
    """Return the invoice as the one over these orders."""
    numbers = tuple(sorted(order.number for order in orders))
    takes = {order.id: order.past_fen for order in orders}
    return replace(invoice, orders=numbers, takes=takes, fen=sum(takes.values()))


def _kind(rng: random.Random, account: Account, age_days: int) -> InvoiceKind:
    """Return a kind that the account's title may have: of the older ones some are on paper."""
    digital = _digital(rng, account)
    if not account.title.is_company or age_days < 100 or rng.random() < 0.6:
        return digital
    return "paper-special" if digital == "digital-special" else "paper-general"


def _digital(rng: random.Random, account: Account) -> InvoiceKind:
    return "digital-special" if _may_have_special(account) and rng.random() < 0.8 else "digital-general"
