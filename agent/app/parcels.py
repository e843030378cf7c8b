"""Parcels for commands: ask about them now, enter them into the book, and follow those that are due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from agent.app.carrier import ChosenCarrier, carrier_name, chosen_carrier, opened_transport
from agent.app.notices import notices_of, opened_post
from agent.app.stop import stopped_by_signal
from agent.app.texts import check_texts, chosen_texts
from agent.batch import user_name
from agent.database import database_now, ready_database
from agent.errors import InputError, InputErrors
from agent.ledger.place import database_address
from agent.settings import Settings
from agent.tracking.access import Access, Turn, access_id
from agent.tracking.book import Book, Clock
from agent.tracking.entry import Change, Claimed, Entry
from agent.tracking.number import Number, read_number
from agent.tracking.outbox import Outbox
from agent.tracking.pace import Pace
from agent.tracking.poller import Poller, Sweep
from agent.tracking.roll import Line, listed, stop_following
from agent.tracking.transport import Transport

ROUND = 20
"""Questions of one round: few enough to be asked long before their leases are over."""


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
        InputErrors: There is no such carrier, a key of encrypted words is missing or wrong, or what stands for a
            channel of notices is no reference.
        SetupError: The database cannot be used.
    """
    name, texts = carrier_name(settings), chosen_texts(settings)
    engine = ready_database(database_address(settings))
    try:
        book = Book(engine, name, settings.tracking, clock, texts, notices_of(settings))
        check_texts(book)
        yield book
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


def follow_parcels(
    labels: Mapping[str, str], settings: Settings, accounts: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Enter numbers into the book, their first looks spread over time; return those that are new.

    Args:
        labels: What is in each parcel, by its number.
        accounts: Whose each parcel is, where that is known.
    """
    with opened_book(settings) as book:
        return book.follow(labels, spread_s=settings.tracking.spread_s, accounts=accounts)


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


def stop_parcels(numbers: Sequence[str], by: str, why: str, settings: Settings) -> dict[str, bool]:
    """Follow numbers no more; return those of the book, and whether anything changed for them."""
    with opened_book(settings) as book:
        return stop_following(book, numbers, by, why)


def list_parcels(states: Sequence[str], settings: Settings) -> list[Line]:
    """Return all that is followed, in short; only what is in some states, if any are named."""
    with opened_book(settings) as book:
        return list(listed(book, states))


def watch_parcels(
    settings: Settings,
    told: Callable[[Sequence[Change]], None],
    swept: Callable[[Sweep, int, datetime | None], None],
    *,
    is_once: bool,
    is_early: bool = False,
    clock: Clock = database_now,
) -> Sweep:
    """Look at what is due, once or until Ctrl-C or SIGTERM, and send notices meanwhile; return the last sweep.

    Its count of notices is that of the whole time.

    Args:
        told: Hears what each look brought.
        swept: Hears of each sweep, with how many numbers are followed and when the first is due.
        is_early: Everything that is followed is due now; what the carrier would lock waits all the same.
        clock: Whose time counts.

    Raises:
        InputErrors: The carrier cannot be asked with these settings.
        SetupError: The database cannot be used.
    """
    chosen = chosen_carrier(settings)
    with opened_book(settings, clock) as book:
        if is_early:
            book.hasten()
        return asyncio.run(_watch(settings, chosen, book, told, swept, is_once=is_once))


async def _ask_now(
    numbers: Sequence[Number], settings: Settings, chosen: ChosenCarrier, book: Book
) -> list[AskedParcel]:
    texts = [number.text for number in numbers]
    access = _access(book, chosen)
    book.follow(dict.fromkeys(texts, ""))
    early, held, size = dict[str, datetime](), dict[str, str](), chosen.carrier.batch_size
    async with opened_transport(chosen, settings) as transport:
        pace = _pace(settings)
        poller = Poller(book, access, transport, pace, size)

        async def one(claims: Sequence[Claimed]) -> None:
            async with pace.place():
                await poller.look(claims, is_person=True)

        # In rounds: many numbers take longer than a lease, and the carrier may want to be left alone in between.
        for start in range(0, len(texts), ROUND * size):
            turn = access.standing() if start else access.turn(is_person=True)
            if turn.most == 0:
                held |= dict.fromkeys(texts[start:], _held(turn))
                break
            claims, locked = book.claim(texts[start : start + ROUND * size], access.id)
            early |= locked
            await asyncio.gather(*(one(claims[at : at + size]) for at in range(0, len(claims), size)))
    entries = {entry.number: entry for entry in book.entries(texts)}
    return [
        AskedParcel(entries[each.text], each.warning, early.get(each.text), held.get(each.text, "")) for each in numbers
    ]


async def _watch(
    settings: Settings,
    chosen: ChosenCarrier,
    book: Book,
    told: Callable[[Sequence[Change]], None],
    swept: Callable[[Sweep, int, datetime | None], None],
    *,
    is_once: bool,
) -> Sweep:
    last, outbox = Sweep(), Outbox(book.engine, book.clock)

    async with opened_transport(chosen, settings) as transport, opened_post(settings, outbox) as post:

        def hear(sweep: Sweep) -> None:
            nonlocal last
            last = sweep
            # Where nothing is asked, nothing new is learned: that says nothing of the parcels.
            if sweep.held is None:
                book.notices.note_stuck(book.engine, book.carrier, book.clock)
            post.wake()
            sweep.notices = post.counts()
            swept(sweep, *book.next_due())

        poller = _poller(settings, chosen, book, transport, told)
        with stopped_by_signal(poller.stop):
            if is_once:
                hear(await poller.run_once())
            else:
                await poller.run_forever(settings.tracking.idle_s, hear)
            await asyncio.to_thread(post.close)
    last.notices = post.total()
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
    return Access(book.engine, name, access_id(name, chosen.credentials), book.clock, book.notices)


def _pace(settings: Settings) -> Pace:
    return Pace(settings.tracking.concurrency, settings.tracking.call_every_s)


def _held(turn: Turn) -> str:
    if turn.until is None:
        return f"a person must act: {turn.why}"
    return f"the carrier is left alone until {turn.until:%Y-%m-%d %H:%M} UTC: {turn.why}"
