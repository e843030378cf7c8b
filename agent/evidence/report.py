"""The report: one HTML file that shows a batch with its pictures, from disk and without network.

Data lies in the page as JSON and becomes text nodes only, never markup: what a console shows may be hostile.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agent.evidence.archive import Step, find_batch, jobs, steps, write_whole
from agent.evidence.parcel import Course, Parcels
from agent.evidence.summary import TEMPLATES, fen_of, summarize, words
from agent.model import BatchRecord, JobRecord, utc_now

# Ends of script and comment, and the line ends that JavaScript has and JSON has not.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

_NO_PARCELS = Parcels()


def write_report(batch_folder: Path, parcels: Parcels = _NO_PARCELS) -> Path:
    """Write ``report.html`` into a batch's folder and return its path.

    Raises:
        InputError: The folder holds no batch.
        SetupError: The file cannot be written.
    """
    folder = batch_folder.resolve()
    batch = find_batch(folder.parent, folder.name)
    page = render(batch, _data(folder.parent, batch, jobs(folder.parent, folder.name), parcels))
    return write_whole(folder / "report.html", page.encode("utf-8", errors="replace"))


def render(batch: BatchRecord, data: dict[str, Any]) -> str:
    """Return the page for a batch and its data."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    style = environment.get_template("report.css.j2").render(states=words()["states"], parcels=words()["parcels"])
    script = _script()
    return environment.get_template("report.html.j2").render(
        batch=batch,
        data=Markup(as_json(data)),  # noqa: S704 - escaped by as_json
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=_csp_hash(style),
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=_csp_hash(script),
    )


def as_json(data: Any) -> str:
    """Return JSON that may stand inside a script element, whatever texts it holds."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _script() -> str:
    parts = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ("words.js", "parcel.js", "job.js", "page.js")]
    return "\n".join(['"use strict";', "(() => {", *parts, "})();"])


def _csp_hash(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(store: Path, batch: BatchRecord, records: Sequence[JobRecord], parcels: Parcels) -> dict[str, Any]:
    texts = _Texts()
    return {
        "batch": batch.model_dump(mode="json"),
        "summary": asdict(summarize(batch, records)),
        "written_at": utc_now().isoformat(),
        "words": words(),
        "jobs": [
            _packed(job, steps(store, batch.batch, job), texts, batch.started_at) | _parcels_of(job, parcels)
            for job in records
        ],
        "parcels": {number: _course_data(course) for number, course in parcels.courses.items()},
        "texts": texts.all,
    }


def _packed(job: JobRecord, taken: Sequence[Step], texts: _Texts, start: datetime) -> dict[str, Any]:
    record = job.model_dump(mode="json", exclude_defaults=True, exclude={"batch"})
    rows = [
        [step.seq, _ms(step.at, start), step.drift]
        + [texts.place(text) for text in (step.verb, step.target, step.way, step.url, step.note, step.picture or "")]
        for step in taken
    ]
    return record | {"state": job.state, "fen": fen_of(job), "steps": rows}


def _parcels_of(job: JobRecord, parcels: Parcels) -> dict[str, Any]:
    sent = parcels.of_jobs.get(job.job)
    return {"parcels": [[each.number, each.field, each.of] for each in sent]} if sent else {}


def _course_data(course: Course) -> dict[str, Any]:
    return asdict(course) | {
        "asked_at": course.asked_at.isoformat() if course.asked_at else None,
        "events": [asdict(event) | {"at": event.at.isoformat()} for event in course.events],
    }


def _ms(at: datetime | None, start: datetime) -> int | None:
    return None if at is None else round((at - start).total_seconds() * 1000)


class _Texts:
    """Every text of the steps once: 2,000 jobs of one flow take the same steps."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Return the text's place in ``all``."""
        return self._places.setdefault(text, len(self._places))

    @property
    def all(self) -> list[str]:
        """Return the texts in the order of their places."""
        return list(self._places)
