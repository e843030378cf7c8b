"""Two broad ``except`` in the whole program, each where what is raised becomes a value.

The runner's, for a job that failed or is unknown, and one around code of other packages.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import files, name, text

BROAD = ("Exception", "BaseException")


def broad(source: str) -> Iterator[int]:
    """Give the line of each place that catches whatever is raised."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or _is_broad(node.type)):
            yield node.lineno
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("suppress")
            and any(map(_is_broad, node.args))
        ):
            yield node.lineno


def _is_broad(kind: ast.expr) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(ast.unparse(one).rpartition(".")[2] in BROAD for one in kinds)


def test_only_the_runner_and_what_calls_code_of_others_catch_everything() -> None:
    found = [name(path) for path in files(".py", "agent", "flows", "sandbox") for _ in broad(text(path))]
    assert sorted(found) == ["agent/runner/runner.py", "agent/tracking/foreign.py"]


@pytest.mark.parametrize(
    "source",
    [
        "try: f()\nexcept Exception: pass",
        "try: f()\nexcept: pass",
        "try: f()\nexcept (OSError, builtins.BaseException) as error: pass",
        "with contextlib.suppress(Exception): f()",
    ],
)
def test_every_spelling_of_a_broad_except_is_seen(source: str) -> None:
    assert list(broad(source))


def test_narrow_except_is_none() -> None:
    assert list(broad("try: f()\nexcept (OSError, ValueError): pass\nwith suppress(OSError): f()")) == []
