"""The carrier of docs/carriers.md: its file and its answer, taken out of the page; as a module, and as a package."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from agent.tracking.conformance import SavedAnswer
from agent.tracking.conformance.answer import saved_answer
from tests.house.tree import DOCS, blocks

PAGE = DOCS / "carriers.md"


def source() -> str:
    """Return the example's file."""
    (code,) = blocks(PAGE, "python")
    return code


def module() -> ModuleType:
    """Return the example as Python makes it of its file."""
    made = ModuleType("pigeon_post")
    exec(compile(source(), "pigeon_post.py", "exec"), vars(made))
    return made


def changed(**parts: Any) -> Any:
    """Return the example with other parts in place of its own."""
    names = ("name", "base_url", "batch_size", "needs", "encode", "decode")
    made = module()
    return SimpleNamespace(**{name: getattr(made, name) for name in names} | parts)


def answer() -> SavedAnswer:
    """Return the page's saved answer."""
    (text,) = blocks(PAGE, "http")
    return saved_answer("two.http", text.encode())


def install(folder: Path, code: str, *, name: str = "pigeon", package: str = "pigeon-post", value: str = "") -> None:
    """Lay a package into a folder as an installer does, its carrier as an entry point."""
    stem = package.replace("-", "_")
    (folder / f"{stem}.py").write_text(code, encoding="utf-8")
    told = folder / f"{stem}-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
    (told / "entry_points.txt").write_text(f"[fapiao.carriers]\n{name} = {value or stem}\n", encoding="utf-8")
