"""Write the tables of docs/settings.md anew, from agent/settings.py.

python -m tests.house.settings_table
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from agent.settings import PREFIX, Settings
from tests.house.tree import DOCS, text

PAGE = DOCS / "settings.md"
NAMED_PART = "NAME"
"""Stands for a name that people choose."""
BEGIN, END = "<!-- made from agent/settings.py: begin -->\n", "<!-- made from agent/settings.py: end -->\n"
HEADER = "| variable | in `settings.toml` | default | values | meaning |\n|--|--|--|--|--|"


def sections() -> Iterator[tuple[str, str, list[tuple[str, FieldInfo]]]]:
    """Give name, description and fields of each section; the settings outside any section come last."""
    single = []
    for name, field in Settings.model_fields.items():
        inner = getattr(field.annotation, "model_fields", None)
        if inner is None:
            single.append((name, field))
        else:
            yield name, _words(field), list(_fields(inner))
    yield "", "Folders of your own.", single


def _fields(inner: dict[str, FieldInfo]) -> Iterator[tuple[str, FieldInfo]]:
    """Give the fields of a section; of parts that have names of their own, those of a part ``NAME``."""
    for name, field in inner.items():
        model = next((kind for kind in get_args(field.annotation) if hasattr(kind, "model_fields")), None)
        if model is None:
            yield name, field
        else:
            yield from ((f"{name}__{NAMED_PART}__{part}", of_part) for part, of_part in model.model_fields.items())


def variable(section: str, name: str) -> str:
    """Return the environment variable of a setting."""
    return f"{PREFIX}{section}__{name}".upper() if section else f"{PREFIX}{name}".upper()


def tables() -> str:
    """Return all tables as Markdown."""
    parts = []
    for section, what, fields in sections():
        lines = [_line(section, name, field) for name, field in fields]
        parts.append(f"### {section or 'Folders'}\n\n{what}\n\n{HEADER}\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _line(section: str, name: str, field: FieldInfo) -> str:
    *parts, last = name.split("__")
    key = f"`[{'.'.join((section, *parts))}] {last}`" if section else f"`{name}`"
    cells = (f"`{variable(section, name)}`", key, _default(field.default), _values(field), _words(field))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _words(field: FieldInfo) -> str:
    return " ".join((field.description or "").replace("``", "`").split())


def _default(value: Any) -> str:
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, tuple):
        return f"`{','.join(value)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _values(field: FieldInfo) -> str:
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not type(None)]
    choice = next((kind for kind in (field.annotation, *kinds) if get_origin(kind) is Literal), None)
    if choice is not None:
        return ", ".join(f"`{value}`" for value in get_args(choice))
    if bool in kinds:
        return "`true`, `false`"
    limits = {
        word: getattr(limit, word) for limit in field.metadata for word in ("ge", "gt", "le") if hasattr(limit, word)
    }
    if "ge" in limits and "le" in limits:
        return f"{limits['ge']} to {limits['le']}"
    if limits:
        return f"{limits['ge']} or more" if "ge" in limits else f"more than {limits['gt']}"
    return "path" if Path in kinds else "text"


def renewed(page: str) -> str:
    """Return a page with its tables made anew."""
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    assert mark, f"{PAGE} lacks the lines {BEGIN.strip()} and {END.strip()}"
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(renewed(text(PAGE)), encoding="utf-8", newline="\n")
