"""Catalogs as data: what a file may say, and what its names match."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.catalog import Catalog, Catalogs, load_catalogs
from agent.data import data_folder
from agent.errors import InputError, InputErrors
from agent.pattern import pattern

GOOD = """
page: order
path: /order
ready: total
targets:
  total:
    what: the sum
    by:
      - label: { zh-CN: [合计], en: [Total] }
"""


def load(folder: Path, text: str, name: str = "order") -> Catalogs:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_catalogs([folder])


def problems(folder: Path, text: str) -> str:
    with pytest.raises(InputErrors) as caught:
        load(folder, text)
    return caught.value.message


@pytest.mark.parametrize("text", ["提交", "提 交", "\ue601提交", "提交 \ue602", "*提交", "提交：", " 提交:"])
def test_name_matches_what_consoles_draw_around_it(text: str) -> None:
    assert pattern(("提交",)).match(text)


@pytest.mark.parametrize("text", ["提交申请", "再提交", "提x交", "", "交提"])
def test_name_matches_nothing_longer(text: str) -> None:
    assert not pattern(("提交",)).match(text)


def test_brackets_of_either_width_are_the_same() -> None:
    assert pattern(("发票信息(抬头)",)).match("发票信息（抬头）")


@given(st.text(min_size=1, max_size=12).filter(lambda text: text.strip()))
def test_any_name_matches_itself(name: str) -> None:
    assert pattern((name,)).match(name.strip())


def test_a_good_file_loads(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).target("order.total").what == "the sum"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace(", en: [Total]", ""), "both languages are needed"),
        (GOOD.replace("label:", "xpath:"), "Extra inputs"),
        (GOOD.replace("ready: total", "ready: sum"), "names targets that are not in this file: sum"),
        (GOOD.replace("page: order", "page: ordr"), "it must equal the file name"),
        (GOOD.replace("what: the sum", "what: [unclosed"), "is not YAML"),
        (GOOD + "      - { role: button, css: a }\n", "exactly one of"),
        (GOOD + "      - { css: a, name: { zh-CN: [a], en: [a] } }\n", "name belongs to role"),
    ],
)
def test_a_bad_file_says_where_and_why(tmp_path: Path, text: str, words: str) -> None:
    said = problems(tmp_path, text)
    assert words in said
    assert "order.yaml" in said


def test_all_bad_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("page: x", encoding="utf-8")
    said = problems(tmp_path, GOOD.replace("page: order", "page: ordr"))
    assert "other.yaml" in said
    assert "order.yaml" in said


def test_own_file_replaces_the_built_in_one(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "order.yaml").write_text(GOOD, encoding="utf-8")
    (own / "order.yaml").write_text(GOOD.replace("the sum", "my sum"), encoding="utf-8")
    assert load_catalogs([tmp_path, own]).target("order.total").what == "my sum"


def test_unknown_target_names_what_there_is(tmp_path: Path) -> None:
    catalogs = load(tmp_path, GOOD)
    with pytest.raises(InputError, match="total"):
        catalogs.target("order.sum")
    with pytest.raises(InputError, match="known: order"):
        catalogs.target("invoice.sum")


def test_way_of_the_other_generation_is_no_drift() -> None:
    catalog = Catalog.model_validate(
        {
            "page": "p",
            "targets": {
                "kind": {
                    "what": "a choice",
                    "by": [
                        {"role": "radiogroup", "variant": "new"},
                        {"role": "combobox", "variant": "old"},
                        {"css": "#kind"},
                    ],
                }
            },
        }
    )
    assert [catalog.targets["kind"].rank(place) for place in range(3)] == [0, 0, 2]


def test_every_built_in_catalog_loads_and_says_what_its_targets_are() -> None:
    catalogs = load_catalogs([data_folder("selectors")])
    for page in catalogs.pages:
        assert all(target.what for target in catalogs.page(page).targets.values())


def test_ways_stand_in_their_order_best_first() -> None:
    order = ["role", "label", "test_id", "text", "css"]
    catalogs = load_catalogs([data_folder("selectors")])
    for page in catalogs.pages:
        for name, target in catalogs.page(page).targets.items():
            kinds = [str(way).partition("=")[0] for way in target.by]
            assert kinds == sorted(kinds, key=order.index), f"{page}.{name}"
