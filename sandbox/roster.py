"""The roster that fits a running stand-in: a table of accounts and, beside it, their secrets."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import httpx

from sandbox.nouns import StandInError

_COLUMNS = ("account", "site", "uid", "sign_in", "user", "secret", "totp", "tags")


def fetch(port: int, what: str) -> list[dict[str, Any]]:
    """Return ground truth of the stand-in on a port: its ``accounts``, or what it ``received``.

    Raises:
        StandInError: None answers there.
    """
    try:
        with httpx.Client(trust_env=False, timeout=30) as client:
            answer = client.get(f"http://127.0.0.1:{port}/_sandbox/{what}").raise_for_status()
        found: list[dict[str, Any]] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise StandInError(
            f"No stand-in answers on port {port} ({type(error).__name__}). Start it: fapiao sandbox serve --port {port}"
        ) from error
    return found


def advance(port: int, seconds: float) -> str:
    """Move the clock of the stand-in on a port, and return its time.

    Raises:
        StandInError: None answers there, or it does not take the number.
    """
    url = f"http://127.0.0.1:{port}/_sandbox/clock"
    try:
        with httpx.Client(trust_env=False, timeout=30) as client:
            answer = client.post(url, json={"advance_s": seconds}).raise_for_status()
        return str(answer.json()["now"])
    except (httpx.HTTPError, ValueError) as error:
        raise StandInError(
            f"The stand-in on port {port} did not move its clock ({type(error).__name__}). Is it running?"
        ) from error


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
