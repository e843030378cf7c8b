"""What is aimed at in a table whose locked column is a copy that lies over the line's own cells."""

from __future__ import annotations

from playwright.sync_api import Page

from agent.console import scripts

TABLE = """
<div id="table" style="position: relative; width: 300px">
  <table><tr><td><input type="checkbox" id="own"></td><td>a</td></tr></table>
  <div aria-hidden="true" style="position: absolute; left: 0; top: 0; background: white">
    <table><tr><td><input type="checkbox" id="copy"></td></tr></table>
  </div>
</div>
"""
COVER = '<div role="dialog" style="position: fixed; inset: 0; background: gray">News</div>'
AIMED = f"(table) => ({scripts.BOX})(table, {{ index: 0 }}).id"


def test_the_copy_on_top_is_clicked(page: Page) -> None:
    page.set_content(TABLE)
    assert page.locator("#table").evaluate(AIMED) == "copy"


def test_an_announcement_over_the_table_does_not_change_the_aim(page: Page) -> None:
    page.set_content(TABLE + COVER)
    assert page.locator("#table").evaluate(AIMED) == "copy"


def test_without_a_copy_the_cell_itself_is_clicked(page: Page) -> None:
    page.set_content(TABLE.partition("<div aria-hidden")[0] + "</div>" + COVER)
    assert page.locator("#table").evaluate(AIMED) == "own"
