"""What lies over a page goes away when it lets itself be clicked: some announcements want to be read first."""

from __future__ import annotations

import time

import pytest

from agent.console.guard import Guards
from tests.flows.engine import Engine

# The button counts down before it takes a click; the announcement then fades away.
ANNOUNCEMENT = """
<div role="dialog" style="position: fixed; inset: 0; background: gray"><button disabled>我知道了</button></div>
<script>
  const button = document.querySelector("button");
  button.onclick = () => setTimeout(() => button.parentNode.remove(), FADES_MS);
  setTimeout(() => { button.disabled = false }, WAITS_MS);
</script>
"""


async def looks(engine: Engine, waits_ms: int, fades_ms: int) -> list[bool]:
    """Return what each look said, up to the first at which nothing lies over the page."""
    guards, said = Guards(engine.site, engine.catalogs), list[bool]()
    async with engine.browser.context(None) as context:
        page = await context.new_page()
        await page.set_content(ANNOUNCEMENT.replace("WAITS_MS", str(waits_ms)).replace("FADES_MS", str(fades_ms)))
        deadline = time.monotonic() + 20
        while await page.get_by_role("dialog").count() and time.monotonic() < deadline:
            said.append(await guards.check(page, "zh-CN"))
    return said


@pytest.mark.parametrize(("waits_ms", "fades_ms"), [(0, 0), (1500, 0), (0, 1500)])
def test_announcement_is_closed_as_soon_as_it_lets_itself(engine: Engine, waits_ms: int, fades_ms: int) -> None:
    said = engine.call(looks, engine, waits_ms, fades_ms)
    assert said[-1] is True
