"""The console's verbs: open, click, fill, choose, tick, tick_rows, read, check, rows, draft."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress

from pydantic import SecretStr

from agent.catalog import Found, Names, Target
from agent.console import scripts
from agent.console.choice import choose, offered, texts
from agent.console.finder import SLICE_S
from agent.console.listing import Listing
from agent.console.place import CLICK_SLICE_MS, Place
from agent.console.table import Row, page_fen
from agent.console.verb import border
from agent.errors import (
    AgentError,
    ConsoleDownError,
    DraftMismatchError,
    DriftError,
    InputError,
    StoreError,
    TargetMissingError,
)
from agent.gate import Ask, Gate
from agent.model import Draft, yuan_text

_POLL_S = 0.05


class Console(Place):
    """One signed-in page as verbs; each verb is a step with evidence."""

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
            await choose(self.page, found.locator, self._offer(target, option), self.locale, name)
        await self.step("choose", name, found, note=option)

    async def choices(self, name: str) -> list[str]:
        """Return the texts of all offers of a choice."""
        async with border(name, self.locale):
            found = await self.find(name)
            return await texts(self.page, found.locator)

    async def offers(self, name: str) -> list[str]:
        """Return the catalog's words of those options that the console offers here and now."""
        target = self.catalogs.target(name)
        async with border(name, self.locale):
            found = await self.find(name, target)
            return await offered(self.page, found.locator, target.options, self.locale)

    async def tick(self, name: str) -> None:
        """Tick a checkbox."""
        target = self._harmless(name)
        async with border(name, self.locale):
            found = await self.find(name, target)
            if not await found.locator.is_checked():
                # The input of a drawn checkbox is transparent and lies under its label.
                await found.locator.check(force=True)
        await self.step("tick", name, found)

    async def tick_rows(self, name: str, keys: Sequence[str] | None) -> list[Row]:
        """Tick the rows with these keys (None: all that can be ticked), on whatever page of the table they stand.

        Returns:
            Every row that is ticked in the end: those asked for, and those that the console ticks along with them.

        Raises:
            AmbiguousTargetError: One key stands in two rows.
        """
        target = self._harmless(name)
        async with border(name, self.locale):
            rows = await Listing(self, name).tick(keys)
        await self.step(
            "tick_rows",
            name,
            note=", ".join(row.get(target.table.key) if target.table else "" for row in rows),
            shot=True,
        )
        return rows

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

    async def rows(self, name: str) -> AsyncIterator[Row]:
        """Give the rows of a table, page after page, as long as they are asked for."""
        listing = Listing(self, name)
        while True:
            async with border(name, self.locale):
                rows = await listing.read()
            await self.step("rows", name, note=f"{len(rows)} rows")
            for row in rows:
                yield row
            async with border(name, self.locale):
                if not rows or not await listing.turn():
                    return

    async def draft(self, page: str, *targets: str, key: Mapping[str, Sequence[str]], amount: str = "") -> Draft:
        """Read the last page before the submitting click, with a picture.

        Args:
            page: The page's name.
            targets: What to read, in order; targets that are not there are left out.
            key: What the submission is known by in the console's list.
            amount: The target among them that shows the amount, where the page has one.

        Raises:
            TargetMissingError: The page shows no amount where it should.
        """
        fields: dict[str, str] = {}
        for target in targets:
            name = f"{page}.{target}"
            async with border(name, self.locale):
                text, found = await self.glance(name)
            if found is not None and not found.rank:
                fields[target] = text
                await self.step("read", name, found, note=text)
            elif await self.has(name):
                fields[target] = await self.read(name)
        if amount and amount not in fields:
            raise TargetMissingError(page, amount, self.locale, "every way")
        fen = page_fen(fields[amount]) if amount else None
        draft = Draft(fields=fields, fen=fen, key={word: list(values) for word, values in key.items()})
        await self.step("draft", page, shot=True)
        return draft

    async def picture(self, verb: str, note: str = "") -> None:
        """Take a picture as a step of its own."""
        await self.step(verb, "", note=note, shot=True)

    async def aim(self, name: str) -> Found:
        """Return the submitting target, found by its first way and ready to be clicked.

        Raises:
            DriftError: Only a later way finds it: a fallback may read, never submit.
        """
        target = self.catalogs.target(name)
        if not target.writes:
            raise InputError(name, "is named by Submit, but its catalog does not say WRITES:")
        await self.prove()
        async with border(name, self.locale):
            found = await self.find(name, target)
            if found.rank:
                raise DriftError(f"{name} was found only by its later way {found.way}; nothing was sent")
            await self.patiently(found.locator, trial=True)
        return found

    def gate(self, name: str, ask: Ask) -> Gate:
        """Return the gate for a submitting target."""
        return Gate(self.page.context, self.site, self.catalogs.target(name).request, ask)

    async def submit(self, name: str, found: Found, settled: str, gate: Gate) -> None:
        """Make the submitting click, once, and wait for the console's answer; only what the gate lets out leaves.

        Raises:
            TargetMissingError: No answer in time.
            AgentError: What a guard means that came up in place of the answer.
        """
        await self.step("submit", name, found)
        try:
            async with border(name, self.locale), gate:
                await self._click_once(name, found, settled, gate)
        finally:
            if gate.held:
                await self.step("hold", name, note=f"held, not sent: {'; '.join(gate.held)}")

    async def _click_once(self, name: str, found: Found, settled: str, gate: Gate) -> None:
        """Click and wait for the answer; pictured now, because the page goes with the gate."""
        try:
            async with border(name, self.locale):
                # The page that the click leads to may come late; it is waited for below, not by the click.
                await found.locator.click(timeout=CLICK_SLICE_MS, no_wait_after=True)
                answer = await self.find(settled, timeout_s=self.limits.settle_timeout_s)
        except StoreError:
            raise
        except AgentError as error:
            with suppress(ConsoleDownError):
                await self.picture("answer", (gate.refusal or error).message)
            raise
        await self.step("answer", settled, answer, shot=True)

    async def hold(self, name: str, found: Found, gate: Gate) -> None:
        """Make the submitting click with a gate that lets nothing out; the page goes with the gate.

        Raises:
            TargetMissingError: The click led to no request in time.
        """
        await self.step("submit", name, found, note="nothing is let out")
        async with border(name, self.locale), gate:
            try:
                await found.locator.click(timeout=CLICK_SLICE_MS, no_wait_after=True)
                await asyncio.wait_for(gate.asked.wait(), self.limits.settle_timeout_s)
            except TimeoutError:
                page, _, target = name.partition(".")
                raise TargetMissingError(page, target, self.locale, "the click led to no request") from None
        await self.step("hold", name, note=f"held, not sent: {'; '.join(gate.held)}")

    def _harmless(self, name: str) -> Target:
        target = self.catalogs.target(name)
        if target.writes:
            raise InputError(name, "writes; only a flow's Submit may name it")
        return target

    @staticmethod
    def _offer(target: Target, option: str) -> Names:
        return target.options.get(option) or {"zh-CN": [option], "en": [option]}
