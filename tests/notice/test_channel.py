"""One message to a channel: what certainly arrived, what certainly did not, and what nobody knows."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys

import pytest
from pydantic import SecretStr

from agent.errors import InputError
from agent.notice.channel import Channel, open_channels
from agent.notice.text import Message
from agent.tracking.outbox import Outcome, Sent
from tests.notice.receiver import PASSWORD, Receiver

MESSAGE = Message("Parcels: 1 delivered", "- 1012345678503: delivered, <b>北京</b>")


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_message_arrives_once_as_it_was_written(channel: Receiver) -> None:
    assert channel.channel().send(MESSAGE) == Sent(Outcome.SENT)
    ((title, body),) = [(each["title"], each["message"]) for each in channel.messages]
    assert (title, body) == (MESSAGE.title, MESSAGE.body)


@pytest.mark.parametrize("status", [500, 403, 302])
def test_refusal_is_certain_and_a_redirect_is_not_followed(channel: Receiver, status: int) -> None:
    channel.answer = status
    assert channel.channel().send(MESSAGE) == Sent(Outcome.FAILED, f"answered HTTP {status}")
    assert len(channel.messages) == 1


def test_channel_that_cannot_be_reached_certainly_has_nothing() -> None:
    for url in (f"json://127.0.0.1:{closed_port()}/", f"mailto://a:b@127.0.0.1:{closed_port()}/?from=a@b.cn&to=c@d.cn"):
        sent = Channel("env:A", SecretStr(url), 5.0).send(MESSAGE)
        assert sent.outcome is Outcome.FAILED, url
        assert "cannot be reached" in sent.why


@pytest.mark.parametrize(("answer", "why"), [("hang", "no answer in 0.5 seconds"), ("cut", "no whole answer")])
def test_what_was_taken_and_not_answered_may_have_arrived(channel: Receiver, answer: str, why: str) -> None:
    channel.answer = answer
    sent = channel.channel(timeout_s=0.5).send(MESSAGE)
    assert sent.outcome is Outcome.UNCERTAIN
    assert why in sent.why
    assert len(channel.messages) == 1


def test_channel_of_several_receivers_that_fails_may_have_reached_one() -> None:
    url = f"mailto://a:b@127.0.0.1:{closed_port()}/?from=a@b.cn&to=c@d.cn,e@f.cn"
    sent = Channel("env:A", SecretStr(url), 5.0).send(MESSAGE)
    assert (sent.outcome, sent.why) == (
        Outcome.UNCERTAIN,
        "the channel has 2 receivers, and not all of them got it",
    )


def test_tries_of_an_address_do_not_count(channel: Receiver) -> None:
    channel.answer = 500
    Channel("env:A", SecretStr(f"{channel.url}?retry=4&wait=0"), 5.0).send(MESSAGE)
    assert len(channel.messages) == 1


def test_unknown_address_is_told_without_showing_it() -> None:
    with pytest.raises(InputError, match="notice channel env:A: holds no address") as caught:
        open_channels({"env:A": SecretStr(f"nobody://{PASSWORD}@host")}, 5.0)
    assert PASSWORD not in str(caught.value)


def test_address_is_in_no_log_and_no_repr(
    channel: Receiver, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for answer in (200, 500, "cut"):
        channel.answer = answer
        said = channel.channel().send(MESSAGE)
        assert PASSWORD not in f"{said} {channel.channel()!r}"
    assert PASSWORD not in caplog.text + "".join(capfd.readouterr())
    assert f":{channel.port}" not in caplog.text


def test_process_ends_though_a_channel_hangs(channel: Receiver) -> None:
    channel.answer = "hang"
    code = (
        "import sys; from pydantic import SecretStr; from agent.notice.channel import Channel, Message\n"
        "print(Channel('env:A', SecretStr(sys.stdin.readline().strip()), 0.3).send(Message('t', 'b')).outcome)"
    )
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, input=channel.url, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.returncode) == ("uncertain", 0), done.stderr


def test_nothing_of_apprise_is_loaded_before_there_is_a_channel() -> None:
    code = "import sys, flows.track_watch, flows.track_notices, agent.app.notices; print('apprise' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
