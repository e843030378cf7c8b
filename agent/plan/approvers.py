"""Who may approve plans: ``approvers.toml`` of the config folder, names with their public keys.

[approvers]
"Wang Fang" = "ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ="
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from agent.errors import InputError, InputErrors
from agent.plan.approval import is_name, is_public_key
from agent.plan.document import load_bytes

_LIMIT_MB = 1
_LINE = "fapiao approvers new NAME --key-file FILE prints the line to add"


def read_approvers(path: Path) -> dict[str, str]:
    """Return the public key of each approver by name; none if there is no such file.

    Raises:
        InputErrors: All lines that are wrong. No value is shown: one might be a private key.
        InputError: It is no TOML.
    """
    if not path.exists():
        return {}
    said = _parsed(path)
    table = said.pop("approvers", {})
    if said or not isinstance(table, dict):
        what = f"holds {', '.join(sorted(said))}" if said else "approvers is no table"
        raise InputError(str(path), what, f"one table [approvers]; {_LINE}")
    faults = [
        InputError(f"{path.name}:approvers.{name}", what, _LINE) for name in table if (what := _fault(name, table))
    ]
    if faults:
        raise InputErrors(faults)
    return dict(table)


def approver_line(name: str, public_key: str) -> str:
    """Return the line of ``approvers.toml`` for an approver."""
    return f'{json.dumps(name, ensure_ascii=False)} = "{public_key}"'


def _fault(name: str, table: dict[str, Any]) -> str:
    if not is_name(name):
        return "is no name of a person"
    return "" if is_public_key(table[name]) else "is no public key (32 bytes as 44 characters of base64; not shown)"


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(load_bytes(path, _LIMIT_MB, _LINE).decode())
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8 text", "save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(str(path), f"is no TOML ({error})", _LINE) from None
