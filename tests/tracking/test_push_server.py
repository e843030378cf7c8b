"""``fapiao track push-server`` as a person starts it, and as the stand-in's carriers push to it."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from agent.database import ready_database
from agent.tracking.book import Book
from agent.tracking.state import ParcelState
from tests.tracking.gateways import NUMBER, OTHER, Gateways
from tests.tracking.push_process import FIELDS, ended, environ, started
from tests.tracking.shelf import STEADY, entry

PASSWORD = "made-by-a-machine-0123"


def follow(address: str) -> None:
    engine = ready_database(address)
    for name in FIELDS:
        Book(engine, name, STEADY).follow({NUMBER: ""})
    engine.dispose()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/book.db"


def test_pushes_of_all_carriers_are_taken_once_in_any_order(address: str, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "203", "389", "702", "704")
    gateways.parcel(OTHER, "203")
    follow(address)
    with started(environ(address)) as server:
        for name, to in server.addresses.items():
            for place in (3, 0, 2, 1, 3, 0):
                assert gateways.standin.push(to, name, NUMBER, event=place)["acknowledged"], name
            assert gateways.standin.push(to, name, OTHER)["acknowledged"], name
        told = server.end(signal.SIGTERM)
    engine = ready_database(address)
    for name in FIELDS:
        parcel = entry(Book(engine, name, STEADY)).parcel
        assert (parcel.state, len(parcel.events)) == (ParcelState.DELIVERED, 4), name
    engine.dispose()
    # EMS tells one event a push; the others all, so that older ones bring nothing.
    assert (told["taken"], told["replayed"], told["unknown"], told["events"]) == (4 + 3, 2 + 15, 4, 16)
    assert (told["unknown_numbers"], told["refused"]) == ([OTHER], {})


def test_wrong_secret_is_refused_and_shown_in_the_summary(database: str, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "203")
    wrong = {f"TEST_{field}": "another secret" for name in FIELDS if name != "ems" for field in FIELDS[name]}
    with started(environ(database, **wrong, TEST_ems_key="AAAAAAAAAAAAAAAAAAAAAA==")) as server:
        for name, to in server.addresses.items():
            answer = gateways.standin.push(to, name, NUMBER)
            assert (answer["acknowledged"], answer["status"]) == (False, 200 if name == "ems" else 401)
        assert server.end(signal.SIGINT)["refused"] == {"signature": 4}


def test_password_is_asked_and_never_shown(database: str, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "203")
    more = {"SECRET_WORD": PASSWORD, "FAPIAO_TRACKING__PUSH_PASSWORD": "env:SECRET_WORD", "FAPIAO_LOG__LEVEL": "debug"}
    with started(environ(database, "ems", **more), "--host", "0.0.0.0") as server:
        to = f"http://127.0.0.1:{server.port}/push/ems"
        assert gateways.standin.push(to, "ems", NUMBER)["status"] == 401
        assert gateways.standin.push(f"{to}/{PASSWORD[:-1]}", "ems", NUMBER)["status"] == 401
        assert gateways.standin.push(f"{to}/{PASSWORD}", "ems", NUMBER)["acknowledged"]
        assert gateways.standin.push(to.replace("//", f"//ems:{PASSWORD}@"), "ems", NUMBER)["acknowledged"]
        told = server.end(signal.SIGTERM)
        assert server.process.stderr is not None
        said = server.process.stderr.read()
    assert (told["refused"], told["unknown"]) == ({"password": 2}, 2)
    assert "carrier=ems" in said
    assert PASSWORD[:-1] not in said
    assert NUMBER not in said


def test_only_carriers_whose_secrets_are_set_are_listened_to(database: str) -> None:
    with started(environ(database, "kuaidi100", "aftership")) as server:
        assert set(server.addresses) == {"kuaidi100", "aftership"}


@pytest.mark.parametrize(
    ("more", "words", "what"),
    [
        ({}, ("--host", "0.0.0.0"), "PUSH_PASSWORD"),
        ({}, ("--host", "::"), "PUSH_PASSWORD"),
        ({}, ("--host", "203.0.113.7"), "PUSH_PASSWORD"),
        ({}, ("--host", "no such host"), "is no address of this machine"),
        ({"TEST_ems_key": "short"}, (), "16 bytes in base64"),
        ({"FAPIAO_TRACKING__EMS_CUSTOMER": ""}, (), "EMS_CUSTOMER"),
        ({"FAPIAO_TRACKING__EMS_KEY": ""}, (), "AFTERSHIP_WEBHOOK_SECRET"),
        ({"FAPIAO_TRACKING__EMS_KEY": "the key itself"}, (), "env:NAME"),
        ({"FAPIAO_TRACKING__PUSH_PASSWORD": "env:TEST_word", "TEST_word": "fifteen letters"}, (), "openssl rand"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_taken(
    database: str, more: dict[str, str], words: tuple[str, ...], what: str
) -> None:
    code, said = ended(environ(database, "ems", **more), "--port", "0", *words)
    assert (code, what in said) == (2, True), said
    assert "listening" not in said
    assert "fifteen letters" not in said


def test_port_that_is_taken_is_told(database: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        code, said = ended(environ(database, "ems"), "--port", str(other.getsockname()[1]))
    assert (code, "--port" in said) == (2, True), said
