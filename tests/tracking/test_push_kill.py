"""A server that is killed in the middle, again and again: no push that it has acknowledged is lost."""

from __future__ import annotations

import http.client
import signal
import threading
from collections.abc import Sequence

from agent.database import ready_database
from agent.tracking.book import Book
from tests.tracking.push_process import environ, started
from tests.tracking.pushes import Made, Told, ems
from tests.tracking.shelf import STEADY

KILLS, SENDERS, BEFORE_A_KILL = 3, 4, 60
NUMBERS = [f"10{10_000_000 + serial}503" for serial in range(400)]
KEY = tuple[str, int]


class Senders:
    """Sends what is left until the server is gone; notes what was acknowledged."""

    def __init__(self, left: dict[KEY, Made]) -> None:
        self.left, self.acknowledged = left, set[KEY]()
        self._turn = threading.Condition()

    def run(self, port: int) -> list[threading.Thread]:
        shares = [list(self.left)[place::SENDERS] for place in range(SENDERS)]
        threads = [threading.Thread(target=self._send, args=(port, share)) for share in shares]
        for thread in threads:
            thread.start()
        return threads

    def wait_for(self, count: int) -> None:
        with self._turn:
            assert self._turn.wait_for(lambda: len(self.acknowledged) >= count, timeout=60)

    def _send(self, port: int, share: Sequence[KEY]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            for key in share:
                connection.request("POST", "/push/ems", self.left[key][1])
                if b'"00000"' in connection.getresponse().read():
                    with self._turn:
                        self.acknowledged.add(key)
                        self._turn.notify()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()


def _written(address: str) -> set[KEY]:
    engine = ready_database(address)
    entries = Book(engine, "ems", STEADY).entries()
    engine.dispose()
    return {(entry.number, int(event.text)) for entry in entries for event in entry.parcel.events}


def test_killed_server_loses_no_push_that_it_has_acknowledged(address: str) -> None:
    engine = ready_database(address)
    Book(engine, "ems", STEADY).follow(dict.fromkeys(NUMBERS, ""))
    engine.dispose()
    senders = Senders({(n, hour): ems(n, [Told(hour, "389", str(hour))]) for hour in range(3) for n in NUMBERS})
    everything = set(senders.left)
    env = environ(address, "ems")
    for kill in range(1, KILLS + 1):
        with started(env) as server:
            threads = senders.run(server.port)
            senders.wait_for(kill * BEFORE_A_KILL)
            server.process.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join()
        assert senders.acknowledged <= _written(address)
        assert len(senders.acknowledged) < len(everything)
        senders.left = {key: made for key, made in senders.left.items() if key not in senders.acknowledged}
    with started(env) as server:
        for thread in senders.run(server.port):
            thread.join()
        server.end(signal.SIGTERM)
    assert senders.acknowledged == everything == _written(address)
