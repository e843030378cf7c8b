"""Choices however they are drawn: radio group, row of tabs, native select, or a combobox with its list in a portal."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.async_api import Locator, Page

from agent.catalog import Names, pattern
from agent.console import scripts
from agent.console.finder import seen
from agent.errors import RefusedError
from agent.model import Locale

_PARTS = {"radiogroup": "radio", "tablist": "tab", "combobox": "option"}
_OPEN_S = 2.0


async def choose(page: Page, choice: Locator, offer: Names, locale: Locale, name: str) -> None:
    """Choose one offer.

    Raises:
        RefusedError: It is not offered, or greyed out.
    """
    kind = await choice.evaluate(scripts.KIND)
    fits = pattern(tuple(offer[locale]))
    if kind == "select":
        labels = [label for label in await choice.locator("option:enabled").all_inner_texts() if fits.match(label)]
        if not labels:
            raise RefusedError(f"{name} does not offer {offer[locale][0]}")
        await choice.select_option(label=labels[0])
        return
    scope = await _opened(page, choice, kind)
    part = scope.get_by_role(_PARTS.get(kind, "radio"), name=fits)  # type: ignore[arg-type]
    if not await part.count() or await part.is_disabled():
        await _close(page, kind)
        raise RefusedError(f"{name} does not offer {offer[locale][0]}")
    # The input of a drawn radio is transparent and lies under its label.
    await part.click(force=kind == "radiogroup")


async def offered(page: Page, choice: Locator, offers: Mapping[str, Names], locale: Locale) -> list[str]:
    """Return those of our words whose offer can be chosen here and now."""
    kind = await choice.evaluate(scripts.KIND)
    if kind == "select":
        labels = await choice.locator("option:enabled").all_inner_texts()
        return [word for word, names in offers.items() if any(map(pattern(tuple(names[locale])).match, labels))]
    scope = await _opened(page, choice, kind)
    words = []
    for word, names in offers.items():
        part = scope.get_by_role(_PARTS.get(kind, "radio"), name=pattern(tuple(names[locale])))  # type: ignore[arg-type]
        if await part.count() and not await part.is_disabled():
            words.append(word)
    await _close(page, kind)
    return words


async def texts(page: Page, choice: Locator) -> list[str]:
    """Return the texts of all offers that can be chosen."""
    kind = await choice.evaluate(scripts.KIND)
    if kind == "select":
        return [text.strip() for text in await choice.locator("option:enabled").all_inner_texts()]
    scope = await _opened(page, choice, kind)
    found = [text.strip() for text in await scope.get_by_role(_PARTS.get(kind, "radio")).all_inner_texts()]  # type: ignore[arg-type]
    await _close(page, kind)
    return found


async def _opened(page: Page, choice: Locator, kind: str) -> Page | Locator:
    """Return where the offers are; a combobox is opened first, its list stands at the end of the body."""
    if kind != "combobox":
        return choice
    if not await page.get_by_role("option").filter(visible=True).count():
        # The value of a drawn select covers its input, so the click goes to whatever is there.
        await choice.click(force=True)
        await seen(page.get_by_role("option").filter(visible=True), _OPEN_S)
    return page


async def _close(page: Page, kind: str) -> None:
    if kind == "combobox":
        await page.keyboard.press("Escape")
