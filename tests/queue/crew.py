"""Workers as processes of their own, which can be killed and frozen, and the log they all write to."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent.database import ready_database
from agent.queue.limits import Limits
from agent.queue.queue import Queue
from agent.queue.running import Tell
from agent.queue.ticket import JobTicket
from agent.queue.worker import Worker
from tests.queue.orders import FAST, SITE, a_batch, settled, some_jobs, until


@dataclass(frozen=True)
class Line:
    """One thing that a worker did."""

    at: int
    """Nanoseconds of the machine's clock."""
    word: str
    """``ready``, ``start``, ``end``, ``lost`` (ended, but no longer its own) or what the job was told."""
    worker: str
    job: str
    uid: str
    claim: int


class Crew:
    """The processes of one test."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address = address
        self._log = folder / "crew.jsonl"
        self._hands: list[subprocess.Popen[bytes]] = []

    def start(self, *, seconds: float, limits: Limits = FAST, accounts: int = 0, each: int = 1) -> Hand:
        """Start a worker and wait until it is ready.

        Args:
            seconds: How long each job takes, unless it is told something.
            accounts: If given, the worker puts in a batch of its own, bound to it.
        """
        ready = len(self.lines("ready"))
        order = {"address": self._address, "log": str(self._log), "seconds": seconds, "limits": asdict(limits)}
        order |= {"accounts": accounts, "each": each}
        process = subprocess.Popen([sys.executable, "-m", "tests.queue.crew", json.dumps(order)])
        self._hands.append(process)
        until(lambda: len(self.lines("ready")) > ready, within_s=30)
        return Hand(process, self.lines("ready")[-1].worker)

    def lines(self, *words: str) -> list[Line]:
        """Return what the workers did, in order of time."""
        text = self._log.read_text() if self._log.exists() else ""
        lines = [Line(**json.loads(line)) for line in text.splitlines()]
        return sorted((line for line in lines if not words or line.word in words), key=lambda line: line.at)

    def end(self) -> None:
        """Kill what is left."""
        for process in self._hands:
            process.kill()
            process.wait()


@dataclass(frozen=True)
class Hand:
    """One worker's process."""

    process: subprocess.Popen[bytes]
    worker: str

    def kill(self) -> None:
        """End it without a word (kill -9)."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> int:
        """Ask it to stop, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


async def _work(order: dict[str, Any]) -> None:
    queue = Queue(ready_database(order["address"]), Limits(**order["limits"]))

    def say(word: str, ticket: JobTicket | None = None) -> None:
        record = ticket.record if ticket else None
        facts = {"job": record.job, "uid": record.uid} if record else {"job": "", "uid": ""}
        line = {"at": time.monotonic_ns(), "word": word, "worker": worker.id, "claim": ticket.claim if ticket else 0}
        with Path(order["log"]).open("a") as log:
            log.write(json.dumps(line | facts) + "\n")

    async def work(ticket: JobTicket) -> None:
        say("start", ticket)
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), order["seconds"])
        is_kept = worker.keep(ticket, settled(ticket.record))
        say("end" if is_kept else "lost", ticket)

    def tell(ticket: JobTicket, what: Tell) -> None:
        say(what, ticket)
        told.set()

    told = asyncio.Event()
    worker = Worker(queue, work, tell, sites=[SITE], is_bound=bool(order["accounts"]))
    async with worker:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        if order["accounts"]:
            queue.put(a_batch("bound"), some_jobs(order["accounts"], order["each"]), bound_to=worker.id)
        say("ready")
        await worker.until_stopped()
    queue.close()


if __name__ == "__main__":
    asyncio.run(_work(json.loads(sys.argv[1])))
