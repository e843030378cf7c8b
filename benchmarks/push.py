"""``python -m benchmarks.push``: how many pushes a second are on disk and acknowledged, and how long each waits.

The server is the command itself, on a file; who pushes is a process of its own, over connections that are kept.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import md5, sha256
from hmac import digest
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from agent.database import ready_database
from agent.settings import TrackingSettings
from agent.tracking.book import Book
from agent.tracking.carriers.ems_cipher import encrypted
from benchmarks.machine import BenchmarkError, clean_env, describe

KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
SALT = "benchmark-salt"
LEAST = 500
"""Pushes a second that are wanted."""
EVENTS = 10
"""Events of each parcel: every push of EMS tells one, those of the others all up to then."""
CARRIERS = ("ems", "kuaidi100", "17track", "aftership")
_START = datetime(2026, 1, 3, 2, tzinfo=UTC)
_SETTINGS = {
    "EMS_KEY": KEY,
    "EMS_CUSTOMER": "1100000000001",
    "KUAIDI100_SALT": SALT,
    "SEVENTEENTRACK_KEY": SALT,
    "AFTERSHIP_WEBHOOK_SECRET": SALT,
}


@dataclass(frozen=True)
class Rate:
    """What one run took."""

    carrier: str
    pushes: int
    seconds: float
    waits_s: Sequence[float]
    """From sending a push to its acknowledgement, each."""

    def line(self) -> str:
        """Return it for people."""
        waits = sorted(self.waits_s)
        p50, p99 = (waits[min(len(waits) - 1, int(len(waits) * part))] * 1000 for part in (0.5, 0.99))
        rate = self.pushes / self.seconds
        return f"{self.carrier:10} {self.pushes:7} {rate:8.0f}/s  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms"


def main(
    pushes: Annotated[int, typer.Option(min=EVENTS, help="Pushes of each carrier.")] = 10_000,
    connections: Annotated[int, typer.Option(min=1, help="How many push at the same time.")] = 32,
    database: Annotated[str, typer.Option(help="Address of an empty database; a file of its own if not given.")] = "",
) -> None:
    """Push to the server and print rate and waits of each carrier."""
    for name, value in describe().items():
        print(f"{name}: {value}")
    numbers = [f"10{10_000_000 + serial}503" for serial in range(pushes // EVENTS)]
    with TemporaryDirectory(prefix="fapiao-bench-") as folder:
        address = database or f"sqlite:///{Path(folder) / 'fapiao.db'}"
        _follow(address, numbers)
        with (
            _server(address) as port,
            ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other,
        ):
            rates = [other.submit(_pushed, carrier, port, numbers, connections).result() for carrier in CARRIERS]
        _check(address, numbers)
    for rate in rates:
        print(rate.line())
    if any(rate.pushes / rate.seconds < LEAST for rate in rates):
        raise typer.Exit(1)


def _follow(address: str, numbers: Sequence[str]) -> None:
    engine = ready_database(address)
    for carrier in CARRIERS:
        Book(engine, carrier, TrackingSettings()).follow(dict.fromkeys(numbers, ""))
    engine.dispose()


def _check(address: str, numbers: Sequence[str]) -> None:
    """Hold the books against what was acknowledged.

    Raises:
        BenchmarkError: An event is missing: the run was no measurement.
    """
    engine = ready_database(address)
    for carrier in CARRIERS:
        entries = Book(engine, carrier, TrackingSettings()).entries()
        if [len(entry.parcel.events) for entry in entries] != [EVENTS] * len(numbers):
            raise BenchmarkError(f"{carrier}: not every push that was acknowledged is in the book")
    engine.dispose()


@contextmanager
def _server(address: str) -> Iterator[int]:
    """Run the command on a free port, which is given."""
    secrets = {f"BENCH_{name}": value for name, value in _SETTINGS.items()}
    references = {f"FAPIAO_TRACKING__{name}": f"env:BENCH_{name}" for name in _SETTINGS}
    env = clean_env(FAPIAO_DATABASE_URL=address, **secrets, **references)
    command = [sys.executable, "-m", "agent", "track", "push-server", "--port", "0", "--json"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(json.loads(process.stdout.readline())["listening"]["port"])
        finally:
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
            print(f"the server's own count: {process.stdout.read().strip()}")


def _pushed(carrier: str, port: int, numbers: Sequence[str], connections: int) -> Rate:
    requests = [_request(carrier, number, count) for count in range(1, EVENTS + 1) for number in numbers]
    return asyncio.run(_push_all(carrier, port, requests, connections))


async def _push_all(carrier: str, port: int, requests: Sequence[bytes], connections: int) -> Rate:
    waits_s: list[float] = []
    left = iter(requests)

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in left:
            started = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            waits_s.append(time.perf_counter() - started)
            if b" 200 " not in head.split(b"\r\n")[0] or b"S00001" in body:
                raise BenchmarkError(f"{carrier}: a push was not taken: {head!r} {body!r}")
        writer.close()
        await writer.wait_closed()

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return Rate(carrier, len(requests), time.perf_counter() - started, waits_s)


def _request(carrier: str, number: str, count: int) -> bytes:
    """Return a push about the first events of a parcel, as it goes over the wire."""
    headers, body = _MADE[carrier](number, count)
    lines = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST /push/{carrier} HTTP/1.1\r\n{head}\r\n".encode() + body


def _ems(number: str, count: int) -> tuple[dict[str, str], bytes]:
    at = f"{_at(count) + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
    item = {"waybillNo": number, "opTime": at, "opCode": "389", "opName": "离开处理中心", "opDesc": f"第{count}站"}
    sealed = encrypted(json.dumps(item, ensure_ascii=False), KEY)
    return {}, _json({"logitcsInterface": sealed, "method": "040002", "serialNo": f"{number}-{count}"})


def _kuaidi100(number: str, count: int) -> tuple[dict[str, str], bytes]:
    data = [{"time": f"{_at(each):%Y-%m-%d %H:%M:%S}", "context": f"第{each}站"} for each in range(1, count + 1)]
    told = {"status": "polling", "lastResult": {"status": "200", "state": "0", "nu": number, "data": data}}
    param = _json(told).decode()
    sign = md5((param + SALT).encode(), usedforsecurity=False).hexdigest().upper()
    return {}, urlencode({"param": param, "sign": sign}).encode()


def _seventeentrack(number: str, count: int) -> tuple[dict[str, str], bytes]:
    events = [{"time_iso": _at(each).isoformat(), "description": f"stop {each}"} for each in range(1, count + 1)]
    info = {"latest_status": {"status": "InTransit"}, "tracking": {"providers": [{"events": events}]}}
    body = _json({"event": "TRACKING_UPDATED", "data": {"number": number, "track_info": info}})
    return {"sign": sha256(body + b"/" + SALT.encode()).hexdigest()}, body


def _aftership(number: str, count: int) -> tuple[dict[str, str], bytes]:
    events = [{"checkpoint_time": _at(each).isoformat(), "message": f"stop {each}"} for each in range(1, count + 1)]
    message = {"tracking_number": number, "tag": "InTransit", "checkpoints": events}
    body = _json({"event": "tracking_update", "msg": message})
    return {"aftership-hmac-sha256": b64encode(digest(SALT.encode(), body, "sha256")).decode()}, body


_MADE = {"ems": _ems, "kuaidi100": _kuaidi100, "17track": _seventeentrack, "aftership": _aftership}


def _at(count: int) -> datetime:
    return _START + timedelta(hours=count)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


if __name__ == "__main__":
    typer.run(main)
