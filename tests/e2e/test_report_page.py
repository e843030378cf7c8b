"""A real Chromium opens the report from disk, as an auditor does by a double click."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from agent.evidence.report import write_report
from agent.model import State
from tests.evidence_store import HOSTILE, job, six_jobs, write_store

NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable", "chrome", "msedge")


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    found = (shutil.which(name) for name in NAMES)
    executable = os.environ.get("FAPIAO_BROWSER__EXECUTABLE") or next((path for path in found if path), None)
    browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Return a page; whatever it says on its console, throws, or asks of a network fails the test."""
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else faults.append(asked.url))
    yield page
    assert faults == []


@pytest.fixture
def report(tmp_path: Path) -> str:
    return write_report(write_store(tmp_path, six_jobs(), size=1440)).as_uri()


def rows(page: Page) -> list[str]:
    return list(page.locator("tr.job").evaluate_all("rows => rows.map(row => row.dataset.job)"))


def opened(page: Page, account: str) -> None:
    page.get_by_role("button", name=f"Show details and steps: {account}").click()


def test_the_page_opens_in_the_language_of_the_browser(chromium: Browser, report: str) -> None:
    for locale, title in (("zh-CN", "执行证据报告"), ("en-GB", "Evidence report")):
        context = chromium.new_context(locale=locale)
        page = context.new_page()
        page.goto(report)
        expect(page.get_by_text(title, exact=True)).to_be_visible()
        context.close()


def test_the_language_is_switched_and_kept_in_the_address(page: Page, report: str) -> None:
    page.goto(report)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("columnheader", name="编号", exact=True)).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("tr.job").first).to_contain_text("已办成")


def test_the_summary_tells_counts_amount_and_duration(page: Page, report: str) -> None:
    page.goto(report)
    expect(page.locator("#summary")).to_contain_text("¥3,703.50")
    expect(page.locator("#summary")).to_contain_text("10 min 00 s")
    expect(page.get_by_role("button", name="settled 3")).to_be_visible()


def test_filters_by_state_text_account_and_drift_narrow_the_table(page: Page, report: str) -> None:
    page.goto(report)
    page.get_by_role("button", name="settled 3").click()
    assert len(rows(page)) == 3
    page.get_by_label("only with drift").check()
    assert rows(page) == ["上海分公司-03.request.1"]
    page.reload()
    assert rows(page) == ["上海分公司-03.request.1"]
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Search").fill("额度")
    assert rows(page) == ["acc-0004.request.1"]
    page.get_by_label("Search").fill("no such thing")
    expect(page.get_by_text("No job fits this selection.")).to_be_visible()
    page.get_by_label("Search").fill("")
    page.get_by_label("Account").fill("0006")
    assert rows(page) == ["acc-0006.request.1"]


def test_a_job_opens_to_its_fields_drifts_and_steps(page: Page, report: str) -> None:
    page.goto(report)
    opened(page, "上海分公司-03")
    more = page.locator("tr.more")
    for text in (
        "杭州示例科技有限公司",
        "202611000000000124",
        "text=下一步 (drift: way 3)",
        "16:00:08.000",
        "Steps (4)",
    ):
        expect(more).to_contain_text(text)
    opened(page, "上海分公司-03")
    expect(more).to_have_count(0)


@pytest.mark.parametrize("account", ["上海分公司-03", "50%41 #3"])
def test_pictures_of_any_account_name_load_from_beside_the_report(page: Page, tmp_path: Path, account: str) -> None:
    page.goto(write_report(write_store(tmp_path, [job(account)], size=1440)).as_uri())
    opened(page, account)
    first = page.locator(".thumb img").first
    first.scroll_into_view_if_needed()
    expect(first).to_have_js_property("naturalWidth", 1440)


def test_a_picture_opens_in_full_and_keys_lead_through_them(page: Page, report: str) -> None:
    page.goto(report)
    opened(page, "acc-0001")
    page.locator(".thumb").first.click()
    light = page.get_by_role("dialog")
    expect(light).to_contain_text("1 / 4")
    expect(light.get_by_role("button", name="‹")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(light).to_contain_text("2 / 4")
    expect(light.locator("img")).to_have_attribute(
        "src", "./acc-0001/acc-0001.request.1/0002-tick-rows-issue.orders.png"
    )
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(light).to_contain_text("1 / 4")
    page.keyboard.press("Escape")
    expect(light).to_be_hidden()


def test_an_error_is_shown_with_what_to_do_next_in_both_languages(page: Page, report: str) -> None:
    page.goto(report)
    opened(page, "acc-0004")
    expect(page.locator(".outcome")).to_contain_text("What to do next: Settle the cause in the console.")
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".outcome")).to_contain_text("下一步: 请先在控制台解决原因")


def test_hostile_texts_are_shown_and_never_run(page: Page, report: str) -> None:
    page.goto(report)
    opened(page, "acc-0005")
    expect(page.locator(".outcome")).to_contain_text(HOSTILE.replace("\u2028", " "))
    assert "owned" not in page.title()
    assert page.locator("img[src=x]").count() == 0


def test_a_missing_picture_is_told_in_words(context: BrowserContext, report: str, tmp_path: Path) -> None:
    next(tmp_path.glob("*/acc-0001/*/0001-*.png")).unlink()
    page = context.new_page()
    page.goto(report)
    opened(page, "acc-0001")
    expect(page.get_by_text("The picture is not there.")).to_be_visible()


def test_an_address_with_a_job_opens_it_on_its_page(page: Page, tmp_path: Path) -> None:
    jobs = [job(f"acc-{at:04}") for at in range(250)]
    report = write_report(write_store(tmp_path, jobs, size=8)).as_uri()
    page.goto(f"{report}#lang=en&job=acc-0170.request.1")
    expect(page.locator("tr.more")).to_contain_text("acc-0170/acc-0170.request.1")
    expect(page.locator("#shown")).to_have_text("101–200 of 250 jobs found, 250 in all")
    page.get_by_role("button", name="Next").first.click()
    expect(page.locator("tr.job")).to_have_count(50)


def test_a_column_sorts_up_and_down_by_value_and_the_keyboard_stays_on_it(page: Page, tmp_path: Path) -> None:
    jobs = [job(f"acc-{at}", State.FAILED, seconds=seconds) for at, seconds in enumerate((9.0, 12.3, 12.25))]
    page.goto(write_report(write_store(tmp_path, jobs)).as_uri())
    page.get_by_role("button", name="Seconds").click()
    assert rows(page) == ["acc-0.request.1", "acc-2.request.1", "acc-1.request.1"]
    page.keyboard.press("Enter")
    assert rows(page) == ["acc-1.request.1", "acc-2.request.1", "acc-0.request.1"]


def test_paper_gets_all_jobs_that_were_found_not_one_page_of_them(page: Page, tmp_path: Path) -> None:
    jobs = [job(f"acc-{at:04}") for at in range(150)]
    page.goto(write_report(write_store(tmp_path, jobs, size=8)).as_uri())
    page.evaluate("addEventListener('beforeprint', () => window.printed = document.querySelectorAll('tr.job').length)")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert page.evaluate("window.printed") == 150
    expect(page.locator("tr.job")).to_have_count(100)


def test_nothing_stands_outside_a_narrow_window_but_the_table_which_scrolls(page: Page, report: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(report)
    opened(page, "acc-0005")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
