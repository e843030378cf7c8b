"""The guide: a page for each question in both languages, with pictures that exist and commands that parse."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from agent.flow import load_flows
from agent.jobs import read_jobs
from tests.house.commands import fault, lines
from tests.house.tree import DOCS, blocks, files, name, text

GUIDE = DOCS / "guide"
LANGUAGES = ("en", "zh")
SLUGS = (
    "change-a-title",
    "lost-general-invoice",
    "lost-special-invoice",
    "request-an-invoice",
    "return-or-exchange",
    "special-vat-e-invoice",
    "track-delivery",
)
PAGES = [GUIDE / language / f"{slug}.md" for language in LANGUAGES for slug in SLUGS]
MOST_BYTES = 80 * 1024


def commands(page: Path) -> list[str]:
    """Return the commands of a page's code blocks."""
    return [line for block in blocks(page, "sh") for line in lines(block)]


def pictures(page: Path) -> set[Path]:
    """Return the pictures that a page shows."""
    return {(page.parent / link).resolve() for link in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text(page))}


def test_every_question_has_its_page_in_both_languages_and_no_other_page_is_there() -> None:
    assert sorted(files(".md", "docs/guide/en", "docs/guide/zh")) == sorted(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_page_is_of_one_screen_or_two_and_linked_from_the_index_and_from_its_other_language(page: Path) -> None:
    assert 40 <= text(page).count("\n") <= 80
    (other,) = [language for language in LANGUAGES if language != page.parent.name]
    assert f"(../{other}/{page.name})" in text(page)
    assert f"({page.parent.name}/{page.name})" in text(GUIDE / "README.md")


def test_both_languages_show_the_same_commands() -> None:
    for slug in SLUGS:
        english, chinese = (
            [line.removesuffix(" --language zh-CN") for line in commands(GUIDE / language / f"{slug}.md")]
            for language in LANGUAGES
        )
        assert english == chinese, slug


def test_every_picture_is_shown_and_every_picture_shown_is_there_and_small() -> None:
    there = set(files(".png", "docs/guide/pictures"))
    assert {picture for page in PAGES for picture in pictures(page)} == there
    assert [name(picture) for picture in there if picture.stat().st_size > MOST_BYTES] == []
    assert [name(page) for page in PAGES if not pictures(page)] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_parses(page: Path) -> None:
    assert len(commands(page)) > 2
    assert [(line, fault(line)) for line in commands(page) if fault(line)] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "track-delivery"], ids=name)
def test_jobs_file_of_a_page_is_taken_by_the_flow_that_the_page_names(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("proof.pdf").write_bytes(b"%PDF-1.4\n")
    (block,) = blocks(page, "csv")
    Path("jobs.csv").write_text(block, encoding="utf-8")
    (flow,) = {shlex.split(line)[2] for line in commands(page) if "--jobs" in line}
    models = {flow: load_flows()[flow].input}
    accounts = {line.partition(",")[0] for line in block.splitlines()[1:]}
    assert len(read_jobs(Path("jobs.csv"), models, accounts, flow)) == len(accounts)
