"""The recorder: one journal line for each step of a job, with a picture where the step shows something new.

Layout: ``<store>/<batch>/<account>/<job>/journal.jsonl`` and ``NNNN-<verb>-<target>.png`` beside it. Each line holds
the SHA-256 of its picture and of the line before, so that an edit, a removal or a reordering can be seen. A worker that
takes a job after another one writes a journal of its own (``journal-2.jsonl``): the first may still be writing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page

from agent.errors import StoreError
from agent.evidence.archive import journal_name
from agent.log import redacted
from agent.model import BatchRecord, JobRecord, utc_now
from agent.settings import EvidenceSettings

ORIGINALS = "files"
"""The folder of the store that holds what consoles gave, by content."""
_UNSAFE = re.compile(r"[^\w.-]+")


class Recorder:
    """Writes the evidence of one job into its folder.

    Args:
        take: How many times a worker took the job, this time included.
    """

    def __init__(self, folder: Path, settings: EvidenceSettings, *, take: int = 1) -> None:
        self.folder = folder
        self._take = take
        self._settings = settings
        self._seq = 0
        self._previous = ""
        make_folder(folder)

    async def step(
        self,
        verb: str,
        target: str = "",
        *,
        page: Page | None = None,
        masks: Sequence[Locator] = (),
        **facts: Any,
    ) -> None:
        """Add one line to the journal; with a page, take a picture of it.

        Args:
            verb: What was done, as ``click``.
            target: What it was done to, as ``page.target``.
            page: Page to take a picture of.
            masks: What is blacked out in the picture.
            facts: ``way``, ``drift``, ``url``, ``note`` and whatever else is known.
        """
        self._seq += 1
        picture = digest = None
        if page is not None:
            picture = self._picture_name(verb, target)
            digest = self._write(picture, await self._shoot(page, masks))
        self._tell(verb, target, facts | {"picture": picture, "sha256": digest})

    def keep_file(self, name: str, data: bytes, **facts: Any) -> None:
        """Keep a file beside the journal, with a line that holds its SHA-256."""
        self._seq += 1
        self._tell("keep", "", facts | {"picture": None, "file": name, "sha256": self._write(name, data)})

    def keep_original(self, content: bytes, ending: str) -> str:
        """Keep a file once for each content, for all batches: ``files/<SHA-256>.<ending>``; return that name."""
        name = f"{ORIGINALS}/{hashlib.sha256(content).hexdigest()}.{ending}"
        path = self._settings.store / name
        make_folder(path.parent)
        if not path.is_file() or path.read_bytes() != content:
            write_bytes(path, content)
        return name

    def _write(self, name: str, data: bytes) -> str:
        """Write a file beside the journal and return its SHA-256."""
        with writing(self.folder):
            (self.folder / name).write_bytes(data)
        return hashlib.sha256(data).hexdigest()

    def _tell(self, verb: str, target: str, facts: Mapping[str, Any]) -> None:
        """Add a line to the journal."""
        line = {"seq": self._seq, "at": utc_now().isoformat(), "verb": verb, "target": target}
        line |= {"way": "", "drift": 0, "url": "", "note": "", **facts, "previous": self._previous}
        self._append(redacted(json.dumps(line, ensure_ascii=False)))

    def _picture_name(self, verb: str, target: str) -> str:
        take = f"{self._take}-" if self._take > 1 else ""
        return f"{take}{self._seq:04d}-{verb}-{_UNSAFE.sub('_', target)}".rstrip("-") + f".{self._settings.picture}"

    async def _shoot(self, page: Page, masks: Sequence[Locator]) -> bytes:
        is_jpeg = self._settings.picture == "jpeg"
        quality = self._settings.jpeg_quality if is_jpeg else None
        return await page.screenshot(type=self._settings.picture, quality=quality, mask=[*masks], mask_color="#000000")

    def _append(self, text: str) -> None:
        path = self.folder / journal_name(self._take)
        with writing(self.folder), path.open("a", encoding="utf-8", newline="\n") as journal:
            journal.write(text + "\n")
        self._previous = hashlib.sha256(text.encode()).hexdigest()


def keep_record(store: Path, record: JobRecord) -> None:
    """Write ``job.json`` in one move, so that a reader never sees half of it."""
    folder = store / record.batch / record.folder
    make_folder(folder)
    write_text(folder / "job.json", redacted(record.model_dump_json(indent=1)))


def keep_batch(store: Path, batch: BatchRecord) -> None:
    """Write ``batch.json`` in one move."""
    make_folder(store / batch.batch)
    write_text(store / batch.batch / "batch.json", redacted(batch.model_dump_json(indent=1)))


def write_text(path: Path, text: str) -> None:
    """Write a text file in one move."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file in one move."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with writing(path.parent):
        part.write_bytes(content)
        part.replace(path)


def make_folder(folder: Path) -> None:
    """Make a folder of the store.

    Raises:
        StoreError: It cannot be made.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Map what the system raises while the store is written.

    Raises:
        StoreError: It cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(f"the store folder {folder} cannot be written: {error.strerror or error}") from error
