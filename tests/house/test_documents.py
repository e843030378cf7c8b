"""Documents: links lead somewhere, states and reasons are all told, and nothing of this machine is in a file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest

from agent.evidence.summary import words
from agent.model import State
from tests.house.tree import DOCS, ROOT, files, name, table, text, tracked

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = ("http://", "https://", "mailto:")
# Written apart, so that this file does not name what it forbids.
FORBIDDEN = [
    "".join(parts)
    for parts in [
        ("pypi", ".org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "mirror.com"), ("yarn", "pkg.com"),
        ("mirrors.", "aliyun"), ("tuna.", "tsinghua"), ("/wo", "rk/"), ("/ro", "ot/"),
    ]
]  # fmt: skip


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made from Markdown."""
    heads = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def broken(path: Path) -> list[str]:
    """Return the links of a page that lead nowhere."""
    found = []
    for link in LINK.findall(re.sub(r"```.*?```|`[^`\n]*`", "", text(path), flags=re.DOTALL)):
        if link.startswith(ELSEWHERE):
            continue
        place, _, anchor = unquote(link).partition("#")
        goal = (path.parent / place).resolve() if place else path
        if not goal.exists() or (anchor and anchor not in anchors(goal)):
            found.append(link)
    return found


def test_every_link_leads_somewhere() -> None:
    pages = files(".md")
    assert sum(len(LINK.findall(text(page))) for page in pages) > 20
    assert {name(page): broken(page) for page in pages if broken(page)} == {}


def test_link_to_nowhere_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A head\n[a](#a-head) [b](#b) [c](gone.md) ![d](no.png) [e](https://example.com)", encoding="utf-8"
    )
    assert broken(page) == ["#b", "gone.md", "no.png"]


def test_every_page_is_linked_from_the_readme_or_from_a_page_that_is() -> None:
    seen, left = set[Path](), [ROOT / "README.md"]
    while left:
        page = left.pop()
        seen.add(page)
        goals = [(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(text(page))]
        left += [goal for goal in goals if goal.suffix == ".md" and goal.is_file() and goal not in seen]
    assert [name(page) for page in files(".md", "docs") if page not in seen] == []


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_file_names_a_registry_or_a_folder_of_this_machine(word: str) -> None:
    paths = tracked()
    assert len(paths) > 100
    assert [name(path) for path in paths if word.encode() in path.read_bytes()] == []


def test_operators_page_tells_every_state_a_job_can_be_in() -> None:
    told = [row["state"].strip("`") for row in table(DOCS / "operators.md", "## States")]
    assert sorted(told) == sorted(state.value for state in State)


def test_operators_page_tells_every_reason_that_the_report_knows() -> None:
    told = [row["reason"].strip("`") for row in table(DOCS / "operators.md", "## Reasons")]
    assert sorted(told) == sorted(words()["reasons"])


def test_changelog_begins_with_the_version_of_the_program() -> None:
    version = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"]
    (newest, *_) = re.findall(r"^## (\S+)", text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert newest == version


def test_decisions_are_numbered_without_a_gap_and_short() -> None:
    records = [path for path in files(".md", "docs/decisions") if path.name != "README.md"]
    assert [path.name[:4] for path in records] == [f"{number:04d}" for number in range(1, len(records) + 1)]
    for path in records:
        heads = re.findall(r"^## (.+)$", text(path), re.MULTILINE)
        assert heads == ["Context", "Options", "Decision", "Consequences"], name(path)
        assert 12 <= text(path).count("\n") <= 40, name(path)
