"""Plans, keys and approvals made from the model's own nouns."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from agent.errors import InputError
from agent.letter import Letter
from agent.model import BatchRecord, Draft, HeldRequest, JobRecord, State
from agent.plan import Approval, Picture, Plan, approve, new_plan, planned_job, write_plan

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PLANNER, APPROVER = "li.lei", "Wang Fang 王芳"
SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
PEM = SecretStr(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
APPROVERS = {APPROVER: PUBLIC}


def draft(fen: int | None = 10_000, **fields: str) -> Draft:
    """Return a draft as the last page shows it."""
    usual = {"title": "杭州示例科技有限公司", "amount": f"¥{(fen or 0) / 100:.2f}"}
    return Draft(fields=usual | fields, fen=fen, key={"orders": ["202611000000123"]})


def request(body: Any = None, host: str = "api.test", **query: Any) -> HeldRequest:
    """Return a request as the gate holds it."""
    said = {"params": {"InvoiceAmount": 10_000, "Emails": ["a@example.com"]}} if body is None else body
    return Letter("POST", host, "/data/api.json", {"action": "ApplyInvoice"} | query, said).held()


def record(account: str = "acc-0001", state: State = State.PLANNED, **facts: Any) -> JobRecord:
    """Return the record of a job that was planned."""
    usual: dict[str, Any] = {"uid": "1009876543210987", "site": "sandbox", "input": {"orders": ["202611000000123"]}}
    if state is State.PLANNED:
        usual |= {"draft": draft(), "request": request()}
    where = {"job": f"{account}.request.1", "batch": "b-1", "flow": "request", "account": account, "state": state}
    return JobRecord.model_validate(where | usual | facts)


def plan(*records: JobRecord, flow: str = "request", **facts: Any) -> Plan:
    """Return the plan of these jobs, or of two to send and one not to send."""
    told = {"message": "console: 额度不足", "next_step": "Settle it."}
    jobs = records or (record(), record("acc-0002", draft=draft(123_450)), record("上海-03", State.REFUSED, **told))
    batch = BatchRecord(batch="b-1", flow=flow, version="0.1.0", started_at=NOW)
    picture = Picture(path="acc-0001/x/0001-draft.png", sha256="0" * 64)
    planned = [planned_job(each, source="jobs.csv:2", pictures=[picture]) for each in jobs]
    usual: dict[str, Any] = {"made_by": PLANNER, "sites": {"sandbox": "http://127.0.0.1:8765"}, "report": "r.html"}
    return new_plan(batch, planned, **usual | facts)


def approval(plan_sha: str = "ab" * 32, **facts: Any) -> Approval:
    """Return an approval that lasts a day."""
    usual: dict[str, Any] = {"plan_name": "p.json", "by": APPROVER, "pem": PEM, "lasts_h": 24.0, "now": NOW}
    return approve(plan_sha, **usual | facts)


def written(folder: Path, made: Plan | None = None) -> tuple[Path, str]:
    """Write a plan; return its path and SHA-256."""
    path = folder / "p.json"
    return path, write_plan(path, made or plan())


def refusal(act: Callable[[], object]) -> str:
    """Return the words with which something is refused."""
    with pytest.raises(InputError) as caught:
        act()
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value.message


def later(hours: float) -> datetime:
    """Return a time so many hours after the approval."""
    return NOW + timedelta(hours=hours)
