"""The same work as a plain Playwright script, written by hand: ``python -m benchmarks.script``.

What somebody who knows these pages would write to be done: one headless shell, one fresh context for each account,
sign-in with a one-time code, all orders by the table's own "select all", the request, and no more. With a folder for
pictures it also does what fapiao does for the auditor: the same pictures, and a look into the list of records on a
fresh page. No sleeps, no retries, no evidence beyond that.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
from playwright.async_api import Browser, Page, async_playwright

from agent.chromium import find_chromium, is_root, launch_args
from agent.settings import BrowserSettings

NEXT = re.compile(r"^(下一步|Next)$")
PASSWORD = re.compile(r"^(密码|Password)$")
SIGN_IN = re.compile(r"^(登录|Login)$")
CODE = re.compile(r"^(校验码|Verification Code)$")
OK = re.compile(r"^(确定|OK)$")
EVERYTHING = re.compile(r"^(全选|Select all)$", re.IGNORECASE)
NO_DATA = re.compile(r"^(没有数据|No Data)$")
NEXT_PAGE = re.compile(r"^(下一页|Next page)")
NO_TITLE = re.compile(r"^(未设置有效的开票信息|No valid invoice information)$")
KIND = re.compile(r"^(发票类型|Invoice type)$")
# Not anchored: the chosen option carries a mark in its name.
SPECIAL = re.compile(r"数电专(用发)?票（电子）|Digital Special E-invoice \(Electronic\)")
GENERAL = re.compile(r"数电普(通发)?票（电子）|Digital General E-invoice \(Electronic\)")
AGREE = re.compile("开票须知|Invoicing Notice")
SUBMIT = re.compile(r"^(提\s*交(申请)?|Submit( Request)?)$")
DONE = re.compile(r"^(提交成功|Submitted)$")


@dataclass(frozen=True)
class Account:
    """Who signs in, and which generation of the pages is shown."""

    account: str
    user: str
    password: str
    totp: str
    ui: str


@dataclass
class Pictures:
    """Writes numbered pictures of one account; nothing without a folder."""

    folder: Path | None
    account: Account
    count: int = field(default=0)

    async def take(self, page: Page) -> None:
        """Take a picture of what the window shows."""
        if self.folder is None:
            return
        self.count += 1
        await page.screenshot(path=self.folder / f"{self.account.account}-{self.count}.png")


async def request_invoice(page: Page, site: str, account: Account, pictures: Pictures) -> str:
    """Request one invoice for everything that can be invoiced; return how it ended."""
    await page.goto(f"{site}/invoice/home/issue", wait_until="domcontentloaded")
    await sign_in(page, account)
    is_any = await tick_everything(page)
    await pictures.take(page)
    if not is_any:
        return await look(page, site, "", pictures) or "nothing"
    await page.get_by_role("button", name=NEXT).click()
    amount = page.locator("#amount-value")
    no_title = page.get_by_role("dialog", name=NO_TITLE)
    await amount.or_(no_title).wait_for()
    if await no_title.or_(page.locator("#deficit-value")).count():
        await pictures.take(page)
        return "refused"
    await choose_kind(page, account.ui)
    await pictures.take(page)
    await page.get_by_role("button", name=SUBMIT).click()
    await page.get_by_role("heading", name=DONE).wait_for()
    await pictures.take(page)
    return await look(page, site, await page.locator("#apply-id").inner_text(), pictures) or "submitted"


async def sign_in(page: Page, account: Account) -> None:
    """Sign in on the page that the console sent us to."""
    await page.get_by_role("textbox").fill(account.user)
    await page.get_by_role("button", name=NEXT).click()
    await page.get_by_label(PASSWORD).fill(account.password)
    await page.get_by_role("button", name=SIGN_IN).click()
    if account.totp:
        await page.get_by_role("textbox", name=CODE).fill(pyotp.TOTP(account.totp).now())
        await page.get_by_role("button", name=OK).click()


async def tick_everything(page: Page) -> bool:
    """Tick all orders on all pages of the table; tell whether there are any."""
    table = page.locator("#orders-table")
    boxes = table.get_by_role("checkbox")
    await boxes.nth(1).or_(table.get_by_text(NO_DATA)).first.wait_for()
    if await boxes.count() < 2:
        return False
    # A locked copy of the column, hidden from screen readers, lies over the boxes: that is what a person clicks.
    everything = table.locator("[aria-hidden=true]").get_by_label(EVERYTHING)
    next_page = page.get_by_role("button", name=NEXT_PAGE)
    while True:
        await everything.check()
        if await next_page.is_disabled():
            return True
        await next_page.click()
        # The old rows stay until the new ones are there, of which none is ticked.
        await table.get_by_role("checkbox", name=EVERYTHING, checked=False).wait_for()


async def choose_kind(page: Page, ui: str) -> None:
    """Choose the digital special invoice, or the general one where that is not offered."""
    if ui == "old":
        await page.get_by_role("combobox", name=KIND).click(force=True)
        options = page.get_by_role("option", name=GENERAL)
        await options.wait_for()
        special = page.get_by_role("option", name=SPECIAL)
        await (special if await special.count() else options).click()
        await page.get_by_role("checkbox", name=AGREE).check(force=True)
        return
    special = page.get_by_role("radio", name=SPECIAL)
    kind = special if await special.is_enabled() else page.get_by_role("radio", name=GENERAL)
    await kind.check(force=True)


async def look(page: Page, site: str, number: str, pictures: Pictures) -> str:
    """Find the request (without a number: any) in the list of records on a fresh page; nothing without pictures."""
    if pictures.folder is None:
        return ""
    fresh = await page.context.new_page()
    await fresh.goto(f"{site}/invoice/home/records", wait_until="domcontentloaded")
    await fresh.locator("#records-table tbody").get_by_role("row").filter(has_text=number).first.wait_for()
    await pictures.take(fresh)
    return "found" if number else "nothing"


async def run(site: str, accounts: list[Account], concurrency: int, folder: Path | None) -> dict[str, object]:
    """Work on all accounts, some at a time; return how they ended and how long that took."""
    async with async_playwright() as playwright:
        executable = find_chromium(BrowserSettings(), playwright_path=playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=executable, args=launch_args(is_root(), False))
        places = asyncio.Semaphore(concurrency)
        started = time.monotonic()
        ends = await asyncio.gather(*(_one(browser, places, site, account, folder) for account in accounts))
        seconds = time.monotonic() - started
        await browser.close()
    return {"seconds": seconds, "ends": Counter(ends)}


async def _one(browser: Browser, places: asyncio.Semaphore, site: str, account: Account, folder: Path | None) -> str:
    async with places:
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
        try:
            return await request_invoice(await context.new_page(), site, account, Pictures(folder, account))
        finally:
            await context.close()


def main() -> None:
    """Read the command line, do the work, print one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.script", description=__doc__.splitlines()[0])
    parser.add_argument("--site", required=True, help="address of the stand-in console")
    parser.add_argument("--accounts", required=True, type=Path, help="JSON file: a list of accounts")
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument("--pictures", type=Path, help="folder for pictures; with it, the records are looked at too")
    options = parser.parse_args()
    accounts = [Account(**line) for line in json.loads(options.accounts.read_text(encoding="utf-8"))]
    print(json.dumps(asyncio.run(run(options.site, accounts, options.concurrency, options.pictures))))


if __name__ == "__main__":
    main()
