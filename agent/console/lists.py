"""Verbs for the tables of a page: rows, tick_rows, click_row."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence

from agent.console.form import Form
from agent.console.listing import Listing
from agent.console.table import Row
from agent.console.verb import border


class Lists(Form):
    """One page with tables; each verb is a step with evidence."""

    async def rows(self, name: str) -> AsyncIterator[Row]:
        """Give the rows of a table, page after page, as long as they are asked for.

        Whoever wants more than the first page gets the longest pages that the console offers.
        """
        listing, given = Listing(self, name), Counter[str]()
        while True:
            async with border(name, self.locale):
                rows = await listing.read()
            await self.step("rows", name, note=f"{len(rows)} rows")
            for row in rows:
                if given and given[listing.key(row)]:
                    given[listing.key(row)] -= 1
                else:
                    yield row
            async with border(name, self.locale):
                longest = await listing.lengthen() if rows else ""
                if not longest and (not rows or not await listing.turn()):
                    return
            given.clear()
            if longest:
                given.update(map(listing.key, rows))
                await self.step("lengthen", name, note=f"{longest} rows a page")

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

    async def click_row(self, name: str, key: str, action: str) -> Row:
        """Click an action of the row with this key, on whatever page of the table it stands; return the row.

        What it opens, also in another tab, is gone on with by ``ready``, or by the next verb if it is a dialog.

        Raises:
            RefusedError: The table has no such row, or the row does not offer the action.
            AmbiguousTargetError: The key stands in two rows.
        """
        async with border(name, self.locale):
            row, link = await Listing(self, name).action(key, action)
            self.watch_for_tab()
            await self.patiently(link)
        await self.step("click_row", name, note=f"{key}: {action}")
        return row
