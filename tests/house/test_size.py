"""Sizes: a file or function that outgrows its cap hides a second noun."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.flow import load_flows
from tests.house.tree import files, name, text

PYTHON = ("agent", "flows", "sandbox", "tests", "tools", "benchmarks")


def too_long(paths: list[Path], cap: int) -> dict[str, int]:
    lengths = {name(path): text(path).count("\n") for path in paths}
    return {path: length for path, length in lengths.items() if length > cap}


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Give name and length of each function, without its arguments: those of a command are its options."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.body[0].lineno + 1


@pytest.mark.parametrize(
    ("suffix", "folders", "cap"),
    [
        (".py", PYTHON, 300),
        (".yaml", ("selectors",), 150),
        (".tsx", ("sandbox",), 300),
        (".ts", ("sandbox",), 300),
    ],
)
def test_no_file_is_longer_than_its_cap(suffix: str, folders: tuple[str, ...], cap: int) -> None:
    paths = files(suffix, *folders)
    assert paths
    assert too_long(paths, cap) == {}


def test_no_flow_is_longer_than_its_cap() -> None:
    flows = [Path(inspect.getfile(flow)) for flow in load_flows().values()]
    assert too_long(flows, 220) == {}


@pytest.mark.parametrize(("folders", "cap"), [(("agent", "flows", "sandbox", "tools"), 40), (("tests",), 30)])
def test_no_function_is_longer_than_its_cap(folders: tuple[str, ...], cap: int) -> None:
    found = [(name(path), *function) for path in files(".py", *folders) for function in functions(text(path))]
    assert found
    assert [function for function in found if function[2] > cap] == []


@pytest.mark.parametrize("folder", ["selectors", "config"])
def test_data_folders_hold_no_python(folder: str) -> None:
    assert files(".py", folder) == []
    assert files(".yaml", folder) + files(".toml", folder) != []
