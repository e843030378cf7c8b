"""One table on one page of the console: read it, turn its pages, tick its rows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from playwright.async_api import ElementHandle

from agent.catalog import Found, Table
from agent.console import scripts
from agent.console.choice import choose_largest
from agent.console.finder import SLICE_S
from agent.console.table import Row, columns, words
from agent.errors import AmbiguousTargetError, InputError, RefusedError, RetryableError, TargetMissingError
from agent.pattern import pattern

if TYPE_CHECKING:
    from agent.console.place import Place


class Listing:
    """Reads and ticks one table by its catalog."""

    def __init__(self, place: Place, name: str) -> None:
        target = place.catalogs.target(name)
        if target.table is None:
            raise InputError(name, "is used as a table, but its catalog has no table:")
        self._place = place
        self._name = name
        self._page, _, self._word = name.partition(".")
        self._spec: Table = target.table
        self._signature = ""
        self._is_long = False

    async def read(self) -> list[Row]:
        """Return the rows that stand on the table's present page, once they stand still.

        Raises:
            TargetMissingError: No rows and no word that there are none, in time.
        """
        deadline = time.monotonic() + self._place.limits.step_timeout_s
        while True:
            seen, _ = await self._place.ask(self._name, scripts.TABLE, self._question())
            if seen is not None:
                break
            await self._place.look_out()
            if time.monotonic() > deadline:
                raise TargetMissingError(
                    self._page, self._word, self._place.locale, "rows, or the word that there are none"
                )
        if not seen["rows"]:
            await self._place.look_out()
        self._signature = seen["signature"]
        return self._rows(seen)

    async def turn(self) -> bool:
        """Turn to the next page; False on the last one.

        Raises:
            TargetMissingError: Nothing turns this table's pages: it cannot be told whether there are more.
        """
        button = await self._next()
        if button is not None:
            await self._place.patiently(button.locator)
        return button is not None

    async def lengthen(self) -> str:
        """Let a page show as many rows as the console offers, and start with the first page again.

        Returns:
            How many rows that is; empty if there is one page only, or the pages cannot be any longer.
        """
        size = f"{self._page}.{self._spec.size}"
        if self._is_long or not self._spec.size or not await self._place.shows(size):
            return ""
        self._is_long = True
        if await self._next() is None:
            return ""
        found = await self._place.find(size)
        return await self._place.in_spite_of_guards(lambda: choose_largest(self._place.page, found.locator))

    def key(self, row: Row) -> str:
        """Return what names a row."""
        return row[self._spec.key]

    async def _next(self) -> Found | None:
        """Return what turns to the next page; None on the last one."""
        if not self._spec.next or (self._spec.last and await self._place.shows(f"{self._page}.{self._spec.last}")):
            return None
        is_off, button = await self._place.ask(f"{self._page}.{self._spec.next}", scripts.IS_OFF)
        return None if is_off else button

    async def tick(self, keys: Sequence[str] | None) -> list[Row]:
        """Tick rows by key over all pages; None ticks all that can be ticked.

        Returns:
            Every row that is ticked in the end.
        """
        left = None if keys is None else set(keys)
        ticked: list[Row] = []
        while True:
            rows = await self._unfolded()
            self._refuse_doubles(rows)
            wanted = [
                row for row in rows if row.has_box and not row.is_disabled and (left is None or self.key(row) in left)
            ]
            await self._tick_here(wanted, rows, is_all=left is None)
            rows = await self._again()
            if self._unticked(wanted, rows):
                # A click that a slow page took twice has ticked and unticked.
                await self._tick_here(wanted, rows, is_all=False)
                rows = await self._again()
            if missing := self._unticked(wanted, rows):
                raise RetryableError(f"{self._name}: {', '.join(missing)} did not stay ticked")
            ticked += [row for row in rows if row.is_checked]
            if left is not None:
                left -= {self.key(row) for row in wanted}
            if (left is not None and not left) or not rows or not await self.turn():
                return ticked

    async def action(self, key: str, action: str) -> tuple[Row, ElementHandle]:
        """Return the row with this key, and the link or button in it that means an action.

        Raises:
            RefusedError: No page of the table has the row, or the row does not offer the action.
        """
        while True:
            rows = await self.read()
            fits = [row for row in rows if self.key(row) == key]
            if len(fits) > 1:
                raise AmbiguousTargetError(f"{self._name} shows {key} in more than one row")
            if fits:
                return fits[0], await self._link(fits[0], action)
            if not rows or not (await self.lengthen() or await self.turn()):
                raise RefusedError(f"the console does not list {key}")

    async def _link(self, row: Row, action: str) -> ElementHandle:
        names = self._spec.actions.get(action)
        if names is None:
            known = ", ".join(self._spec.actions)
            raise InputError(
                f"{self._name}:actions", f"the table's catalog has no action {action!r}", f"it has {known}"
            )
        found = await self._place.find(self._name)
        given = {"index": row.index, "name": pattern(tuple(names[self._place.locale])).pattern}
        element = (await found.locator.evaluate_handle(scripts.LINK, given)).as_element()
        if element is None:
            raise RefusedError(f"the console does not offer {action} for {self.key(row)}", row.get("state"))
        return element

    async def _tick_here(self, wanted: Sequence[Row], rows: Sequence[Row], *, is_all: bool) -> None:
        """Tick these of the rows that stand here; all of them by the box in the table's header, if it has one."""
        if is_all and not any(row.is_checked for row in rows) and await self._tick_header():
            rows = await self._again()
        keys = {self.key(row) for row in wanted}
        for row in rows:
            if row.has_box and not row.is_checked and self.key(row) in keys:
                await self._place.patiently(await self._box(row))

    async def _tick_header(self) -> bool:
        found = await self._place.find(self._name)
        box = (await found.locator.evaluate_handle(scripts.HEAD)).as_element()
        if box is not None:
            await self._place.patiently(box)
        return box is not None

    async def _unfolded(self) -> list[Row]:
        """Return the rows with the lines that belong to them opened."""
        rows = await self.read()
        while any(row.can_expand for row in rows):
            await self._place.ask(self._name, scripts.UNFOLD, {"css": self._spec.expand})
            rows = await self.read()
        return rows

    async def _again(self) -> list[Row]:
        """Read once more what stands there now; the same content is fine."""
        self._signature = ""
        return await self.read()

    async def _box(self, row: Row) -> ElementHandle:
        """Return the row's checkbox."""
        found = await self._place.find(self._name)
        handle = await found.locator.evaluate_handle(scripts.BOX, {"index": row.index})
        element = handle.as_element()
        if element is None:
            raise RetryableError(f"{self._name}: the row {self.key(row)} went away while it was used")
        return element

    def _refuse_doubles(self, rows: Sequence[Row]) -> None:
        doubles = [key for key, count in Counter(self.key(row) for row in rows if row.has_box).items() if count > 1]
        if doubles:
            raise AmbiguousTargetError(f"{self._name} shows {doubles[0]} in more than one row")

    def _unticked(self, wanted: Sequence[Row], now: Collection[Row]) -> list[str]:
        return sorted({self.key(row) for row in wanted} - {self.key(row) for row in now if row.is_checked})

    def _rows(self, seen: dict[str, Any]) -> list[Row]:
        locale = self._place.locale
        places = columns(self._spec, seen["headers"], locale)
        rows = []
        for line in seen["rows"]:
            cells = {word: line["cells"][place] for word, place in places.items() if place < len(line["cells"])}
            rows.append(
                Row(
                    page=self._page,
                    target=self._word,
                    cells=cells,
                    words=words(self._spec.words, cells, locale),
                    index=line["index"],
                    has_box=line["hasBox"],
                    is_checked=line["isChecked"],
                    is_disabled=line["isDisabled"],
                    can_expand=line["canExpand"],
                )
            )
        return rows

    def _question(self) -> dict[str, Any]:
        empty = ""
        if self._spec.empty:
            ways = self._place.catalogs.target(f"{self._page}.{self._spec.empty}").by
            texts = [name for way in ways if way.text for name in way.text[self._place.locale]]
            empty = "|".join(pattern((text,)).pattern.removeprefix("^").removesuffix("$") for text in texts)
        return {
            "loading": self._spec.loading,
            "expand": self._spec.expand,
            "empty": empty,
            "not": self._signature or None,
            "withinMs": SLICE_S * 1000,
        }
