"""A store as the recorder leaves it, made from the model's own nouns, with real small pictures."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.model import BatchRecord, Draft, Drift, JobRecord, Receipt, State

BATCH = "20261123-155959-ab12cd"
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>\u2028=1+1"
STEPS = (
    ("open", "issue", "", "https://console.test/issue?page=1"),
    ("tick-rows", "issue.orders", "role=row", "https://console.test/issue?page=1"),
    ("click", "issue.next", "role=button", "https://console.test/confirm"),
    ("draft", "confirm", "", "https://console.test/confirm"),
)


def png(width: int = 240, height: int = 150, colour: tuple[int, int, int] = (230, 236, 244)) -> bytes:
    """Return a picture with a dark bar on top."""
    bar, plain = b"\0" + bytes((40, 60, 90)) * width, b"\0" + bytes(colour) * width
    raw = bar * (height // 8) + plain * (height - height // 8)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(raw)) + _chunk(b"IEND", b"")


def batch(name: str = BATCH, **facts: Any) -> BatchRecord:
    """Return a batch that took ten minutes."""
    usual = {"flow": "request", "version": "0.1.0", "started_at": START, "ended_at": START + timedelta(minutes=10)}
    return BatchRecord.model_validate({"batch": name} | usual | facts)


def job(account: str = "acc-0001", state: State = State.SETTLED, **facts: Any) -> JobRecord:
    """Return a job; a settled one has draft and receipt."""
    name = f"{account}.request.1"
    usual: dict[str, Any] = {
        "flow": "request",
        "uid": "1009876543210987",
        "site": "sandbox",
        "locale": "zh-CN",
        "attempts": 1,
        "input": {"orders": ["202611000000000123", "202611000000000124"]},
        "started_at": START + timedelta(seconds=5),
        "ended_at": START + timedelta(seconds=17),
        "seconds": 12.25,
        "catalogs": {"issue": "0123456789ab"},
    }
    if state is State.SETTLED:
        fields = {"title": "杭州示例科技有限公司", "email": "invoice@example.com"}
        usual["draft"] = Draft(fields=fields, fen=123450, key={"orders": ["202611000000000123"]})
        usual["receipt"] = Receipt(number="0020261123000017", state="开票中", fen=123450)
    where = {"job": name, "batch": BATCH, "account": account, "state": state, "folder": f"{account}/{name}"}
    return JobRecord.model_validate(where | usual | facts)


def six_jobs() -> list[JobRecord]:
    """Return one job for each thing that a report must show."""
    drift = Drift(page="issue", target="next", way="text=下一步", rank=2)
    told = {"message": "console: 额度不足", "reason": "refused", "next_step": "Settle the cause in the console."}
    return [
        job("acc-0001"),
        job("acc-0002", is_already_there=True, message="already there: 0020261123000017"),
        job("上海分公司-03", drifts=[drift]),
        job("acc-0004", State.REFUSED, draft=Draft(fields={"title": "某某"}, fen=9900), **told),
        job("acc-0005", State.PARKED, reason="captcha", message=HOSTILE, next_step="Sign in by hand once.", uid="=1+1"),
        job("acc-0006", State.FAILED, reason="technical", message="no answer in 30 s", next_step="Run it again."),
    ]


def write_store(store: Path, jobs: list[JobRecord], record: BatchRecord | None = None, *, size: int = 240) -> Path:
    """Write a batch with its jobs, journals and pictures, and return the batch's folder."""
    record = record or batch(jobs=len(jobs), accounts=len(jobs))
    folder = store / record.batch
    folder.mkdir(parents=True)
    (folder / "batch.json").write_text(record.model_dump_json(), encoding="utf-8")
    for each in jobs:
        write_job(folder, each, size=size)
    return folder


def write_job(batch_folder: Path, record: JobRecord, *, size: int = 240) -> Path:
    """Write one job's record, journal and pictures, and return its folder."""
    folder = batch_folder / record.folder
    folder.mkdir(parents=True)
    (folder / "job.json").write_text(record.model_dump_json(), encoding="utf-8")
    lines, previous = [], ""
    for seq, (verb, target, way, url) in enumerate(STEPS, start=1):
        picture = f"{seq:04d}-{verb}-{target}.png"
        data = png(size, size * 5 // 8, (160 + 6 * seq, 236 - 10 * seq, 244))
        (folder / picture).write_bytes(data)
        at = (START + timedelta(seconds=5 + seq)).isoformat()
        step = {
            "seq": seq,
            "at": at,
            "verb": verb,
            "target": target,
            "way": way,
            "drift": 2 if record.drifts else 0,
            "url": url,
        }
        step |= {"note": "", "picture": picture, "sha256": hashlib.sha256(data).hexdigest(), "previous": previous}
        lines.append(json.dumps(step, ensure_ascii=False))
        previous = hashlib.sha256(lines[-1].encode()).hexdigest()
    (folder / "journal.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return folder


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
