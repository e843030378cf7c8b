"""The parcels of a simulated month: whose book each is in, when it is handed in, and what becomes of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from sandbox.courier_number import ems_number

LIVES = {"delivered": 50, "attempt-failed": 14, "locker": 10, "reversed": 12, "returned": 8, "stuck": 3, "lost": 3}
"""How many of a hundred have each life; the stand-in knows what happens in it."""
NEVER = "never"
"""The life of a number that the carrier never hears of."""
_LAST_DAY = {"lost": 4.0, "returned": 22.0}
"""Handed in later, its life would not be over at the end of the month."""
_FROM, _TO = -1.0, 25.0


@dataclass(frozen=True)
class Mailed:
    """A number with its life.

    Args:
        carriers: Whose books it is followed in.
        since: When it is handed in, from the beginning of the month.
        followed: When it is entered into the books: before that, or after.
    """

    number: str
    life: str
    carriers: tuple[str, ...]
    since: timedelta
    followed: timedelta


def mailed(draw: random.Random, ems: int, kuaidi100: int, days: float) -> list[Mailed]:
    """Return the parcels of a month, or of fewer days; every tenth of kuaidi100 is in both books."""
    share = days / 30
    numbers = [ems_number(draw.randrange(10**12)) for _ in range(ems + kuaidi100)]
    parcels = []
    for place, number in enumerate(dict.fromkeys(numbers)):
        life = NEVER if place % 40 == 39 else draw.choices(tuple(LIVES), tuple(LIVES.values()))[0]
        life = "delivered" if share < 1 and life in _LAST_DAY else life
        since = timedelta(days=draw.uniform(_FROM, max(0.0, _LAST_DAY.get(life, _TO) - 30 * (1 - share))))
        followed = max(timedelta(0), since + timedelta(days=draw.uniform(-1.0, 0.5)))
        # kuaidi100 has no code for what takes a delivery back: there it stays delivered, and is asked about no more.
        life = "delivered" if life == "reversed" and place >= ems else life
        in_both = ("ems", "kuaidi100") if place % 10 == 9 else ("kuaidi100",)
        parcels.append(Mailed(number, life, ("ems",) if place < ems else in_both, since, followed))
    return parcels
