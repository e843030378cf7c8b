"""Parcels for commands: ask about them now, enter them into the book, and follow those that are due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from agent.app.carrier import ChosenCarrier, chosen_carrier, opened_transport
from agent.app.stop import stopped_by_signal
from agent.batch import user_name
from agent.database import database_now, ready_database
from agent.errors import InputError, InputErrors
from agent.ledger.place import database_address
from agent.settings import Settings
from agent.tracking.access import Access, Turn, access_id
from agent.tracking.book import Book, Clock
from agent.tracking.entry import Change, Entry
from agent.tracking.number import Number, read_number
from agent.tracking.pace import Pace
from agent.tracking.poller import Poller, Sweep
from agent.tracking.transport import Transport


@dataclass(frozen=True)
class AskedParcel:
    """A number after it was asked about.

    Args:
        later: From when on the carrier lets it be asked about again, if it was not asked now.
        held: Why nobody was asked, if the carrier is left alone.
        warning: What a person should look at once more.
    """

    entry: Entry
    warning: str = ""
    later: datetime | None = None
    held: str = ""


def read_numbers(texts: Sequence[str]) -> list[Number]:
    """Return the numbers that a person wrote, each once.

    Raises:
        InputErrors: Those that can be none.
    """
    numbers: dict[str, Number] = {}
    errors = []
    for text in texts:
        try:
            number = read_number(text)
            numbers[number.text] = number
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputErrors(errors)
    return list(numbers.values())


@contextmanager
def opened_book(settings: Settings, clock: Clock = database_now) -> Iterator[Book]:
    """Give the book of the chosen carrier; no credentials are needed to read it.

    Args:
        clock: Whose time counts.

    Raises:
        SetupError: The database cannot be used.
    """
    engine = ready_database(database_address(settings))
    try:
        yield Book(engine, settings.tracking.carrier, settings.tracking, clock)
    finally:
        engine.dispose()


def ask_parcels(numbers: Sequence[Number], settings: Settings) -> list[AskedParcel]:
    """Ask about numbers now, and enter them into the book if they are not in it.

    Raises:
        InputErrors: The carrier cannot be asked with these settings.
        SetupError: The database cannot be used.
    """
    chosen = chosen_carrier(settings)
    with opened_book(settings) as book:
        return asyncio.run(_ask_now(numbers, settings, chosen, book))


def follow_parcels(labels: Mapping[str, str], settings: Settings) -> list[str]:
    """Enter numbers into the book, their first looks spread over time; return those that are new."""
    with opened_book(settings) as book:
        return book.follow(labels, spread_s=settings.tracking.spread_s)


def known_parcels(numbers: Sequence[str], settings: Settings) -> dict[str, Entry]:
    """Return what the book holds of numbers; one that it does not hold is left out."""
    with opened_book(settings) as book:
        return {entry.number: entry for entry in book.entries(numbers)}


def miss_parcels(numbers: Sequence[str], by: str, settings: Settings) -> list[Entry]:
    """Write down that a person says that parcels have not come; return what the book holds of them.

    Args:
        by: Who says so; the name on this machine if empty.
    """
    with opened_book(settings) as book:
        book.follow(dict.fromkeys(numbers, ""))
        for number in numbers:
            book.miss(number, by or user_name())
        return book.entries(numbers)


def watch_parcels(
    settings: Settings,
    told: Callable[[Sequence[Change]], None],
    swept: Callable[[Sweep, int, datetime | None], None],
    *,
    is_once: bool,
    clock: Clock = database_now,
) -> Sweep:
    """Look at what is due, once or until Ctrl-C or SIGTERM; return the last sweep.

    Args:
        told: Hears what each look brought.
        swept: Hears of each sweep, with how many numbers are followed and when the first is due.
        clock: Whose time counts.

    Raises:
        InputErrors: The carrier cannot be asked with these settings.
        SetupError: The database cannot be used.
    """
    chosen = chosen_carrier(settings)
    with opened_book(settings, clock) as book:
        return asyncio.run(_watch(settings, chosen, book, told, swept, is_once=is_once))


async def _ask_now(
    numbers: Sequence[Number], settings: Settings, chosen: ChosenCarrier, book: Book
) -> list[AskedParcel]:
    texts = [number.text for number in numbers]
    access = _access(book, chosen)
    book.follow(dict.fromkeys(texts, ""))
    turn = access.turn(is_person=True)
    claims, early = ([], {}) if turn.most == 0 else book.claim(texts, access.id)
    async with opened_transport(chosen, settings) as transport:
        pace = _pace(settings)
        poller = Poller(book, access, transport, pace, chosen.carrier.batch_size)

        async def one(at: int) -> None:
            async with pace.place():
                await poller.look(claims[at : at + chosen.carrier.batch_size], is_person=True)

        await asyncio.gather(*(one(at) for at in range(0, len(claims), chosen.carrier.batch_size)))
    entries = {entry.number: entry for entry in book.entries(texts)}
    held = _held(turn) if turn.most == 0 else ""
    return [AskedParcel(entries[each.text], each.warning, early.get(each.text), held) for each in numbers]


async def _watch(
    settings: Settings,
    chosen: ChosenCarrier,
    book: Book,
    told: Callable[[Sequence[Change]], None],
    swept: Callable[[Sweep, int, datetime | None], None],
    *,
    is_once: bool,
) -> Sweep:
    last = Sweep()

    def hear(sweep: Sweep) -> None:
        nonlocal last
        last = sweep
        swept(sweep, *book.next_due())

    async with opened_transport(chosen, settings) as transport:
        poller = _poller(settings, chosen, book, transport, told)
        with stopped_by_signal(poller.stop):
            if is_once:
                hear(await poller.run_once())
            else:
                await poller.run_forever(settings.tracking.idle_s, hear)
    return last


def _poller(
    settings: Settings,
    chosen: ChosenCarrier,
    book: Book,
    transport: Transport,
    told: Callable[[Sequence[Change]], None],
) -> Poller:
    access = _access(book, chosen)
    return Poller(book, access, transport, _pace(settings), chosen.carrier.batch_size, told)


def _access(book: Book, chosen: ChosenCarrier) -> Access:
    name = chosen.carrier.name
    return Access(book.engine, name, access_id(name, chosen.credentials), book.clock)


def _pace(settings: Settings) -> Pace:
    return Pace(settings.tracking.concurrency, settings.tracking.call_every_s)


def _held(turn: Turn) -> str:
    return f"the carrier is left alone until {turn.until:%Y-%m-%d %H:%M} UTC: {turn.why}"
