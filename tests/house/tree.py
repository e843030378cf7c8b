"""The repository's own files, as house tests see them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_MADE = re.compile(r"(^|/)(\.[^/]+|__pycache__|node_modules|build|dist|htmlcov|fapiao-(store|demo)|test-results)(/|$)")
_ROW = re.compile(r"^\|(.+)\|$")
_RULE = re.compile(r"^[\s|:-]+$")


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that belong to the repository: those that git knows or would take in; without git, all."""
    names = _by_git() or [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*")]
    found = (ROOT / name for name in names if not _MADE.search(name) or name.startswith(".ci/"))
    return tuple(sorted(path for path in found if path.is_file()))


def _by_git() -> list[str]:
    if not shutil.which("git"):
        return []
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return [name for name in done.stdout.split("\0") if name] if done.returncode == 0 else []


def files(suffix: str, *folders: str) -> list[Path]:
    """Return the files with an ending, below these folders or anywhere."""
    wanted = [ROOT / folder for folder in folders] or [ROOT]
    return [p for p in tracked() if p.suffix == suffix and any(p.is_relative_to(folder) for folder in wanted)]


def name(path: Path) -> str:
    """Return a file's path as people write it."""
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    """Return a file's text."""
    return path.read_text(encoding="utf-8")


def table(path: Path, heading: str) -> list[dict[str, str]]:
    """Return the rows of the first table below a heading of a page, by column."""
    _, mark, below = text(path).partition(f"\n{heading}\n")
    assert mark, f"{name(path)} has no heading {heading!r}"
    lines = list(_first_table(below))
    assert len(lines) > 1, f"{name(path)} has no table below {heading!r}"
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def _first_table(text: str) -> Iterator[list[str]]:
    is_inside = False
    for line in text.splitlines():
        match = _ROW.match(line.strip())
        if match and not _RULE.match(line):
            is_inside = True
            yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", match[1])]
        elif not match and (is_inside or line.startswith("#")):
            return


def blocks(path: Path, language: str) -> Iterator[str]:
    """Give the fenced blocks of one language in a page."""
    yield from re.findall(rf"^```{language}\n(.*?)^```$", text(path), re.MULTILINE | re.DOTALL)
