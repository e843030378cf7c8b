"""The functions of ``page.js``, as expressions for Playwright's ``evaluate``."""

from __future__ import annotations

from importlib.resources import files

_PAGE = files("agent.console").joinpath("page.js").read_text(encoding="utf-8").strip()


def _function(name: str) -> str:
    return f"(...given) => ({_PAGE}).{name}(...given)"


def only(function: str) -> str:
    """Return the script that calls a function with the only element that a locator matches, or returns null."""
    return f"async (elements, given) => elements.length === 1 ? [await ({function})(elements[0], given)] : null"


VALUE = _function("value")
"""(element) -> text: what is typed, chosen or written there."""
IS_OFF = _function("isOff")
"""(element) -> whether it is disabled."""
PARTS = _function("parts")
"""(radios, tabs or options) -> text, isOff and isOn of each."""
FACTS = _function("facts")
"""(element) -> label and value of each fact in it."""
TABLE = _function("table")
"""(table, options) -> headers and rows once it stands still, or null."""
BOX = _function("box")
"""(table, {index}) -> the checkbox in one line of the table, or null."""
LINK = _function("link")
"""(table, {index, name}) -> what in one line bears a name, can be clicked and is not disabled, or null."""
HEAD = _function("head")
"""(table) -> the checkbox in its header that ticks all lines, or null."""
UNFOLD = _function("unfold")
"""(table, {css}): opens what ``css`` means in any line."""
GLOBAL = _function("global")
"""(dotted path) -> that global of the page, or null."""
KIND = "(element) => element.matches('select') ? 'select' : (element.getAttribute('role') ?? '')"
"""(element) -> how a choice is made there."""
