"""What the scripts see in a page: the links of one line of a table, labels with their values."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from agent.console import scripts
from agent.pattern import pattern

LINES = """
<table id="table">
  <tr><th>No.</th><th>Actions</th></tr>
  <tr><td>A1</td><td><a href="#">详情</a> <button>退 票</button> <button disabled>作废</button></td></tr>
  <tr><td>A2</td><td><a href="#" id="mine">\ue601详情</a> <a href="#">下载 PDF</a> <a href="#">下载 XML</a></td></tr>
</table>
"""
LOCKED = """
<div id="table" style="position: relative; width: 400px">
  <table><tr><th>No.</th><th>Actions</th></tr>
  <tr><td>A1</td><td><a href="#">详情</a> <a href="#">退票</a></td></tr></table>
  <div aria-hidden="true" style="position: absolute; left: 0; top: 0; background: white">
    <table><tr><th>No.</th><th>Actions</th></tr>
    <tr><td><a href="#" id="wrong">退票</a></td><td><a href="#" id="right">详情</a></td></tr></table>
  </div>
</div>
"""
FACTS = """
<div id="facts">
  <dl><div><dt>发票号码：</dt><dd>12345678</dd></div><div><dt>税额</dt><dd> - </dd></div></dl>
  <dl aria-hidden="true"><dt>发票号码</dt><dd>copy</dd></dl>
</div>
"""


def link(page: Page, index: int, name: str) -> str | None:
    page.set_content(LINES)
    given = {"index": index, "name": pattern((name,)).pattern}
    handle = page.locator("#table").evaluate_handle(scripts.LINK, given).as_element()
    return (handle.get_attribute("id") or handle.inner_text()) if handle else None


@pytest.mark.parametrize(
    ("index", "name", "found"),
    [
        (1, "退票", "退 票"),
        (2, "详情", "mine"),
        (1, "作废", None),
        (2, "下载", None),
        (3, "详情", None),
    ],
    ids=["letters-apart", "glyph-of-its-own-line", "disabled", "a-part-of-two-names", "no-such-line"],
)
def test_link_of_one_line_is_found_by_its_whole_name(page: Page, index: int, name: str, found: str | None) -> None:
    assert link(page, index, name) == found


def test_link_of_a_copy_that_lies_aside_is_the_one_of_the_same_name(page: Page) -> None:
    page.set_content(LOCKED)
    given = {"index": 1, "name": pattern(("详情",)).pattern}
    handle = page.locator("#table").evaluate_handle(scripts.LINK, given).as_element()
    assert handle is not None
    assert handle.get_attribute("id") == "right"


def test_labels_come_with_their_values_and_copies_are_left_out(page: Page) -> None:
    page.set_content(FACTS)
    assert page.locator("#facts").evaluate(scripts.FACTS) == [["发票号码：", "12345678"], ["税额", "-"]]


def test_name_with_a_slash_is_found_by_the_browser(page: Page) -> None:
    page.set_content("<button>销货退回/服务中止</button>")
    assert page.get_by_role("button", name=pattern(("销货退回/服务中止",))).count() == 1
