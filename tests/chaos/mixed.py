"""The stand-in asked for something of everything: tickets, returns, mailboxes, addresses, titles in one file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.consoles import StandinConsole, Task, write_table

Line = dict[str, str]

ACCOUNTS = 6
_PLACE = ("浙江省", "杭州市", "余杭区")
_RECIPIENT, _MOBILE, _STREET = "王小明", "13800138000", "文一西路"
_REFERENCE = re.compile(r"\[([^\]]+)\]$")
_PROOF = b"%PDF-1.4\n% proof of a business name change, for the stand-in\n"
_COMPANY = "有限公司"


@dataclass(frozen=True)
class _Kind:
    """One flow: a job for an account, and its key as the ledger has it, of the job and of what was received."""

    write: str
    job: Callable[[dict[str, Any]], Line]
    asked: Callable[[Line], str]
    known: Callable[[dict[str, Any]], str]


def _ticket(account: dict[str, Any]) -> Line:
    text = "Please send the statement of last month."
    return {"reference": f"SSC-{account['account']}", "subject": "Statement", "description": text}


def _return(account: dict[str, Any]) -> Line:
    issued = [line for line in account["invoices"] if line["status"] == "issued"]
    number = next(line["number"] for line in issued if line["kind"].startswith("digital"))
    return {"number": number, "reason": "issue-error"}


def _address(account: dict[str, Any]) -> Line:
    place = dict(zip(("province", "city", "district"), _PLACE, strict=True))
    return {"recipient": _RECIPIENT, "mobile": _MOBILE, **place, "detail": f"{_STREET} 1 号 {account['account']}"}


def _line_of(detail: str) -> str:
    """Return an address as the ledger knows it."""
    return f"{_RECIPIENT}; {_MOBILE}; {' '.join(_PLACE)}; {detail}"


def _title(account: dict[str, Any]) -> Line:
    return {"new_title": f"{account['title'].removesuffix(_COMPANY)}集团{_COMPANY}", "proof": "proof.pdf"}


KINDS = {
    # The stand-in takes the same ticket as often as it comes; only the title tells that it is the same.
    "submit-ticket": _Kind(
        "submit-ticket", _ticket, lambda line: line["reference"], lambda write: _REFERENCE.findall(write["title"])[0]
    ),
    "return-invoice": _Kind(
        "return-invoice", _return, lambda line: line["number"], lambda write: str(write["key"]["invoice"])
    ),
    "set-mailbox": _Kind(
        "mailbox",
        lambda account: {"email": f"ap-{account['account']}@example.com"},
        lambda line: line["email"],
        lambda write: str(write["key"]["mailbox"]),
    ),
    "set-mailing-address": _Kind(
        "address",
        _address,
        lambda line: _line_of(line["detail"]),
        lambda write: _line_of(_STREET + write["key"]["address"].partition(_STREET)[2]),
    ),
    "change-invoice-title": _Kind(
        "title-change", _title, lambda line: line["new_title"], lambda write: str(write["key"]["title"])
    ),
}
"""Flows by their name. No two kinds have keys that look alike, so a key alone tells what was asked for."""


@dataclass(frozen=True)
class MixedConsole(StandinConsole):
    """The stand-in: several flows for each account; all accounts begin with the same one."""

    first: str = "submit-ticket"
    """The flow that every account begins with: the one that is hit where a run is killed at a point."""

    def prepare(self, folder: Path, orders: int) -> Task:
        """Write roster and jobs into a folder: one job more than so many for each account, each of another flow."""
        plain = [one for one in self.standin.accounts() if (one["kind"], one["profile"]) == ("enterprise", "")]
        flows = list(KINDS)
        at = flows.index(self.first)
        wanted = (flows[at:] + flows[:at])[: orders + 1]
        (folder / "proof.pdf").write_bytes(_PROOF)
        jobs = [
            {"account": one["account"], "flow": flow} | KINDS[flow].job(one)
            for flow in wanted
            for one in plain[:ACCOUNTS]
        ]
        for job in jobs:
            if "proof" in job:
                job["proof"] = str(folder / job["proof"])
        columns = sorted({column for job in jobs for column in job})
        write_table(folder / "jobs.csv", columns, [[job.get(column, "") for column in columns] for job in jobs])
        asked = frozenset(KINDS[job["flow"]].asked(job) for job in jobs)
        assert len(asked) == len(jobs), "two jobs have the same key"
        return Task(["--site-url", self.standin.url], self.environ(folder), asked)

    def received(self) -> Counter[str]:
        """Return how often each key was accepted; of what nobody asked for, too."""
        known = {kind.write: kind.known for kind in KINDS.values()}
        return Counter(known[write["kind"]](write) for write in self.standin.received())
