"""The stand-in console as a process of its own: reset before each run, asked afterwards what it received."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psutil

from benchmarks.machine import BenchmarkError
from sandbox.nouns import ENTITIES

_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Wanted:
    """What an account that can be invoiced must have sent, once."""

    orders: tuple[str, ...]
    kind: str


class Standin:
    """A running stand-in, without faults."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self._process = psutil.Process(pid)
        self._http = httpx.Client(base_url=url, timeout=_TIMEOUT_S, trust_env=False)

    def reset(self, accounts: int, *, latency_ms: int = 0) -> None:
        """Forget every session and every request, have this many accounts, and take so long for each answer."""
        self._http.post("/_sandbox/reset", json={"accounts": accounts}).raise_for_status()
        self._http.post("/_sandbox/settings", json={"latency_ms": latency_ms}).raise_for_status()

    def accounts(self) -> list[dict[str, Any]]:
        """Return all accounts with their secrets."""
        accounts: list[dict[str, Any]] = self._get("accounts")
        return accounts

    def add_invoices(self, account: str, count: int) -> None:
        """Give an account so many more invoices."""
        self._http.post("/_sandbox/invoices", json={"account": account, "count": count}).raise_for_status()

    def mail(self, parcels: list[dict[str, Any]]) -> None:
        """Let the carriers know of parcels."""
        self._http.post("/_sandbox/parcels", json={"parcels": parcels}).raise_for_status()

    def count(self, action: str) -> int:
        """Return how often an action was asked for and answered since the reset."""
        return int(self._get("requests").get(action, {}).get("accepted", 0))

    def cpu_s(self) -> float:
        """Return the CPU time that the stand-in has used so far, in seconds."""
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def check_received(self, wanted: Mapping[str, Wanted]) -> None:
        """Hold what arrived against what had to: one request from each account that can be invoiced, all its orders.

        Raises:
            BenchmarkError: A request is missing, arrived twice or is another one: the run was no measurement.
        """
        received = [
            (write["account"], tuple(sorted(write["key"]["orders"])), write["type"]) for write in self._get("received")
        ]
        right = [(uid, want.orders, want.kind) for uid, want in wanted.items()]
        if sorted(received) == sorted(right):
            return
        missing, other = set(right) - set(received), set(received) - set(right)
        raise BenchmarkError(
            f"{len(received)} requests arrived where {len(right)} had to;"
            f" missing: {_some(missing)}; not asked for: {_some(other)}"
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _get(self, what: str) -> Any:
        return self._http.get(f"/_sandbox/{what}").raise_for_status().json()


def wanted_of(accounts: list[dict[str, Any]]) -> dict[str, Wanted]:
    """Return by uid what has to arrive: no title and a deficit (欠票) are refused, the first entity is preset."""
    wanted = {}
    for account in accounts:
        orders = [line["order"] for line in account["orders"]["invoiceable"] if line["entity"] == ENTITIES[0].code]
        if orders and account["offers"] and not account["deficit_fen"]:
            kind = next(kind for kind in ("digital-special", "digital-general") if kind in account["offers"])
            wanted[account["uid"]] = Wanted(tuple(sorted(orders)), kind)
    return wanted


@contextmanager
def start_standin(*options: str) -> Iterator[Standin]:
    """Run a stand-in on free ports for as long as the context lasts."""
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", "--json", "--exit-with-parent", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith("{"):
            raise BenchmarkError("the stand-in console did not start; its reason stands above")
        standin = Standin(json.loads(line)["console"], process.pid)
        try:
            yield standin
        finally:
            standin.close()
            process.terminate()


def _some(things: set[tuple[str, tuple[str, ...], str]]) -> str:
    return ", ".join(f"{uid} ({len(orders)} orders, {kind})" for uid, orders, kind in sorted(things)[:3]) or "nothing"
