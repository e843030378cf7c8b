"""Choices however they are drawn: radio group, row of tabs, native select, or a combobox with its list in a portal.

Everything here may be done again, and gives up (Playwright's ``TimeoutError``) when the page does not let it for two
seconds: something may have come up over it, which only the caller can close.
"""

from __future__ import annotations

from collections.abc import Mapping
from re import Pattern
from typing import Any

from playwright.async_api import Locator, Page

from agent.catalog import Names
from agent.console import scripts
from agent.console.finder import SLICE_MS
from agent.errors import RefusedError
from agent.model import Locale
from agent.pattern import pattern

_PARTS = {"radiogroup": "radio", "tablist": "tab", "combobox": "option"}


async def choose(page: Page, choice: Locator, offer: Names, locale: Locale, name: str) -> None:
    """Choose one offer; nothing is clicked where it is chosen already.

    Raises:
        RefusedError: It is not offered, or greyed out.
    """
    kind = await _kind(choice)
    fits = pattern(tuple(offer[locale]))
    if kind == "select":
        labels = [label for label in await _labels(choice) if fits.match(label)]
        if not labels:
            raise RefusedError(f"{name} does not offer {offer[locale][0]}")
        await choice.select_option(label=labels[0], timeout=SLICE_MS)
        return
    scope = await _opened(page, choice, kind)
    fitting = [part for part in await _parts(scope, kind) if fits.match(part["text"])]
    if not fitting or fitting[0]["isOff"]:
        await _close(page, kind)
        raise RefusedError(f"{name} does not offer {offer[locale][0]}")
    if fitting[0]["isOn"]:
        await _close(page, kind)
        return
    await _take(page, scope, kind, fits)


async def choose_largest(page: Page, choice: Locator) -> str:
    """Choose the largest of the numbers that are offered and return it; empty if none is larger than what is chosen."""
    kind = await _kind(choice)
    scope = await _opened(page, choice, kind)
    numbers = [part for part in await _parts(scope, kind) if part["text"].isdecimal() and not part["isOff"]]
    largest = max(numbers, key=lambda part: int(part["text"]), default=None)
    if largest is None or largest["isOn"]:
        await _close(page, kind)
        return ""
    # What comes next reads the page, so that the list may go on fading away meanwhile.
    await _click(scope, kind, pattern((largest["text"],)))
    return str(largest["text"])


async def offered(page: Page, choice: Locator, offers: Mapping[str, Names], locale: Locale) -> list[str]:
    """Return those of our words whose offer can be chosen here and now."""
    shown = await texts(page, choice)
    return [word for word, names in offers.items() if any(map(pattern(tuple(names[locale])).match, shown))]


async def texts(page: Page, choice: Locator) -> list[str]:
    """Return the texts of all offers that can be chosen."""
    kind = await _kind(choice)
    if kind == "select":
        return await _labels(choice)
    scope = await _opened(page, choice, kind)
    shown = [part["text"] for part in await _parts(scope, kind) if not part["isOff"]]
    await _close(page, kind)
    return shown


async def _kind(choice: Locator) -> str:
    (kind,) = await choice.evaluate_all(f"(elements) => elements.map({scripts.KIND})")
    return str(kind)


async def _labels(choice: Locator) -> list[str]:
    return [text.strip() for text in await choice.locator("option:enabled").all_inner_texts()]


async def _parts(scope: Page | Locator, kind: str) -> list[dict[str, Any]]:
    """Return text, isOff and isOn of each offer."""
    parts: list[dict[str, Any]] = await scope.get_by_role(_role(kind)).evaluate_all(scripts.PARTS)
    return parts


def _role(kind: str) -> Any:
    return _PARTS.get(kind, "radio")


async def _opened(page: Page, choice: Locator, kind: str) -> Page | Locator:
    """Return where the offers are; a combobox is opened first, its list stands at the end of the body."""
    if kind != "combobox":
        return choice
    if await choice.get_attribute("aria-expanded", timeout=SLICE_MS) != "true":
        # The value of a drawn select covers its input, so the click goes to whatever is there.
        await choice.click(force=True, timeout=SLICE_MS)
    await _options(page).first.wait_for(state="visible", timeout=SLICE_MS)
    return page


async def _take(page: Page, scope: Page | Locator, kind: str, name: Pattern[str]) -> None:
    await _click(scope, kind, name)
    if kind == "combobox":
        await _options(page).first.wait_for(state="hidden", timeout=SLICE_MS)


async def _click(scope: Page | Locator, kind: str, name: Pattern[str]) -> None:
    # The input of a drawn radio is transparent and lies under its label.
    await scope.get_by_role(_role(kind), name=name).click(force=kind == "radiogroup", timeout=SLICE_MS)


async def _close(page: Page, kind: str) -> None:
    """Close an open list, and wait until it is out of sight: a list that fades away takes clicks for nothing."""
    if kind == "combobox":
        await page.keyboard.press("Escape")
        await _options(page).first.wait_for(state="hidden", timeout=SLICE_MS)


def _options(page: Page) -> Locator:
    return page.get_by_role("option").filter(visible=True)
