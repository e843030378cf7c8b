"""The roster that fits a running stand-in: a table of accounts and, beside it, their secrets."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import httpx

from sandbox.nouns import StandInError

_COLUMNS = ("account", "site", "uid", "sign_in", "user", "secret", "totp", "tags")


def fetch_accounts(port: int) -> list[dict[str, Any]]:
    """Return the accounts of the stand-in on a port.

    Raises:
        StandInError: None answers there.
    """
    try:
        with httpx.Client(trust_env=False, timeout=30) as client:
            answer = client.get(f"http://127.0.0.1:{port}/_sandbox/accounts").raise_for_status()
        accounts: list[dict[str, Any]] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise StandInError(
            f"No stand-in answers on port {port} ({type(error).__name__}). Start it: fapiao sandbox serve --port {port}"
        ) from error
    return accounts


def write_roster(accounts: list[dict[str, Any]], path: Path) -> Path:
    """Write the roster, and return the file with its secrets, which only its owner may read.

    Raises:
        StandInError: One of the two cannot be written.
    """
    secrets = path.with_name(f"{path.stem}.secrets.env")
    lines, rows = [], []
    for account in accounts:
        row = {name: account.get(name, "") for name in _COLUMNS}
        for column, value in (("secret", "password"), ("totp", "totp")):
            key = f"{account['account']}_{value}".replace("-", "_").upper()
            row[column] = f"file:{secrets.name}#{key}" if account[value] else ""
            lines += [f"{key}={account[value]}\n"] if account[value] else []
        rows.append(row)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_private(secrets, "".join(lines))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, _COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise StandInError(f"{path} cannot be written ({error.strerror}): choose another folder.") from error
    return secrets


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        # A file that was there before keeps its mode when it is opened.
        path.chmod(0o600)
        file.write(text)
