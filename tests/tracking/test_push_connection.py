"""The server on a socket: who does not get on is closed, and what is under way is finished."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from agent.tracking.connection import PushServer
from agent.tracking.reception import Bounds
from tests.own_loop import run_alone
from tests.tracking.pushes import Front, Told, push
from tests.tracking.shelf import NUMBER, OTHER, Shelf

BOUNDS = Bounds(body_bytes=5000, head_bytes=2000, stop_s=5)
WITHIN_S = 10.0
HEADERS, BODY = push("17track", Told(0, "203"))
HEAD = "POST /push/17track HTTP/1.1\r\nHost: localhost\r\n" + "".join(f"{n}: {v}\r\n" for n, v in HEADERS.items())
WHOLE = f"{HEAD}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY


class Caller:
    """A connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def say(self, words: bytes) -> None:
        self._writer.write(words)

    async def answer(self) -> tuple[int, str]:
        """Return the status and the head of the next answer."""
        head = (await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), WITHIN_S)).decode()
        length = int(head.lower().partition("content-length:")[2].split()[0])
        await self._reader.readexactly(length)
        return int(head.split()[1]), head

    async def end(self) -> bytes:
        """Return what comes until the server closes the connection; a reset is an end like any other."""
        try:
            return await asyncio.wait_for(self._reader.read(), WITHIN_S)
        except ConnectionError:
            return b""

    def close(self) -> None:
        self._writer.close()


class House:
    """A server that runs in this process."""

    def __init__(self, front: Front, bounds: Bounds) -> None:
        self.server, self._callers = PushServer(front.app, bounds), list[Caller]()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._address = self._listener.getsockname()
        self.serving = asyncio.create_task(self.server.serve([self._listener]))

    async def call(self) -> Caller:
        caller = Caller(*await asyncio.open_connection(*self._address))
        self._callers.append(caller)
        return caller

    async def end(self) -> None:
        for caller in self._callers:
            caller.close()
        self.server.stop()
        await asyncio.wait_for(self.serving, WITHIN_S)


@asynccontextmanager
async def house(front: Front, bounds: Bounds) -> AsyncIterator[House]:
    made = House(front, bounds)
    try:
        yield made
    finally:
        await made.end()


@pytest.fixture
def run(shelf: Shelf) -> Callable[..., Front]:
    """Return a way to run a story with a server of these bounds."""

    def run(story: Callable[[House], Awaitable[None]], **bounds: Any) -> Front:
        shelf.book("17track").follow({NUMBER: "", OTHER: ""})
        changed = replace(BOUNDS, **bounds)
        front = Front(shelf.book, bounds=changed)

        async def whole() -> None:
            async with house(front, changed) as made:
                await story(made)

        run_alone(whole())
        return front

    return run


def test_one_connection_carries_many_pushes_and_answers_say_nothing_of_the_server(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        for _ in range(3):
            caller.say(WHOLE)
            status, head = await caller.answer()
            assert status == 200
            assert not {"server", "uvicorn"} & set(head.lower().replace(":", " ").split())

    assert (tally := run(story).tally).taken == 1
    assert tally.replayed == 2


@pytest.mark.parametrize("words", [b"", b"POST /push/17track HT", HEAD.encode()])
def test_head_that_does_not_end_is_waited_for_no_longer(run: Callable[..., Front], words: bytes) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        caller.say(words)
        assert await caller.end() == b""

    run(story, head_s=0.1)


def test_further_bytes_give_a_head_no_more_time(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        end = asyncio.create_task(caller.end())
        for _ in range(200):
            caller.say(b"x")
            await asyncio.wait([end], timeout=0.05)
            if end.done():
                return
        raise AssertionError("still listened to")

    run(story, head_s=0.2)


def test_second_head_on_a_connection_has_its_time_too(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        caller.say(WHOLE)
        await caller.answer()
        caller.say(b"POST /pu")
        assert await caller.end() == b""

    run(story, head_s=0.2)


def test_push_takes_longer_than_a_head_may(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        caller.say(WHOLE[:-1])
        await asyncio.wait([house.serving], timeout=0.3)
        caller.say(WHOLE[-1:])
        assert (await caller.answer())[0] == 200

    run(story, head_s=0.1)


def test_idle_connection_is_closed(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        caller.say(WHOLE)
        await caller.answer()
        assert await caller.end() == b""

    run(story, idle_s=1)


def test_whoever_is_one_too_many_is_closed_at_once(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        first, second = await house.call(), await house.call()
        for caller in (first, second):
            caller.say(WHOLE)
            await caller.answer()
        third = await house.call()
        third.say(WHOLE)
        assert await third.end() == b""
        first.say(WHOLE)
        assert (await first.answer())[0] == 200

    run(story, connections=2)


def test_head_that_is_too_large_is_refused(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        caller.say(HEAD.encode() + b"X-Long: " + b"x" * 3000)
        assert (await caller.end()).startswith(b"HTTP/1.1 400")

    run(story)


@pytest.mark.parametrize("length", ["Content-Length: 900000000", "Transfer-Encoding: chunked"])
def test_endless_body_is_refused_and_its_connection_closed(run: Callable[..., Front], length: str) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        caller.say(f"{HEAD}{length}\r\n\r\n1771\r\n".encode() + b"x" * 6001 + b"\r\n")
        said = await caller.end()
        assert said.startswith(b"HTTP/1.1 413")
        assert b"connection: close" in said

    assert run(story).tally.refused == {"size": 1}


def test_body_that_stops_is_answered_and_its_connection_closed(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        caller.say(WHOLE[:-5])
        assert (await caller.end()).startswith(b"HTTP/1.1 408")

    run(story, body_s=0.1)


def test_what_is_under_way_is_finished_when_it_is_stopped(run: Callable[..., Front]) -> None:
    async def story(house: House) -> None:
        caller = await house.call()
        caller.say(WHOLE[:-5])
        while not house.server.server_state.tasks:
            await asyncio.wait([house.serving], timeout=0.01)
        house.server.stop()
        while house.server.servers[0].is_serving():
            await asyncio.wait([house.serving], timeout=0.01)
        with pytest.raises(OSError, match=r"Connect|refused"):
            await house.call()
        caller.say(WHOLE[-5:])
        assert (await caller.answer())[0] == 200

    assert run(story).tally.taken == 1
