"""Tables as YAML: a list of entries, each a mapping of column to value."""

from __future__ import annotations

from pathlib import Path

import yaml

from agent.errors import InputError
from agent.table.sheet import Cell, Sheet, column_name, tidy
from agent.table.text import decode

_SHAPE = "write a list, each entry beginning with '- account: NAME', one 'column: value' a line"
_NULL = "tag:yaml.org,2002:null"


def read_yaml(path: Path, data: bytes) -> Sheet:
    """Return the sheet in a YAML file; every value is kept as it is written (``0123`` stays ``0123``).

    Raises:
        InputError: The file is no YAML, or no list of mappings.
    """
    root = _root(path, decode(path, data))
    if root is None:
        return Sheet((), ())
    if not isinstance(root, yaml.SequenceNode):
        raise InputError(f"{path.name}:{_line(root)}", "is no list of entries", _SHAPE)
    header: dict[str, Cell] = {}
    entries = [_entry(path, node, header) for node in root.value]
    lines = [[cells.get(name, Cell("", line)) for name in header] for line, cells in entries]
    return Sheet(tuple(header.values()), [cells for cells in lines if any(not cell.is_blank for cell in cells)])


def _root(path: Path, text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, yaml.SafeLoader)
    except yaml.composer.ComposerError as error:
        # The parser's own words would show what stands behind the * or &, which may be a secret.
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = "a value that begins with * or & means something else in YAML"
        raise InputError(f"{path.name}:{line}", what, "put the value in double quotes") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{path.name}:{line}", f"is no YAML ({error.problem})", _SHAPE) from None
    except (yaml.YAMLError, RecursionError):
        raise InputError(str(path), "is no YAML", _SHAPE) from None


def _entry(path: Path, node: yaml.Node, header: dict[str, Cell]) -> tuple[int, dict[str, Cell]]:
    line = _line(node)
    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"{path.name}:{line}", "is no entry with columns", _SHAPE)
    cells: dict[str, Cell] = {}
    for key, value in node.value:
        word = tidy(str(key.value)) if isinstance(key, yaml.ScalarNode) else ""
        name = column_name(word)
        header.setdefault(name, Cell(word or "(no name)", _line(key)))
        cells[name] = _twice(key) if name in cells else _cell(value)
    return line, cells


def _cell(node: yaml.Node) -> Cell:
    if isinstance(node, yaml.ScalarNode):
        return Cell("" if node.tag == _NULL else tidy(node.value), _line(node))
    if isinstance(node, yaml.SequenceNode) and all(isinstance(part, yaml.ScalarNode) for part in node.value):
        return Cell(",".join(tidy(part.value) for part in node.value), _line(node))
    return Cell("", _line(node), "holds entries of its own", "write one value, or a plain list of values")


def _twice(key: yaml.Node) -> Cell:
    return Cell("", _line(key), "stands twice in one entry", "keep one of the two")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
