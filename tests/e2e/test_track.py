"""``fapiao track`` as a person types it."""

from __future__ import annotations

import json
import os
import re
import signal
from typing import Any

import pytest

from tests.child import leashed
from tests.e2e.command import Command
from tests.tracking.gateways import NUMBER, OTHER, Gateways


@pytest.fixture
def track(fapiao: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give the command line, set to ask EMS on the stand-in."""
    for name, value in Gateways(fapiao.standin, monkeypatch).section().items():
        fapiao.set(f"FAPIAO_TRACKING__{name}".upper(), str(value))
    for name in ("CUSTOMER", "AUTHORIZATION", "KEY"):
        fapiao.set(f"TEST_EMS_{name}", os.environ[f"TEST_EMS_{name}"])
    return fapiao


@pytest.fixture
def gateways(fapiao: Command, monkeypatch: pytest.MonkeyPatch) -> Gateways:
    return Gateways(fapiao.standin, monkeypatch)


def parcel(track: Command, *words: str, code: int = 0) -> dict[str, Any]:
    """Return what a command says of the one parcel it is about."""
    (said,) = track.json("track", *words, code=code)["parcels"]
    return dict(said)


def test_number_is_asked_about_and_remembered(track: Command, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "203", "305", "702")
    said = parcel(track, NUMBER)
    assert (said["state"], said["last_event"]["code"]) == ("out_for_delivery", "702")
    assert [event["code"] for event in parcel(track, "show", NUMBER)["events"]] == ["203", "305", "702"]
    assert "out_for_delivery" in track("track", NUMBER)
    assert "not followed" in track("track", "show", OTHER, code=1)


def test_event_that_was_taken_back_is_shown_as_such(track: Command, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "702", "704", "743")
    assert parcel(track, NUMBER)["state"] == "out_for_delivery"
    assert "taken back" in track("track", "show", NUMBER)


def test_exit_code_says_whether_an_answer_is_missing_or_a_person_is_needed(track: Command, gateways: Gateways) -> None:
    gateways.parcel(OTHER, "203", "987")
    assert parcel(track, OTHER, code=3)["state"] == "lost"
    track.standin.fault("cut-json", at="ems")
    assert parcel(track, NUMBER, code=1)["error"]["kind"] == "unreadable"
    track.standin.reset_faults()
    track.standin.fault("no-quota", at="ems")
    assert parcel(track, NUMBER, code=3)["error"]["kind"] == "quota"
    assert "STOPPED" in track("track", "watch", "--once", code=3)
    track.standin.reset_faults()
    track("track", NUMBER)
    assert track.json("track", "watch", "--once")["held"] is None


def test_wrong_number_and_missing_key_are_told_before_anything_is_asked(track: Command) -> None:
    assert "12 has 2 digits" in json.dumps(track.json("track", "12", code=2))
    track.set("FAPIAO_TRACKING__EMS_KEY", "")
    assert "EMS_KEY" in json.dumps(track.json("track", NUMBER, code=2))
    assert "ems" not in track.standin.requests()


def test_what_has_not_come_is_written_down_and_whom_to_call_is_shown(track: Command) -> None:
    track.set("FAPIAO_TRACKING__EMS_KEY", "")
    said = track("track", NUMBER, "--not-received", "--by", "Wang Fang")
    assert "0571-86238015" in said
    assert "source: FAQ" in said
    assert "not received, says Wang Fang" in track("track", "show", NUMBER)


def test_parcels_of_invoices_are_entered_and_watched(track: Command) -> None:
    where = ("--accounts", str(track.roster), "--site-url", track.standin.url)
    assert track.json("track", "import", *where)["invoices"] == 0
    track("invoices", "details", *where)
    new = track.json("track", "import", *where)["new"]
    assert new
    assert track.json("track", "import", *where)["new"] == []
    track.set("FAPIAO_TRACKING__SPREAD_S", "0")
    assert "followed" in track("track", "watch", "--once")
    assert "invoice" in parcel(track, "show", new[0])["label"]


def test_numbers_of_a_file_are_entered_or_none_of_them(track: Command) -> None:
    path = track.folder / "numbers.csv"
    path.write_text(f"运单号,说明\n{NUMBER},papers\n1O12345678503,\n12,\n{NUMBER},\n", encoding="utf-8")
    faults = track.json("track", "import", "--file", str(path), code=2)["errors"]
    assert [(fault["line"], fault["column"]) for fault in faults] == [(3, "运单号"), (4, "运单号")]
    assert "probably 1012345678503" in faults[0]["right"]
    assert track.json("track", "list")["parcels"] == []
    said = track.json("track", "import", "--file", str(path), "--skip-faulty", code=3)
    assert (said["new"], said["duplicates"], len(said["faults"])) == ([NUMBER], 1, 2)
    (line,) = track.json("track", "list", "--state", "no_record")["parcels"]
    assert (line["number"], line["label"]) == (NUMBER, "papers")
    assert track.json("track", "list", "--state", "lost")["parcels"] == []
    assert "there is no state" in json.dumps(track.json("track", "list", "--state", "gone", code=2))


@pytest.mark.parametrize("options", [(), ("--accounts", "a.csv", "--file", "b.csv")])
def test_import_needs_one_source(track: Command, options: tuple[str, ...]) -> None:
    assert "exactly one" in json.dumps(track.json("track", "import", *options, code=2))


def test_parcel_is_stopped_by_somebody_and_followed_again_by_asking(track: Command, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "203", "987")
    track("track", NUMBER, code=3)
    stopped = track.json("track", "stop", NUMBER, OTHER, "--by", "Wang Fang", "--why", "sent anew", code=1)
    assert stopped == {"stopped": [NUMBER], "unknown": [OTHER]}
    assert "stopped by Wang Fang" in track("track", "show", NUMBER)
    assert "sent anew" in track("track", "show", NUMBER)
    assert "stopped" in track("track", "list")
    assert track.json("track", "watch", "--once")["followed"] == 0
    assert "--by" in json.dumps(track.json("track", "stop", NUMBER, "--by", " ", code=2))
    assert parcel(track, NUMBER, code=3)["halt"] == ""


def test_many_numbers_are_asked_about_at_once(track: Command, gateways: Gateways) -> None:
    many = [f"{1012345678000 + serial}" for serial in range(150)]
    gateways.parcel(many[-1], "203")
    states = [each["state"] for each in track.json("track", *many)["parcels"]]
    assert (states.count("no_record"), states[-1]) == (149, "picked_up")


def test_words_are_kept_and_shown_without_telephone_numbers(track: Command, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "203", "702")
    track("track", NUMBER)
    shown = [event["text"] for event in parcel(track, "show", NUMBER)["events"]]
    assert any("***" in text for text in shown)
    kept = (track.folder / "fapiao.db").read_bytes()
    assert not re.search(rb"1[3-9][0-9]{9}(?![0-9])", b"".join(text.encode() for text in shown))
    assert b"***" in kept


def test_watch_ends_at_ctrl_c(track: Command, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "203")
    track("track", NUMBER)
    with leashed(track.begin("track", "watch")) as process:
        assert process.stdout is not None
        assert "followed: 1" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_push_server_says_where_it_listens_and_what_came(track: Command, gateways: Gateways) -> None:
    gateways.parcel(NUMBER, "203", "702")
    gateways.parcel(OTHER, "203")
    track("track", NUMBER)
    gateways.parcel(NUMBER, "203", "702", "704")
    with leashed(track.begin("track", "push-server", "--port", "0")) as process:
        assert process.stdout is not None
        assert "until Ctrl-C" in process.stdout.readline()
        address = process.stdout.readline().split()[-1]
        assert track.standin.push(address, "ems", NUMBER)["acknowledged"]
        assert f"{NUMBER}: out_for_delivery -> delivered" in process.stdout.readline()
        assert track.standin.push(address, "ems", OTHER)["acknowledged"]
        assert track.standin.push(f"{address}s", "ems", OTHER)["status"] == 404
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
        assert process.wait(20) == 0
    assert said.startswith("taken: 1, new events: 1; told again: 0")
    assert f"not followed: 1 ({OTHER}); refused: path 1" in said
    assert parcel(track, "show", NUMBER)["state"] == "delivered"
