"""Which targets a flow's source names, and where: read from the syntax tree, nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

_TARGET = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def named(source: str, pages: Collection[str]) -> set[str]:
    """Return every ``page.target`` of these pages that a source names."""
    return {value for value, _ in _constants(ast.parse(source)) if value.partition(".")[0] in pages}


def written_outside_submit(source: str, writes: Collection[str]) -> list[tuple[str, int]]:
    """Return each writing target, with its line, that is named elsewhere than in ``Submit(click=...)``."""
    tree = ast.parse(source)
    allowed = {id(node) for node in _submit_clicks(tree)}
    return [(value, node.lineno) for value, node in _constants(tree) if value in writes and id(node) not in allowed]


def _constants(tree: ast.AST) -> Iterator[tuple[str, ast.Constant]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _TARGET.fullmatch(node.value):
            yield node.value, node


def _submit_clicks(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Submit":
            yield from (word.value for word in node.keywords if word.arg == "click")
