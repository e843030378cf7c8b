"""How carriers' words are kept in the book: masked, encrypted, not at all; and that it makes no event another one."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import select, update

from agent.app.parcels import opened_book
from agent.database import reading, writing
from agent.database.schema import CARRIER_ACCESS, PARCEL_EVENT
from agent.errors import InputErrors, LedgerError
from agent.settings import Settings
from agent.tracking.book import Book
from agent.tracking.event import Event
from agent.tracking.result import Tracked, TrackingError, tracked
from agent.tracking.state import ParcelState
from agent.tracking.texts import UNREADABLE, Texts
from tests.tracking.shelf import NUMBER, START, STEADY, Shelf, entry, failed, look

PHONE, NAME = "13800138000", "张三"
TEXT, LEFT = f"投递员{NAME}，电话：{PHONE}，正在派件", "投递员***，电话：***，正在派件"
ONE, TWO = Fernet(Fernet.generate_key()), Fernet(Fernet.generate_key())
WAYS = {
    "masked": Texts(),
    "encrypted": Texts("encrypted", MultiFernet([ONE])),
    "none": Texts("none"),
    "masked-with-key": Texts("masked", MultiFernet([ONE])),
}


def answer(text: str = TEXT, place: str = "杭州市") -> Tracked:
    return tracked(NUMBER, [Event(START, "702", text, place, ParcelState.OUT_FOR_DELIVERY)])


def book(shelf: Shelf, texts: Texts) -> Book:
    made = replace(shelf.book(), texts=texts)
    made.follow({NUMBER: ""})
    return made


def written(shelf: Shelf) -> list[Any]:
    with reading(shelf.engine) as connection:
        return list(connection.execute(select(PARCEL_EVENT)))


def shown(book: Book) -> list[str]:
    return [event.text for event in entry(book).parcel.events]


def old_row(shelf: Shelf) -> None:
    """Let the one event be kept as an older version kept it: whole, and known by its whole words."""
    whole = [START.isoformat(timespec="microseconds"), "702", TEXT, "杭州市"]
    known_as = sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()
    with writing(shelf.engine) as connection:
        connection.execute(update(PARCEL_EVENT).values(text=TEXT, content_hash=known_as))


@pytest.mark.parametrize(
    ("way", "expected"), [("masked", LEFT), ("encrypted", TEXT), ("none", ""), ("masked-with-key", LEFT)]
)
def test_words_are_kept_and_shown_as_the_settings_say(shelf: Shelf, way: str, expected: str) -> None:
    made = book(shelf, WAYS[way])
    look(made, answer())
    assert shown(made) == [expected]
    (row,) = written(shelf)
    assert PHONE not in repr(row)
    assert NAME not in repr(row)
    assert row.text.startswith("fernet:") == (way == "encrypted")


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_event_is_the_same_in_whatever_way_it_is_kept(shelf: Shelf, first: str, second: str) -> None:
    look(book(shelf, WAYS[first]), answer())
    assert look(book(shelf, WAYS[second]), answer()).news_at == START
    assert shelf.events() == 1


def test_event_is_known_by_the_same_word_in_every_version() -> None:
    # Written out: whoever changes the rules of what is taken out must see that all events become new ones.
    known_as = "m1:326aa905c246cafc034ae1a429d0dd314bafb29edcbfa2329c07aafbe8f4e"
    known = {answer().events[0].content, answer(TEXT.replace(PHONE, "13900139000")).events[0].content}
    assert known == {known_as}


def test_word_by_which_an_event_is_known_says_nothing_of_a_telephone_number() -> None:
    numbers = {answer(f"电话{PHONE[:8]}{last:03}").events[0].content for last in range(50)}
    assert len(numbers) == 1
    assert answer("已到达").events[0].content != answer("已离开").events[0].content


def test_place_and_words_of_errors_are_masked_in_every_way(shelf: Shelf) -> None:
    for way in WAYS.values():
        made = book(shelf, way)
        look(made, answer(place=f"杭州市 {PHONE}"))
        found = look(made, failed("auth", retry_after_s=1.0))
        look(made, replace(failed("unreadable"), text=f"系统错误，请联系 {PHONE}"))
        assert PHONE not in repr((found, entry(made).fault_text, written(shelf)))


def test_word_for_which_an_access_is_stopped_is_masked(shelf: Shelf) -> None:
    shelf.access().turn()
    told = TrackingError(NUMBER, failed("quota").kind, f"余额不足，联系电话 {PHONE}")
    assert PHONE not in shelf.access().note([told]).why
    with reading(shelf.engine) as connection:
        assert PHONE not in repr(list(connection.execute(select(CARRIER_ACCESS))))


def test_key_is_changed_by_putting_the_new_one_in_front(shelf: Shelf) -> None:
    look(book(shelf, WAYS["encrypted"]), answer())
    both = book(shelf, Texts("encrypted", MultiFernet([TWO, ONE])))
    look(
        both, tracked(NUMBER, [*answer().events, Event(START.replace(hour=9), "704", TEXT, "", ParcelState.DELIVERED)])
    )
    assert shown(both) == [TEXT, TEXT]
    new = book(shelf, Texts("encrypted", MultiFernet([TWO])))
    assert shown(new) == [UNREADABLE, TEXT]
    assert shown(book(shelf, Texts())) == [UNREADABLE, UNREADABLE]
    look(new, answer())
    assert shelf.events() == 2


@pytest.mark.parametrize(("way", "expected"), [("masked", LEFT), ("encrypted", TEXT), ("none", LEFT)])
def test_event_of_an_older_version_is_shown_known_and_kept_anew(shelf: Shelf, way: str, expected: str) -> None:
    made = book(shelf, WAYS[way])
    look(made, answer())
    old_row(shelf)
    assert shown(made) == [expected]
    assert look(made, answer()).parcel.state is ParcelState.OUT_FOR_DELIVERY
    (row,) = written(shelf)
    assert row.content_hash == answer().events[0].content
    assert PHONE not in row.text


def test_nothing_that_a_failing_database_says_holds_the_words(
    shelf: Shelf, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    look(book(shelf, Texts()), answer())
    with pytest.raises(LedgerError) as caught:
        look(Blind(shelf.engine, "ems", STEADY, lambda _: START), answer())
    said = "".join((str(caught.value), repr(caught.value.__cause__), caplog.text, *capfd.readouterr()))
    assert "parcel_event" in said
    assert "投递员" not in said
    assert PHONE not in said


class Blind(Book):
    """Sees no event that is there, as if another process had just written it: so the database refuses to."""

    def _events(self, connection: Any, numbers: Any) -> dict[str, list[Event]]:
        return {}


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"texts": "encrypted"}, "TEXTS_KEY: is not set, though FAPIAO_TRACKING__TEXTS is encrypted"),
        ({"texts": "encrypted", "texts_key": "env:NOWHERE_TO_BE_FOUND"}, "is not set"),
        ({"texts": "encrypted", "texts_key": "env:KEY_ONE,env:KEY_15"}, "key 2 of 2: is not 32 bytes"),
        ({"texts": "encrypted", "texts_key": "env:KEY_ONE,"}, "key 2 of 2: holds something else"),
        ({"texts_key": "c2hvcnQ="}, "holds something else than a reference"),
    ],
)
def test_missing_or_wrong_key_is_told_at_the_start(
    section: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY_ONE", Fernet.generate_key().decode())
    monkeypatch.setenv("KEY_15", "MDEyMzQ1Njc4OWFiY2Q=")
    with pytest.raises(InputErrors, match=said) as caught, opened_book(Settings(tracking=section)):
        pass
    assert "MDEyMzQ1Njc4" not in caught.value.message


def test_key_that_opens_nothing_of_what_is_kept_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    address = f"sqlite:///{tmp_path / 'book.db'}"
    for name in ("KEY_ONE", "KEY_TWO"):
        monkeypatch.setenv(name, Fernet.generate_key().decode())

    def opened(keys: str) -> list[str]:
        section = {"texts": "encrypted", "texts_key": keys}
        with opened_book(Settings(tracking=section, database_url=address)) as made:
            made.follow({NUMBER: ""})
            look(made, answer())
            return shown(made)

    assert opened("env:KEY_ONE") == [TEXT]
    with pytest.raises(InputErrors, match="opens none of the words that were kept last"):
        opened("env:KEY_TWO")
    assert opened("env:KEY_TWO, env:KEY_ONE") == [TEXT]
