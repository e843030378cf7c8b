"""What flows that read have kept, as tests see it."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.model import JobRecord
from tests.flows.engine import Engine
from tests.flows.standin import Standin


def kept(engine: Engine, flow: str, index: int = 0) -> dict[str, dict[str, Any]]:
    """Return what was read last of one account, by the key of the flow."""
    account = engine.account(index)
    lines = engine.readings().last(flow, [(engine.site.known_as, account.uid)])
    return {line.key: dict(line.line) for line in lines}


def steps(engine: Engine, record: JobRecord, verb: str) -> list[str]:
    """Return the notes of the steps of a verb."""
    text = (engine.folder / "store" / record.batch / record.folder / "journal.jsonl").read_text(encoding="utf-8")
    return [step["note"] for step in map(json.loads, text.splitlines()) if step["verb"] == verb]


def seeded(standin: Standin, kind: str, ages: range) -> tuple[int, dict[str, Any]]:
    """Return an issued invoice of a kind and age from before the stand-in was set up, and whose it is."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    for index, account in enumerate(standin.accounts()):
        for invoice in account["invoices"]:
            age = (today - date.fromisoformat(invoice["issued_on"])).days if invoice["issued_on"] else -1
            if (invoice["kind"], invoice["status"]) == (kind, "issued") and age in ages:
                return index, invoice
    raise AssertionError(f"the seed holds no {kind} of {ages}")


def issued(standin: Standin, engine: Engine) -> str:
    """Request everything of the first account, let it be issued, and return the invoice's number."""
    engine.run(0)
    standin.advance(3600)
    (write,) = standin.received()
    invoices = standin.accounts()[0]["invoices"]
    return next(str(invoice["number"]) for invoice in invoices if invoice["application"] == write["id"])


def newest_digital(standin: Standin, index: int = 0) -> str:
    """Return the number of an account's newest digital invoice from before the stand-in was set up."""
    invoices = standin.accounts()[index]["invoices"]
    return next(
        str(line["number"]) for line in invoices if line["status"] == "issued" and line["kind"].startswith("digital")
    )
