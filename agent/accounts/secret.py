"""References to secrets (``env:NAME``, ``file:PATH``, ``file:PATH#KEY``); the secrets themselves stand in no table.

A value never appears in a repr, an error or a log: it exists only inside the ``SecretStr`` that ``resolve`` returns,
and is made known to the redaction there.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from agent.errors import InputError
from agent.log import redact

LIMIT_BYTES = 1024 * 1024
_FORMS = "write env:NAME, file:PATH or file:PATH#KEY"
_NOT_BUILT = ("keyring", "vault")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Reference:
    """Where a secret is to be found; holds no secret."""

    scheme: Literal["env", "file"]
    name: str
    """Name of the environment variable, or absolute path of the file."""
    key: str = ""
    """Which ``KEY=VALUE`` line of the file; empty for the whole file."""

    def __str__(self) -> str:
        """Return the reference as it is written in a roster."""
        return f"{self.scheme}:{self.name}" + (f"#{self.key}" if self.key else "")

    def resolve(self) -> SecretStr:
        """Return the secret.

        A whole file loses its last line ending. Of ``KEY=VALUE`` lines, blanks around key and value are dropped, lines
        beginning with ``#`` are left out, and a value in quotes is refused.

        Raises:
            InputError: There is none: variable, file or key is missing or empty, or others may read the file.
        """
        value = SecretStr(self._value())
        redact.add(value)
        return value

    def resolve_totp(self) -> SecretStr:
        """Return the secret as the seed of one-time codes: base32, upper case, without blanks.

        Raises:
            InputError: As ``resolve``; or it is no base32.
        """
        seed = re.sub(r"[\s-]", "", self.resolve().get_secret_value()).upper().rstrip("=")
        try:
            if not base64.b32decode(seed + "=" * (-len(seed) % 8)):
                raise ValueError
        except (binascii.Error, ValueError):
            right = "give the key that the console shows for typing in: letters A-Z and digits 2-7, not the code"
            raise InputError(str(self), "the seed of the one-time code is no base32", right) from None
        redact.add(seed)
        return SecretStr(seed)

    def _value(self) -> str:
        if self.scheme == "env":
            right = "set it where fapiao is started"
            return self._checked(os.environ.get(self.name), "the environment variable is not set", right)
        text = self._file_text()
        return self._keyed(text) if self.key else self._checked(text.rstrip("\r\n"))

    def _checked(self, value: str | None, missing: str = "", right: str = "") -> str:
        if value is None:
            raise InputError(str(self), missing, right)
        if not value.strip():
            raise InputError(str(self), "the secret is empty", "fill it in")
        return value

    def _file_text(self) -> str:
        path = Path(self.name)
        try:
            if not path.is_file():
                raise InputError(
                    str(self), f"there is no file {path}", "check the path; it counts from the roster's folder"
                )
            status = path.stat()
            if os.name == "posix" and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                what = f"others on this machine may use the file {path} (mode {stat.S_IMODE(status.st_mode):04o})"
                raise InputError(str(self), what, f"run: chmod 600 '{path}'")
            if status.st_size > LIMIT_BYTES:
                raise InputError(str(self), f"the file {path} is larger than 1 MB", "is it the right file?")
            return path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise InputError(
                str(self), f"the file {path} cannot be read ({error.strerror})", "check its rights"
            ) from None
        except UnicodeDecodeError:
            raise InputError(str(self), f"the file {path} is not UTF-8 text", "save it as UTF-8") from None

    def _keyed(self, text: str) -> str:
        values = _by_key(text).get(self.key, ())
        if len(values) > 1:
            raise InputError(str(self), f"{self.key} stands {len(values)} times in {self.name}", "keep one line")
        value = self._checked(values[0] if values else None, f"no line {self.key}=... in {self.name}", "add it")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            right = "remove them; a secret that truly has them goes into a file of its own"
            raise InputError(str(self), f"the value of {self.key} stands in quotes", right)
        return value


@lru_cache(maxsize=1)
def _by_key(text: str) -> Mapping[str, Sequence[str]]:
    """Return the values of ``KEY=VALUE`` lines by key; a roster asks the same file thousands of times."""
    values: dict[str, list[str]] = {}
    for line in text.splitlines():
        key, mark, value = line.partition("=")
        if mark and not key.lstrip().startswith("#"):
            values.setdefault(key.strip(), []).append(value.strip())
    return values


def parse_reference(text: str, base: Path, *, where: str = "reference") -> Reference:
    """Return the reference that a text holds; nothing is looked up.

    Args:
        base: Folder from which a relative file path counts.
        where: Place of the text, for the error. The text itself is never shown: it may be a secret.

    Raises:
        InputError: The text is no reference.
    """
    scheme, _, rest = text.strip().partition(":")
    scheme = scheme.casefold()
    if scheme in _NOT_BUILT:
        raise InputError(where, f"{scheme}: is not built yet", _FORMS)
    if scheme == "env":
        if not _NAME.fullmatch(rest):
            raise InputError(where, "after env: there is no name of a variable", "letters, digits and _, as env:NAME")
        return Reference("env", rest)
    if scheme == "file":
        return _file_reference(rest, base, where)
    what = "holds something else than a reference (not shown: it may be a secret)"
    raise InputError(where, what, f"{_FORMS}; if it is a secret, change it where this file has been sent")


def _file_reference(rest: str, base: Path, where: str) -> Reference:
    name, mark, key = rest.rpartition("#")
    if not mark or not _KEY.fullmatch(key):
        name, key = rest, ""
    if not name.strip():
        raise InputError(where, "after file: there is no path", _FORMS)
    try:
        return Reference("file", str((base / Path(name).expanduser()).absolute()), key)
    except RuntimeError:
        raise InputError(where, "the ~ after file: names no user of this machine", "write the whole path") from None
