"""Verbs for the fields of a page: click, fill, choose, tick, attach, read, check."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from agent.catalog import Names, Target
from agent.console import scripts
from agent.console.choice import choose, offered, texts
from agent.console.finder import SLICE_S
from agent.console.place import Place
from agent.console.table import Row, fact_cells, page_fen, words
from agent.console.verb import border
from agent.errors import ConsoleDownError, DraftMismatchError, InputError, TargetMissingError
from agent.model import yuan_text

_POLL_S = 0.05
_MAX_DOWNLOAD = 50 * 1024**2


@dataclass(frozen=True)
class Download:
    """A file that the console gave."""

    name: str
    """As the console calls it."""
    content: bytes


class Form(Place):
    """One page with fields; each verb is a step with evidence."""

    async def click(self, name: str) -> None:
        """Click a target that writes nothing."""
        target = self._harmless(name)
        async with border(name, self.locale):
            found = await self.find(name, target)
            await self.patiently(found.locator)
        await self.step("click", name, found)

    async def fill(self, name: str, value: str | SecretStr) -> None:
        """Type a value into a field, replacing what is there; a secret is neither recorded nor pictured."""
        target = self._harmless(name)
        is_secret = isinstance(value, SecretStr)
        async with border(name, self.locale):
            found = await self.find(name, target)
            plain = value.get_secret_value() if isinstance(value, SecretStr) else value
            await found.locator.fill(plain)
        await self.step("fill", name, found, note="(secret)" if is_secret else str(value))

    async def choose(self, name: str, option: str) -> None:
        """Choose an offer of a radio group, a select or a row of tabs; by the catalog's word or by the text itself.

        Raises:
            RefusedError: The console does not offer it.
        """
        target = self._harmless(name)
        async with border(name, self.locale):
            found = await self.find(name, target)
            offer = self._offer(target, option)
            await self.in_spite_of_guards(lambda: choose(self.page, found.locator, offer, self.locale, name))
        await self.step("choose", name, found, note=option)

    async def choices(self, name: str) -> list[str]:
        """Return the texts of all offers of a choice."""
        async with border(name, self.locale):
            found = await self.find(name)
            return await self.in_spite_of_guards(lambda: texts(self.page, found.locator))

    async def offers(self, name: str) -> list[str]:
        """Return the catalog's words of those options that the console offers here and now."""
        target = self.catalogs.target(name)
        async with border(name, self.locale):
            found = await self.find(name, target)
            return await self.in_spite_of_guards(lambda: offered(self.page, found.locator, target.options, self.locale))

    async def tick(self, name: str) -> None:
        """Tick a checkbox."""
        target = self._harmless(name)
        async with border(name, self.locale):
            found = await self.find(name, target)
            if not await found.locator.is_checked():
                # The input of a drawn checkbox is transparent and lies under its label.
                await found.locator.check(force=True)
        await self.step("tick", name, found)

    async def attach(self, name: str, *files: Path) -> None:
        """Choose files where the page asks for some, as a person does: by its button and the browser's own dialog.

        What the page then makes of them, and when, is the page's affair: read it.
        """
        target = self._harmless(name)
        async with border(name, self.locale):
            found = await self.find(name, target)
            async with self.page.expect_file_chooser() as asked:
                await self.patiently(found.locator)
            await (await asked.value).set_files(list(files))
        await self.step("attach", name, found, note=", ".join(file.name for file in files))

    async def download(self, name: str) -> Download:
        """Click what the console answers with a file, and take the file.

        Raises:
            ConsoleDownError: The file did not arrive, or is larger than 50 MB.
            TargetMissingError: The click led to no file in time.
        """
        target = self._harmless(name)
        async with border(name, self.locale):
            found = await self.find(name, target)
            async with self.page.expect_download(timeout=self.limits.page_timeout_s * 1000) as asked:
                await self.patiently(found.locator)
            file = await asked.value
            if failure := await file.failure():
                raise ConsoleDownError(f"{file.suggested_filename} did not arrive: {failure}")
            content = await asyncio.to_thread(_content, await file.path())
            await file.delete()
        if content is None:
            raise ConsoleDownError(f"{file.suggested_filename} is larger than {_MAX_DOWNLOAD // 1024**2} MB")
        await self.step("download", name, found, note=f"{file.suggested_filename}, {len(content):,} bytes")
        return Download(file.suggested_filename, content)

    async def keep_file(self, name: str, data: bytes, note: str = "") -> None:
        """Keep a file as evidence of this job."""
        self.recorder.keep_file(name, data, url=self.page.url, note=note)

    async def keep_original(self, content: bytes, ending: str) -> str:
        """Keep a file that the console gave, once for each content, and return its name in the store."""
        name = self.recorder.keep_original(content, ending)
        await self.step("keep", "", note=name)
        return name

    async def has(self, name: str) -> bool:
        """Tell whether a target is on the page now; nothing is waited for."""
        async with border(name, self.locale):
            return await self.shows(name)

    async def first_of(self, *names: str) -> str:
        """Wait for the first of these targets and return its name; empty once the page has left the sign-in.

        Raises:
            TargetMissingError: None of them in time.
        """
        deadline = time.monotonic() + self.limits.page_timeout_s
        looked = time.monotonic()
        async with border(names[0], self.locale):
            while True:
                if not self.site.is_signed_out(self.page.url):
                    return ""
                for name in names:
                    if await self.shows(name):
                        return name
                if time.monotonic() - looked > SLICE_S:
                    await self.look_out()
                    looked = time.monotonic()
                if time.monotonic() > deadline:
                    page = names[0].partition(".")[0]
                    raise TargetMissingError(page, " or ".join(names), self.locale, "every way of each")
                await asyncio.sleep(_POLL_S)

    async def read(self, name: str) -> str:
        """Return a target's text, or what is typed or chosen in it."""
        async with border(name, self.locale):
            text, found = await self.ask(name, scripts.VALUE)
        await self.step("read", name, found, note=str(text))
        return str(text)

    async def read_fen(self, name: str) -> int:
        """Return the amount that a target shows, in fen."""
        return page_fen((await self.read(name)).rpartition(":")[2].rpartition("：")[2])

    async def facts(self, name: str) -> Row:
        """Return a list of labels and values as one row: ``row["number"]``, ``row.word("state")``.

        Raises:
            TargetMissingError: Nothing in it bears any label of the catalog.
        """
        target = self.catalogs.target(name)
        if target.facts is None:
            raise InputError(name, "is used as a list of facts, but its catalog has no facts:")
        page, _, word = name.partition(".")
        async with border(name, self.locale):
            shown, found = await self.ask(name, scripts.FACTS)
        cells = fact_cells(target.facts, shown, self.locale)
        if not cells:
            raise TargetMissingError(page, word, self.locale, "its labels")
        await self.step("facts", name, found, note=f"{len(cells)} facts", shot=True)
        return Row(page=page, target=word, cells=cells, words=words(target.facts.words, cells, self.locale))

    async def check(self, name: str, expected: int | str) -> None:
        """Hold what a target shows against what it should show (an ``int`` is an amount in fen).

        Raises:
            DraftMismatchError: They differ.
        """
        if isinstance(expected, int):
            shown_fen = await self.read_fen(name)
            if shown_fen != expected:
                raise DraftMismatchError(name, yuan_text(expected), yuan_text(shown_fen))
            return
        shown = await self.read(name)
        if shown != expected:
            raise DraftMismatchError(name, expected, shown)

    def _harmless(self, name: str) -> Target:
        target = self.catalogs.target(name)
        if target.writes:
            raise InputError(name, "writes; only a flow's Submit may name it")
        return target

    @staticmethod
    def _offer(target: Target, option: str) -> Names:
        return target.options.get(option) or {"zh-CN": [option], "en": [option]}


def _content(path: Path) -> bytes | None:
    """Return what a file holds; None if that is too much."""
    return path.read_bytes() if path.stat().st_size <= _MAX_DOWNLOAD else None
