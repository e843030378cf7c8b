"""A real Chromium shows the parcels of a report."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agent.evidence.report import write_report
from tests.e2e.test_report_page import chromium, context, opened, page, rows
from tests.evidence_parcels import LOST, PARCELS, REVERSED, STUCK
from tests.evidence_store import HOSTILE, six_jobs, write_store

__all__ = ["chromium", "context", "page"]


@pytest.fixture
def report(tmp_path: Path) -> str:
    return write_report(write_store(tmp_path, six_jobs()), PARCELS).as_uri()


def test_course_of_a_parcel_is_a_timeline_with_what_was_taken_back_struck_out(page: Page, report: str) -> None:
    page.goto(report)
    opened(page, "acc-0001")
    parcel = page.locator("details.parcel", has_text=REVERSED)
    expect(parcel.locator("li")).to_have_count(5)
    expect(parcel.locator("summary")).to_contain_text("out for delivery")
    expect(parcel.locator("li.now")).to_contain_text("2026-11-25 08:00")
    struck = parcel.locator("li.void")
    expect(struck).to_contain_text("taken back")
    expect(struck.locator(".said")).to_have_css("text-decoration-line", "line-through")
    expect(parcel.locator("li.reversal")).to_contain_text("takes back the one before")


def test_stuck_and_lost_parcels_are_marked_and_found(page: Page, report: str) -> None:
    page.goto(report)
    expect(page.locator("#summary")).to_contain_text("needs a person: 3")
    page.get_by_label("only with a parcel that needs a person").check()
    assert rows(page) == ["acc-0001.request.1", "acc-0002.request.1", "acc-0004.request.1"]
    page.reload()
    assert len(rows(page)) == 3
    page.get_by_label("Search").fill(STUCK)
    assert rows(page) == ["acc-0001.request.1"]
    opened(page, "acc-0001")
    expect(page.locator("details.parcel p.person")).to_have_text(
        "needs a person: no news for days · Call the carrier; if it is lost, replace what was in it."
    )


def test_parcels_are_told_in_chinese(page: Page, report: str) -> None:
    page.goto(f"{report}#lang=zh")
    page.locator("tr.job", has_text="acc-0002").locator("td.opener button").click()
    parcel = page.locator("details.parcel", has_text=LOST)
    expect(parcel.locator("summary")).to_contain_text("已丢失")
    expect(parcel).to_contain_text("需人工: 已丢失 · 请向快递公司索取证明")
    expect(parcel).to_contain_text("王芳 反映未收到")
    expect(page.locator("details.parcel", has_text="未跟踪")).to_contain_text("尚未跟踪")


def test_words_of_a_carrier_are_shown_and_never_run(page: Page, report: str) -> None:
    page.goto(report)
    opened(page, "acc-0002")
    expect(page.locator("details.parcel", has_text=LOST)).to_contain_text(HOSTILE.replace("\u2028", " "))
    assert "owned" not in page.title()
    assert page.locator("img[src=x]").count() == 0


def test_of_many_parcels_those_are_open_that_a_person_must_see_to(page: Page, report: str) -> None:
    page.goto(report)
    opened(page, "acc-0004")
    expect(page.locator("details.parcel")).to_have_count(5)
    expect(page.locator("details.parcel[open]")).to_have_count(1)
    expect(page.locator("details.parcel[open]")).to_contain_text("some new reason")


def test_report_without_parcels_offers_nothing_of_them(page: Page, tmp_path: Path) -> None:
    page.goto(write_report(write_store(tmp_path, six_jobs())).as_uri())
    expect(page.locator("#concern")).to_be_hidden()
    expect(page.locator("#summary")).not_to_contain_text("Parcels")
    opened(page, "acc-0001")
    expect(page.locator("section.parcels")).to_have_count(0)
