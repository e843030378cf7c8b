"""Playwright traces of a job: off while a secret is typed, and with the session's values taken out."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import BrowserContext

from agent.log import redacted

_PICTURES = (".png", ".jpeg", ".jpg", ".webp", ".gif", ".woff2", ".ttf")
_SHORTEST = 8


class Trace:
    """The trace of one job; does nothing where traces are off."""

    def __init__(self, context: BrowserContext, folder: Path, *, is_on: bool) -> None:
        self._context = context
        self._folder = folder
        self._is_on = is_on
        self._parts = 0

    async def start(self) -> None:
        """Begin to record."""
        if self._is_on:
            await self._context.tracing.start(screenshots=True, snapshots=True, sources=False)

    async def stop(self) -> None:
        """Write ``trace-N.zip`` into the job's folder."""
        if not self._is_on:
            return
        self._parts += 1
        path = self._folder / f"trace-{self._parts}.zip"
        values = [cookie["value"] for cookie in await self._context.cookies()]
        await self._context.tracing.stop(path=path)
        _strip(path, [value for value in values if len(value) >= _SHORTEST])

    @asynccontextmanager
    async def off(self) -> AsyncIterator[None]:
        """Record nothing inside."""
        await self.stop()
        try:
            yield
        finally:
            await self.start()


def _strip(path: Path, secrets: list[str]) -> None:
    """Write the archive anew with these values, and all registered secrets, masked in its texts."""
    clean = path.with_suffix(".part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if not item.filename.endswith(_PICTURES):
                text = redacted(data.decode("utf-8", "surrogateescape"))
                for secret in secrets:
                    text = text.replace(secret, "***")
                data = text.encode("utf-8", "surrogateescape")
            new.writestr(item.filename, data)
    clean.replace(path)
