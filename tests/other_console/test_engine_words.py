"""The engine speaks of no console and of no domain: neither its code nor its docstrings name one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "agent"
# A vendor, its products, and the nouns of the flows that come with the program. Its own name is none of them.
DOMAIN = re.compile(
    r"aliyun|alibaba|alicloud|阿里|\bRAM\b|\bBSS\b"
    r"|invoic|发票|开票|抬头|税号|\borders\b|\border (no|num)|[\"']order[\"']",
    re.IGNORECASE,
)
# The tour shows the flow that comes with the program, on the stand-in that comes with it; no run goes through it.
TOUR = {"cli/demo.py", "cli/tour.py"}


def hits(folder: Path) -> list[str]:
    """Return each line of a folder's texts that names the domain, with its place."""
    texts = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return [
        f"{path.relative_to(folder).as_posix()}:{number}: {line.strip()}"
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if DOMAIN.search(line)
    ]


def test_engine_names_no_vendor_and_no_domain() -> None:
    found = [hit for hit in hits(ENGINE) if hit.partition(":")[0] not in TOUR]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        'url = "https://usercenter.aliyun.com"',
        "# 发票抬头",
        'row.get("order")',
        "--orders A,B",
        "Sign in as a RAM user",
    ],
)
def test_such_a_line_would_be_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "console.py").write_text(f"first\n{line}\n", encoding="utf-8")
    assert hits(tmp_path) == [f"console.py:2: {line}"]


@pytest.mark.parametrize(
    "line", ["in the order they were given", "Order: environment, file", "from agent import border"]
)
def test_ordinary_words_are_left_alone(tmp_path: Path, line: str) -> None:
    (tmp_path / "console.py").write_text(line, encoding="utf-8")
    assert hits(tmp_path) == []
