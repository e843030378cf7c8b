"""The stand-in console as tests see it: a process, its switches, and what it received."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.child import leashed

END_S = 20.0


class Standin:
    """A running stand-in."""

    def __init__(self, url: str, passport: str) -> None:
        self.url = url
        self.passport = passport
        self._http = httpx.Client(base_url=url, timeout=10, trust_env=False)

    def reset(self, *, locale: str = "zh-CN", ui: str = "new") -> None:
        """Forget everything; set language and generation."""
        self.reset_faults()
        self._http.post("/_sandbox/reset", json={}).raise_for_status()
        settings = {"locale": locale, "ui": ui, "issue_after_s": 60, "latency_ms": 0}
        self._http.post("/_sandbox/settings", json=settings).raise_for_status()

    def fault(self, name: str, **options: Any) -> None:
        """Switch one fault on."""
        self._http.post("/_sandbox/faults", json={name: options}).raise_for_status()

    def faults(self) -> dict[str, dict[str, Any]]:
        """Return the faults that are on, each with how often it has acted."""
        faults: dict[str, dict[str, Any]] = self._get("faults")
        return faults

    def reset_faults(self) -> None:
        """Switch every fault off."""
        self._http.delete("/_sandbox/faults").raise_for_status()

    def calm(self) -> None:
        """Let the console accept what it is sent, and nothing go wrong.

        It would notice by itself what is used up or there: only what is ours may stand against a double.
        """
        self._http.put("/_sandbox/faults", json={"no-server-check": {"at": "writes"}}).raise_for_status()

    def correct(self, order: str, *, fen: int) -> None:
        """Let what is left of an order be another amount."""
        self._http.post("/_sandbox/orders", json={"order": order, "fen": fen}).raise_for_status()

    def pass_title(self, title: str) -> None:
        """Let the review of a title end well."""
        self._http.post("/_sandbox/titles", json={"title": title, "passed": True}).raise_for_status()

    def parcel(self, number: str, *codes: str, every_s: int = 3600) -> None:
        """Let these things have happened to a parcel, one after the other, the last of them just now."""
        events = [{"code": code, "after_s": -every_s * back} for back, code in enumerate(reversed(codes))]
        self._http.post("/_sandbox/parcels", json={"number": number, "events": events}).raise_for_status()

    def add_invoices(self, account: str, count: int) -> None:
        """Give an account so many more invoices."""
        self._http.post("/_sandbox/invoices", json={"account": account, "count": count}).raise_for_status()

    def parcels(self, parcels: list[dict[str, Any]]) -> None:
        """Enter many parcels, as ``POST /_sandbox/parcels`` takes them."""
        self._http.post("/_sandbox/parcels", json={"parcels": parcels}).raise_for_status()

    def mailed(self) -> list[dict[str, Any]]:
        """Return every parcel with what has happened to it, and what is going to."""
        mailed: list[dict[str, Any]] = self._get("parcels")
        return mailed

    def asked(self) -> dict[str, Any]:
        """Return when gateways that mind it were asked about each number, and how often that found it locked."""
        asked: dict[str, Any] = self._get("asked")
        return asked

    def push(self, to: str, carrier: str, number: str, **more: Any) -> dict[str, Any]:
        """Have a carrier push what it knows of a parcel, and return what was sent, and how it was answered."""
        order = {"to": to, "carrier": carrier, "number": number, **more}
        told: dict[str, Any] = self._http.post("/_sandbox/push", json=order).raise_for_status().json()
        return told

    def received(self) -> list[dict[str, Any]]:
        """Return every write that was accepted."""
        received: list[dict[str, Any]] = self._get("received")
        return received

    def accounts(self) -> list[dict[str, Any]]:
        """Return all accounts with their secrets and what can be invoiced."""
        accounts: list[dict[str, Any]] = self._get("accounts")
        return accounts

    def requests(self) -> dict[str, Any]:
        """Return how often each action was asked for."""
        requests: dict[str, Any] = self._get("requests")
        return requests

    def advance(self, seconds: float) -> None:
        """Move the stand-in's clock."""
        self._http.post("/_sandbox/clock", json={"advance_s": seconds}).raise_for_status()

    def put_forward(self, seconds: float) -> None:
        """Set the stand-in's clock so far ahead of the real one."""
        at = datetime.now(UTC) + timedelta(seconds=seconds)
        self._http.post("/_sandbox/clock", json={"set": at.isoformat()}).raise_for_status()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _get(self, what: str) -> Any:
        return self._http.get(f"/_sandbox/{what}").raise_for_status().json()


@contextmanager
def start_standin(*options: str) -> Iterator[Standin]:
    """Run a stand-in on free ports for as long as the context lasts."""
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", "--json", "--exit-with-parent", *options]
    with leashed(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        standin = Standin(said["console"], said["passport"])
        try:
            yield standin
        finally:
            standin.close()
            process.terminate()
            process.wait(END_S)
