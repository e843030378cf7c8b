"""What a seeded account bought in the last three months.

Which orders there are and what they cost follows from the seed; their dates count back from the day that the
stand-in was set up.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sandbox.nouns import ENTITIES, Account, Line, Order, Words
from sandbox.words import DOWNGRADE, PRODUCTS, PURCHASE, REFUND, RENEWAL, UPGRADE, USAGE

_ISSUED, _OPEN, _PENDING = "issued", "open", "pending"


def make_orders(seed: int, account: Account, today: datetime) -> tuple[Order, ...]:
    """Return the account's orders, newest first."""
    rng = random.Random(f"{seed}/{account.index}/orders")  # noqa: S311 - test data
    fates = _fates(rng, account.kind)
    orders = [_order(rng, account, fate, position, today) for position, fate in enumerate(fates)]
    return tuple(sorted(orders, key=lambda order: (order.time, order.number), reverse=True))


def make_deficit(account: Account, orders: tuple[Order, ...], today: datetime) -> int:
    """Return what was refunded after invoicing (欠票): a fifth of what the first seller's open orders come to."""
    if account.kind != "deficit":
        return 0
    fresh = (order for order in orders if order.entity == ENTITIES[0].code and not order.past_fen)
    return sum(order.net_fen for order in fresh if order.opens_at <= today) // 5


def _fates(rng: random.Random, kind: str) -> list[str]:
    """Return for each order whether it is invoiced already, may be invoiced, or may be later."""
    if kind == "nothing":
        return [_PENDING] * rng.randint(1, 3)
    if kind == "many-orders":
        return [_ISSUED, _PENDING, _PENDING] + [_OPEN] * rng.randint(45, 55)
    count = rng.randint(3, 9)
    others = [_PENDING] * (count > 3) + [_ISSUED] * (count > 5)
    return others + [_OPEN] * (count - len(others))


def _order(rng: random.Random, account: Account, fate: str, position: int, today: datetime) -> Order:
    is_usage = fate == _PENDING or (fate == _OPEN and rng.random() < 0.3)
    # Whether an order may be invoiced must not hang on the day of the month on which the stand-in is set up.
    months_ago = 0 if fate == _PENDING else 2 if is_usage or fate == _ISSUED else rng.randint(0, 2)
    start, end = _month(today, months_ago), _month(today, months_ago - 1)
    time = start + (min(end, today) - start) * (0.05 + 0.9 * rng.random())
    time = time.replace(microsecond=0)
    entity = ENTITIES[1 if account.index % 10 == 9 and position % 3 == 1 else 0]
    cycle, product, fen = f"{start:%Y%m}", rng.choice(PRODUCTS), rng.randint(100, 2_000_000)
    is_refunded = fate == _OPEN and (position % 6 == 4 if account.kind == "many-orders" else rng.random() < 0.2)
    return Order(
        id=str(rng.randrange(10**9, 10**10)),
        number=make_number(rng, starts_with_zero=position % 5 == 3),
        bill_id=f"B{cycle}{ENTITIES.index(entity)}{account.uid[-6:]}",
        entity=entity.code,
        name=product,
        type=USAGE if is_usage else rng.choice((PURCHASE, RENEWAL, UPGRADE)),
        cycle=cycle,
        time=time,
        fen=fen,
        # Usage may be invoiced once its bill is out, about the 3rd of the next month.
        opens_at=end + timedelta(days=2) if is_usage else time,
        past_fen=fen if fate == _ISSUED else 0,
        lines=(_line(rng, product, time, min(end, today), fen),) if is_refunded else (),
    )


def _line(rng: random.Random, product: Words, after: datetime, before: datetime, fen: int) -> Line:
    time = (after + (before - after) * rng.random()).replace(microsecond=0)
    fen = -max(1, fen * rng.randint(5, 30) // 100)
    return Line(
        str(rng.randrange(10**9, 10**10)), make_number(rng), product, rng.choice((REFUND, DOWNGRADE)), time, fen
    )


def make_number(rng: random.Random, *, starts_with_zero: bool = False) -> str:
    """Return an order number: 15 digits, some with a zero in front that spreadsheets like to eat."""
    return ("0" if starts_with_zero else str(rng.randint(1, 9))) + f"{rng.randrange(10**14):014d}"


def _month(today: datetime, months_ago: int) -> datetime:
    """Return the first moment of a month, counted back from this one."""
    years, month = divmod(today.month - 1 - months_ago, 12)
    return today.replace(year=today.year + years, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
