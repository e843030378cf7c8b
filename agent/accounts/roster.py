"""The roster: the accounts, read from a table and checked as a whole before anything starts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from agent.accounts.secret import parse_reference
from agent.errors import InputError, InputErrors
from agent.model import Account
from agent.table import Row, place, plain, scan_table, suggest

COLUMNS = ("account", "site", "uid", "sign_in", "user", "secret", "totp", "tags")
REQUIRED = ("account", "site", "uid", "sign_in", "user", "secret")

_NAME_LIMIT = 80
_NAME = re.compile(r"[\w.-]+")
# Names that Windows keeps for devices, with any ending. Source: Microsoft, "Naming Files, Paths, and Namespaces".
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_SHORTENED = re.compile(r"[0-9.]+e\+?[0-9]+", re.IGNORECASE)


def read_roster(path: Path, *, sites: Mapping[str, Collection[str]], uids: Mapping[str, str]) -> list[Account]:
    """Return the accounts of a roster; every reference to a secret was tried, and file paths in them are absolute.

    Args:
        sites: Names of the known sites, each with its ways to sign in.
        uids: What an account's id looks like on each of them, as a regular expression.

    Raises:
        InputErrors: All faults of the roster at once.
    """
    rows, errors = scan_table(path, COLUMNS, REQUIRED, text_columns=COLUMNS)
    spoilt = {error.where for error in errors}
    found = _repeats(rows)
    every_way = {way for ways in sites.values() for way in ways}
    accounts = []
    for row in rows:
        found += _name_errors(row) + _uid_errors(row, uids.get(row["site"], ".*"))
        found += _unknown(row, "site", sites) + _unknown(row, "sign_in", sites.get(row["site"], every_way))
        secret, faults = _reference(row, "secret", path.parent)
        totp, more = _reference(row, "totp", path.parent)
        found += faults + more
        accounts.append(_account(row, secret, totp))
    errors += [error for error in found if error.where not in spoilt]
    if errors:
        raise InputErrors(sorted(errors, key=lambda error: place(error.where, path.name)))
    return accounts


def summary(accounts: Sequence[Account]) -> dict[str, dict[str, int]]:
    """Return how many accounts there are by site, sign-in way and tag."""
    return {
        "site": dict(Counter(account.site for account in accounts)),
        "sign_in": dict(Counter(account.sign_in for account in accounts)),
        "tag": dict(Counter(tag for account in accounts for tag in account.tags)),
    }


def account_name(text: str) -> str:
    """Return a cell's text as an account's name is compared: full-width forms made ordinary."""
    return plain(text).strip()


def _account(row: Row, secret: str, totp: str) -> Account:
    return Account(
        account=account_name(row["account"]),
        site=row["site"],
        uid=row["uid"],
        sign_in=row["sign_in"],
        user=row["user"],
        secret=secret,
        totp=totp,
        tags=tuple(re.findall(r"[^\s,;\u3001]+", plain(row["tags"]))),
    )


def _name_errors(row: Row) -> list[InputError]:
    name = account_name(row["account"])
    right = "letters, digits and - _ . only: the name becomes a folder's name"
    if not _NAME.fullmatch(name) or not name.strip("."):
        return [InputError(row.where("account"), f"{name!r} cannot name an account", right)]
    if name.endswith(".") or _DEVICE.fullmatch(name):
        return [InputError(row.where("account"), f"{name!r} cannot name a folder on Windows", "choose another name")]
    if len(name) > _NAME_LIMIT:
        return [InputError(row.where("account"), f"has {len(name)} characters", f"at most {_NAME_LIMIT}")]
    return []


def _uid_errors(row: Row, pattern: str) -> list[InputError]:
    uid = row["uid"]
    if re.fullmatch(pattern, uid):
        return []
    right = "digits only, as the console shows them" if pattern == "[0-9]+" else f"as the console shows it: {pattern}"
    what = f"{uid!r} is no account id"
    if _SHORTENED.fullmatch(uid):
        what, right = (
            f"{uid!r} was shortened by Excel",
            "format the column as text, then type the whole account id again",
        )
    return [InputError(row.where("uid"), what, right)]


def _unknown(row: Row, column: str, known: Collection[str]) -> list[InputError]:
    if row[column] in known:
        return []
    kind = {"site": "site", "sign_in": "way to sign in"}[column]
    return [InputError(row.where(column), f"there is no {kind} {row[column]!r}", suggest(row[column], known))]


def _reference(row: Row, column: str, base: Path) -> tuple[str, list[InputError]]:
    """Return the reference with an absolute path, and what is wrong with it."""
    if not row[column]:
        return "", []
    try:
        reference = parse_reference(row[column], base, where=row.where(column))
    except InputError as error:
        return "", [error]
    try:
        reference.resolve_totp() if column == "totp" else reference.resolve()
    except InputError as error:
        return "", [InputError(row.where(column), f"{error.where}: {error.what}", error.right)]
    return str(reference), []


def _repeats(rows: Sequence[Row]) -> list[InputError]:
    """Return an error for each line whose account name stood before, or whose uid did for its site.

    Case does not tell names apart: each becomes a folder, and a jobs file names accounts without their site.
    """
    errors = []
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        name, uid = account_name(row["account"]).casefold(), row["uid"]
        for column, known in (("account", ("account", name)), ("uid", ("uid", row["site"], uid))):
            before = first.setdefault(known, row)
            if before is not row and row[column]:
                what = f"{row[column]} stands in line {before.line} already"
                errors.append(InputError(row.where(column), what, "each account once; remove or rename one of them"))
    return errors
