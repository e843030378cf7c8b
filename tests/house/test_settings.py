"""Settings: each is described, docs/settings.md lists them all, and no page or message names one that is not there."""

from __future__ import annotations

import re

from agent.settings import PREFIX
from tests.house.settings_table import NAMED_PART, PAGE, renewed, sections, variable
from tests.house.tree import files, name, text

KNOWN = {variable(section, field) for section, _, fields in sections() for field, _ in fields}
_PART = re.compile(r"(TRACKING__CARRIERS__)[A-Z0-9_]+?(__)")
NAMED = re.compile(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b")


def test_every_setting_says_what_it_is() -> None:
    silent = [
        f"{section}.{field}" for section, _, fields in sections() for field, info in fields if not info.description
    ]
    assert silent == []


def test_seconds_and_pixels_stand_in_the_name_of_a_number() -> None:
    numbers = [field for _, _, fields in sections() for field, info in fields if info.annotation is float]
    assert numbers
    assert [field for field in numbers if not field.endswith(("_s", "_h", "_days"))] == []


def test_settings_page_equals_the_program() -> None:
    assert renewed(text(PAGE)) == text(PAGE), "run: python -m tests.house.settings_table"


def test_every_variable_that_is_named_exists() -> None:
    paths = files(".md") + files(".py", "agent", "flows", "tools") + files(".toml", "config")
    named = {(name(path), found) for path in paths for found in NAMED.findall(text(path))}
    assert len(named) > 20
    assert [(path, found) for path, found in sorted(named) if _PART.sub(rf"\1{NAMED_PART}\2", found) not in KNOWN] == []
