"""Files that pages send before the form that names them: what is taken, and the key that each one gets.

Looked at is what a file *is*, by its first bytes, not only what its name says. Kept are its facts, not its content.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sandbox.book import BusinessError

if TYPE_CHECKING:
    from sandbox.api_read import Call
    from sandbox.store import Store

MIB = 1024 * 1024
# First bytes by kind, and the endings of names that go with it.
_MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_ENDINGS = {"pdf": ("pdf",), "png": ("png",), "jpg": ("jpg", "jpeg")}


@dataclass(frozen=True, slots=True)
class FileRule:
    """What one form of the console takes."""

    max_bytes: int
    kinds: tuple[str, ...]


# By the field ``Use`` of the upload.
RULES = {use: FileRule(5 * MIB, ("jpg", "png", "pdf")) for use in ("title", "red-form", "ticket")}


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came in, and the name that its sender gave it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The facts about a file that was taken."""

    key: str
    uid: str
    use: str
    name: str
    kind: str
    size: int
    sha256: str


def check_file(file: SentFile, rule: FileRule) -> str:
    """Return the kind of a file.

    Raises:
        BusinessError: It is empty, too large, of a kind that is not taken, or not what its name says.
    """
    ending = file.name.rpartition(".")[2].lower()
    named = next((kind for kind in rule.kinds if ending in _ENDINGS[kind]), None)
    if named is None:
        raise BusinessError("FileTypeNotAllowed")
    if not file.content:
        raise BusinessError("FileEmpty")
    if len(file.content) > rule.max_bytes:
        raise BusinessError("FileTooLarge")
    if not file.content.startswith(_MAGIC[named]):
        raise BusinessError("FileContentMismatch")
    return named


class Uploads:
    """The files that were taken, in the store; each belongs to the account that sent it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, uid: str, use: str, file: SentFile) -> KeptFile:
        """Take a file for one form, and return its facts.

        Raises:
            BusinessError: No form is called that, or its rule does not let the file pass.
        """
        if use not in RULES:
            raise BusinessError("InvalidParameter")
        kind, digest = check_file(file, RULES[use]), hashlib.sha256(file.content).hexdigest()
        # The same file sent again is the same object, as on an object store with names by content.
        key = f"{use}/{uid}/{digest[:24]}.{kind}"
        kept = KeptFile(key, uid, use, file.name, kind, len(file.content), digest)
        self._store.keep_setting(f"upload/{key}", asdict(kept))
        return kept

    def find(self, uid: str, use: str, key: str) -> KeptFile:
        """Return a file that this account sent for this form.

        Raises:
            BusinessError: There is none of that key.
        """
        kept = self._store.setting(f"upload/{key}")
        if kept is None or (kept["uid"], kept["use"]) != (uid, use):
            raise BusinessError("FileNotFound")
        return KeptFile(**kept)


def upload_file(call: Call) -> dict[str, Any]:
    """Take a file in before the form that names it; not yet a write."""
    if call.file is None:
        raise BusinessError("InvalidParameter")
    kept = call.state.uploads.take(call.account.uid, call.text("Use"), call.file)
    return {"ObjectKey": kept.key, "Name": kept.name, "Size": kept.size}
