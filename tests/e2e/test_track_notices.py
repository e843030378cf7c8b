"""``fapiao track watch`` and ``track notices`` as a person types them, with a channel on loopback."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator

import pytest

from tests.child import leashed
from tests.e2e.command import Command
from tests.e2e.test_track import gateways, track
from tests.notice.receiver import PASSWORD, Receiver, receiver
from tests.tracking.gateways import NUMBER, OTHER, Gateways

__all__ = ["gateways", "track"]


@pytest.fixture
def channel(track: Command) -> Iterator[Receiver]:
    """Run a channel, and let the commands know it."""
    with receiver() as made:
        track.set("NOTICE", made.url)
        track.set("FAPIAO_NOTICE__CHANNELS", "env:NOTICE")
        track.set("FAPIAO_NOTICE__EVERY_S", "0")
        yield made


def test_watch_tells_of_what_happened(track: Command, gateways: Gateways, channel: Receiver) -> None:
    gateways.parcel(NUMBER, "203", "702", "704")
    gateways.parcel(OTHER, "203", "702")
    track("track", NUMBER, OTHER)
    said = track("track", "watch", "--once")
    assert "notices in all: sent 1" in said
    assert [message["title"] for message in channel.messages] == ["Parcels: 1 delivered"]
    assert track.json("track", "watch", "--once")["notices"] == {}
    assert "nothing is left" in track("track", "notices")
    assert [each["state"] for each in track.json("track", "notices", "--all")["notices"]] == ["sent"]


def test_watch_that_stands_still_tells_so_once(track: Command, gateways: Gateways, channel: Receiver) -> None:
    track("track", NUMBER)
    track.standin.fault("no-quota", at="ems")
    track.set("FAPIAO_NOTICE__LANGUAGE", "zh")
    track("track", NUMBER, code=3)
    for _ in range(2):
        assert "STOPPED" in track("track", "watch", "--once", code=3)
    assert [message["title"] for message in channel.messages] == ["包裹跟踪已停止"]


def test_message_without_an_answer_is_shown_and_sent_again_on_wish(
    track: Command, gateways: Gateways, channel: Receiver
) -> None:
    gateways.parcel(NUMBER, "203", "704")
    channel.answer = "cut"
    track("track", NUMBER)
    assert track.json("track", "watch", "--once", code=3)["notices"] == {"uncertain": 1}
    assert "--again" in track("track", "notices", code=3)
    (left,) = track.json("track", "notices", code=3)["notices"]
    assert (left["number"], left["kind"], left["state"], left["channel"]) == (
        NUMBER,
        "delivered",
        "uncertain",
        "env:NOTICE",
    )
    channel.answer = 200
    assert track.json("track", "watch", "--once")["notices"] == {}
    assert "sent 1" in track("track", "notices", "--again")
    assert len(channel.messages) == 2


def test_running_watch_tells_while_it_runs(track: Command, gateways: Gateways, channel: Receiver) -> None:
    gateways.parcel(NUMBER, "203", "704")
    track("track", NUMBER)
    with leashed(track.begin("track", "watch")) as process:
        assert channel.has_one.wait(30)
        process.send_signal(signal.SIGTERM)
        said, complaint = process.communicate(timeout=30)
    assert process.returncode == 0, complaint
    assert "notices in all: sent 1" in said
    assert PASSWORD not in said + complaint


def test_test_message_says_which_channel_failed(track: Command, channel: Receiver) -> None:
    track.set("BROKEN", "json://127.0.0.1:1/")
    track.set("FAPIAO_NOTICE__CHANNELS", "env:NOTICE,env:BROKEN")
    results = track.json("track", "notices", "--test", code=1)["channels"]
    assert [(each["channel"], each["state"]) for each in results] == [("env:NOTICE", "sent"), ("env:BROKEN", "failed")]
    assert len(channel.messages) == 1
    track.set("FAPIAO_NOTICE__CHANNELS", "env:NOTICE")
    assert "env:NOTICE" in track("track", "notices", "--test")


def test_wrong_channels_are_told_before_anything_is_asked(track: Command) -> None:
    for command in (("watch", "--once"), ("notices", "--test")):
        track.set("FAPIAO_NOTICE__CHANNELS", f"json://user:{PASSWORD}@host")
        said = json.dumps(track.json("track", *command, code=2))
        assert "holds something else than a reference" in said
        assert PASSWORD not in said
        track.set("FAPIAO_NOTICE__CHANNELS", "env:NO_SUCH,env:NEITHER")
        said = json.dumps(track.json("track", *command, code=2))
        assert "env:NO_SUCH" in said
        assert "env:NEITHER" in said
        track.set("STRANGE", f"strange://{PASSWORD}")
        track.set("FAPIAO_NOTICE__CHANNELS", "env:STRANGE")
        said = json.dumps(track.json("track", *command, code=2))
        assert "no address that apprise knows" in said
        assert PASSWORD not in said
    track.set("FAPIAO_NOTICE__CHANNELS", "")
    assert "names no channel" in json.dumps(track.json("track", "notices", "--test", code=2))
    assert "together" in json.dumps(track.json("track", "notices", "--test", "--all", code=2))
    assert "ems" not in track.standin.requests()
