"""The archive: reads what the store holds of batches, jobs and their steps.

Jobs may be in flight while this reads: a half-written file is no error, the job is told as running.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from agent.errors import InputError, SetupError
from agent.model import BatchRecord, JobRecord, State

JOURNAL = "journal.jsonl"
LINES = "lines.json"
"""The file beside the journal that holds what was read."""
_IN_FLIGHT = "the job's record is not complete: it is still running, or the program was stopped"
_IN_FLIGHT_NEXT = "If nothing is running any more, run the same command again; what was sent is never sent twice."


class Step(BaseModel):
    """One line of a job's journal."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    seq: int
    at: AwareDatetime | None = None
    verb: str = ""
    target: str = ""
    way: str = ""
    drift: int = 0
    """How many better ways did not match; above 0 is drift."""
    url: str = ""
    note: str = ""
    picture: str | None = None
    """File name of the picture, beside the journal."""
    sha256: str | None = None
    previous: str | None = None


def batches(store: Path) -> list[BatchRecord]:
    """Return the batches of a store, newest first.

    Raises:
        InputError: There is no such folder.
    """
    return [_batch(store / name) for name in _batch_names(store)]


def latest(store: Path) -> BatchRecord:
    """Return the newest batch.

    Raises:
        InputError: The store holds none.
    """
    names = _batch_names(store)
    if not names:
        raise InputError(str(store), "holds no batch", "run a flow first, or name another folder with --store")
    return _batch(store / names[0])


def find_batch(store: Path, batch: str) -> BatchRecord:
    """Return the batch of that id.

    Raises:
        InputError: The store does not hold it; names those it holds.
    """
    names = _batch_names(store)
    if batch not in names:
        raise InputError(str(store), f"holds no batch {batch!r}", f"it holds {_some(batch, names)}")
    return _batch(store / batch)


def jobs(store: Path, batch: str) -> list[JobRecord]:
    """Return the jobs of a batch that have begun, by account and number.

    Raises:
        InputError: The store does not hold the batch.
    """
    found = find_batch(store, batch)
    return [_job(folder, found) for folder in _job_folders(store / batch)]


def find_job(store: Path, job_id: str) -> tuple[BatchRecord, JobRecord]:
    """Return a job and its batch: the newest of that id, or that of one batch if given as ``BATCH/JOB``.

    Raises:
        InputError: No batch holds it; names the nearest that one holds.
    """
    batch_id, _, job = job_id.rpartition("/")
    found = [find_batch(store, batch_id)] if batch_id else batches(store)
    for batch in found:
        for folder in _job_folders(store / batch.batch):
            if folder.name == job:
                return batch, _job(folder, batch)
    names = [folder.name for batch in found for folder in _job_folders(store / batch.batch)]
    raise InputError(
        str(store), f"holds no job {job_id!r}", f"it holds {_some(job, names)}; `fapiao status BATCH` lists all"
    )


def steps(store: Path, batch: str, record: JobRecord) -> list[Step]:
    """Return the steps of a job as its journal tells them; a last line that is still being written is left out."""
    journals = (store / batch / record.folder).glob("journal*.jsonl")
    return [step for path in sorted(journals, key=lambda path: _natural(path.stem)) for step in _read_journal(path)]


def lines(store: Path, batch: str, record: JobRecord) -> list[dict[str, Any]]:
    """Return what a job has read, line by line; nothing if it read nothing, or if its file cannot be read."""
    try:
        found = json.loads((store / batch / record.folder / LINES).read_bytes())
    except (OSError, ValueError):
        return []
    return [line for line in found if isinstance(line, dict)] if isinstance(found, list) else []


def journal_name(take: int) -> str:
    """Return the name of the journal of one who took a job: the first, the second ..."""
    return JOURNAL if take == 1 else f"{Path(JOURNAL).stem}-{take}.jsonl"


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file so that nobody ever reads half of it, and return its path.

    Raises:
        SetupError: The file cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise SetupError(
            f"{path}: cannot be written: {error.strerror or error}",
            "Close it where it is open, see that the folder may be written to and the disk is not full; try again.",
        ) from error
    return path


def _batch_names(store: Path) -> list[str]:
    if not store.is_dir():
        raise InputError(str(store), "there is no such folder", "run a flow first, or name the store with --store")
    return sorted((path.parent.name for path in store.glob("*/batch.json")), reverse=True)


def _batch(folder: Path) -> BatchRecord:
    path = folder / "batch.json"
    try:
        return BatchRecord.model_validate_json(path.read_bytes()).model_copy(update={"batch": folder.name})
    except ValidationError:
        began = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return BatchRecord(batch=folder.name, flow="(batch.json cannot be read)", version="", started_at=began)


def _job_folders(batch_folder: Path) -> Iterator[Path]:
    folders = sorted(batch_folder.glob("*/*/"), key=lambda folder: _natural(f"{folder.parent.name}/{folder.name}"))
    return (folder for folder in folders if (folder / "job.json").is_file() or (folder / JOURNAL).is_file())


def _natural(name: str) -> list[int | str]:
    return [int(part) if at % 2 else part for at, part in enumerate(re.split(r"(\d+)", name))]


def _job(folder: Path, batch: BatchRecord) -> JobRecord:
    where = {"folder": f"{folder.parent.name}/{folder.name}", "batch": batch.batch}
    try:
        return JobRecord.model_validate_json((folder / "job.json").read_bytes()).model_copy(update=where)
    except (ValidationError, FileNotFoundError):
        names = {"job": folder.name, "account": folder.parent.name, "flow": batch.flow, "uid": "", "site": ""}
        said = {"state": State.RUNNING, "message": _IN_FLIGHT, "next_step": _IN_FLIGHT_NEXT}
        return JobRecord.model_validate(names | where | said)


def _read_journal(path: Path) -> list[Step]:
    lines = path.read_bytes().split(b"\n")
    read = [_step(line, number, path.name) for number, line in enumerate(lines[:-1], start=1) if line.strip()]
    return read + [step for step in [_step(lines[-1], 0, path.name)] if step.seq]


def _step(line: bytes, number: int, journal: str) -> Step:
    try:
        return Step.model_validate_json(line)
    except ValidationError:
        return Step(seq=number, verb="unreadable", note=f"line {number} of {journal} cannot be read")


def _some(wanted: str, names: list[str], most: int = 5) -> str:
    names = list(dict.fromkeys(names))
    near = get_close_matches(wanted, names, most) or names[:most]
    return (", ".join(near) + (f" and {len(names) - len(near)} more" if len(names) > len(near) else "")) or "none"
