"""The console's verbs as flows see them, and the last click, which is the engine's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

from agent.catalog import Found
from agent.console.finder import SLICE_MS
from agent.console.lists import Lists
from agent.console.table import page_fen
from agent.console.verb import border
from agent.errors import AgentError, ConsoleDownError, DriftError, InputError, StoreError, TargetMissingError
from agent.gate import Ask, Gate
from agent.model import Draft


class Console(Lists):
    """One signed-in page as verbs; each verb is a step with evidence."""

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
                await found.locator.click(timeout=SLICE_MS, no_wait_after=True)
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
                await found.locator.click(timeout=SLICE_MS, no_wait_after=True)
                await asyncio.wait_for(gate.asked.wait(), self.limits.settle_timeout_s)
            except TimeoutError:
                page, _, target = name.partition(".")
                raise TargetMissingError(page, target, self.locale, "the click led to no request") from None
        await self.step("hold", name, note=f"held, not sent: {'; '.join(gate.held)}")
