"""Read one account's list of invoices, all pages, as a plain Playwright script: ``python -m benchmarks.list_script``.

What somebody who knows these pages would write: sign in, read the rows of the page, turn it, until the last.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from pathlib import Path

from playwright.async_api import Page, async_playwright

from agent.chromium import find_chromium, is_root, launch_args
from agent.settings import BrowserSettings
from benchmarks.script import NEXT_PAGE, Account, sign_in

CELLS = "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText.trim()))"

PAGE_SIZE = re.compile(r"^(请选择每页显示几条|Please select how many items)")


async def read_list(page: Page, site: str, account: Account, *, is_longest: bool) -> list[list[str]]:
    """Return the cells of all lines of the list, read in pages as they are, or in the longest there are."""
    await page.goto(f"{site}/invoice/home/records", wait_until="domcontentloaded")
    await sign_in(page, account)
    rows = page.locator("#records-table .next-table-body tr.next-table-row:not([aria-hidden=true] *)")
    next_page = page.get_by_role("button", name=NEXT_PAGE)
    await rows.first.wait_for()
    if is_longest:
        await page.get_by_role("combobox", name=PAGE_SIZE).click(force=True)
        await page.get_by_role("option", name="100").click()
        await rows.nth(99).wait_for()
    found: list[list[str]] = []
    while True:
        found += await rows.evaluate_all(CELLS)
        if await next_page.is_disabled():
            return found
        first = found[-1][0]
        await next_page.click()
        # The old rows stay until the new ones are there.
        await rows.last.filter(has_not_text=first).wait_for()


async def run(site: str, account: Account, *, is_longest: bool) -> dict[str, object]:
    """Read the list in a browser of its own; return the request numbers and how long it took."""
    async with async_playwright() as playwright:
        executable = find_chromium(BrowserSettings(), playwright_path=playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=executable, args=launch_args(is_root(), False))
        started = time.monotonic()
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
        rows = await read_list(await context.new_page(), site, account, is_longest=is_longest)
        seconds = time.monotonic() - started
        await browser.close()
    return {"seconds": seconds, "numbers": [row[0] for row in rows]}


def main() -> None:
    """Read the command line, do the work, print one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.list_script", description=__doc__.splitlines()[0])
    parser.add_argument("--site", required=True, help="address of the stand-in console")
    parser.add_argument("--accounts", required=True, type=Path, help="JSON file: a list of one account")
    parser.add_argument("--longest", action="store_true", help="choose the longest pages first")
    options = parser.parse_args()
    (line,) = json.loads(options.accounts.read_text(encoding="utf-8"))
    print(json.dumps(asyncio.run(run(options.site, Account(**line), is_longest=options.longest))))


if __name__ == "__main__":
    main()
