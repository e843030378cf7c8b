"""Columns of jobs files: every input has a Chinese name, an explanation and, where it is needed, an example."""

from __future__ import annotations

import pytest

from agent.flow import load_flows
from agent.jobs.column import ACCOUNT, FLOW, chinese_names, column_of

FLOWS = load_flows()
FIELDS = [(flow, name, field) for flow, known in FLOWS.items() for name, field in known.input.model_fields.items()]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_input_of_a_flow_has_a_chinese_name_and_explanation(flow: str) -> None:
    marks = {name: column_of(field) for name, field in FLOWS[flow].input.model_fields.items()}
    assert [name for name, mark in marks.items() if mark is None or not mark.chinese or not mark.what] == []


@pytest.mark.parametrize("flow", FLOWS)
def test_every_input_that_is_needed_has_an_example(flow: str) -> None:
    needed = {name: column_of(field) for name, field in FLOWS[flow].input.model_fields.items() if field.is_required()}
    assert [name for name, mark in needed.items() if mark is None or not mark.example] == []


def test_chinese_name_and_column_stand_for_each_other_in_all_flows() -> None:
    pairs = {(name, mark.chinese) for _, name, field in FIELDS if (mark := column_of(field))}
    names, chinese = [name for name, _ in pairs], [word for _, word in pairs]
    assert len(set(names)) == len(names), "a column has two Chinese names"
    assert len(set(chinese)) == len(chinese), "a Chinese name stands for two columns"
    assert set(chinese_names({name: flow.input for name, flow in FLOWS.items()}).values()) == {ACCOUNT, FLOW, *names}


def test_no_input_has_the_name_of_a_column_of_every_file() -> None:
    assert [(flow, name) for flow, name, _ in FIELDS if name in (ACCOUNT, FLOW)] == []
