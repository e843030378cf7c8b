"""Ten thousand pushes in a row, of all carriers, mixed: nothing is lost, nothing is written twice."""

from __future__ import annotations

import asyncio
import random

from agent.database import ready_database
from agent.tracking.book import Book
from agent.tracking.state import ParcelState
from tests.own_loop import run_alone
from tests.tracking.pushes import SECRETS, Front, Made, Told, push
from tests.tracking.shelf import STEADY

PUSHES, AT_ONCE = 10_000, 40
WAY = (Told(0, "203"), Told(5, "389"), Told(8, "389", "again"), Told(9, "702"), Told(10, "704"))
NUMBERS = [f"10{10_000_000 + serial}503" for serial in range(PUSHES // len(WAY) // len(SECRETS))]


def made(rng: random.Random) -> list[tuple[str, Made]]:
    """Return a push about each event of each parcel of each carrier, in any order."""
    pushes = [
        (carrier, push(carrier, *WAY[: place + 1], number=number))
        for carrier in SECRETS
        for number in NUMBERS
        for place in range(len(WAY))
    ]
    rng.shuffle(pushes)
    return pushes


async def sent(front: Front, pushes: list[tuple[str, Made]]) -> list[int]:
    left, statuses = iter(pushes), list[int]()

    async def one() -> None:
        for carrier, each in left:
            statuses.append((await front.call(f"/push/{carrier}", *each)).status)

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return statuses


def test_ten_thousand_pushes_are_all_in_the_books(address: str) -> None:
    engine = ready_database(address)
    for name in SECRETS:
        Book(engine, name, STEADY).follow(dict.fromkeys(NUMBERS, ""))
    front = Front(lambda name: Book(engine, name, STEADY))
    assert run_alone(sent(front, made(random.Random(7)))) == [200] * PUSHES
    assert (front.tally.refused, front.tally.unknown, front.tally.events) == ({}, 0, PUSHES)
    for name in SECRETS:
        for entry in Book(engine, name, STEADY).entries():
            assert [event.at for event in entry.parcel.events] == [told.at for told in WAY]
            assert entry.parcel.state is ParcelState.DELIVERED
    engine.dispose()
