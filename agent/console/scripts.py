"""The functions of ``page.js``, as expressions for Playwright's ``evaluate``."""

from __future__ import annotations

from importlib.resources import files

_PAGE = files("agent.console").joinpath("page.js").read_text(encoding="utf-8").strip()


def _function(name: str) -> str:
    return f"(...given) => ({_PAGE}).{name}(...given)"


VALUE = _function("value")
"""(element) -> text: what is typed, chosen or written there."""
TABLE = _function("table")
"""(table, options) -> headers and rows once it stands still, or null."""
PART = _function("part")
"""(table, {index, css}) -> the checkbox, or the first match of ``css``, in one line of the table."""
GLOBAL = _function("global")
"""(dotted path) -> that global of the page, or null."""
KIND = "(element) => element.matches('select') ? 'select' : (element.getAttribute('role') ?? '')"
"""(element) -> how a choice is made there."""
