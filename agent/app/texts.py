"""How the carriers' words are kept, by the settings; a key that is missing or wrong is told before anything is done."""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

from agent.accounts.secret import parse_reference
from agent.errors import InputError, InputErrors
from agent.settings import PREFIX, Settings
from agent.tracking.book import Book
from agent.tracking.roll import newest_encrypted
from agent.tracking.texts import UNREADABLE, Texts

_WHERE = f"setting {PREFIX}TRACKING__TEXTS_KEY"
_MAKE = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'


def chosen_texts(settings: Settings) -> Texts:
    """Return how words are kept.

    Raises:
        InputErrors: Every key that is missing or wrong.
    """
    tracking = settings.tracking
    references = [part.strip() for part in tracking.texts_key.split(",")] if tracking.texts_key.strip() else []
    if tracking.texts == "encrypted" and not references:
        what = f"is not set, though {PREFIX}TRACKING__TEXTS is encrypted"
        raise InputErrors([InputError(_WHERE, what, f"make a key: {_MAKE}; name it as env:NAME or file:PATH#KEY")])
    keys, faults = [], []
    for count, reference in enumerate(references, start=1):
        try:
            keys.append(_key(reference, f"{_WHERE}, key {count} of {len(references)}"))
        except InputError as error:
            faults.append(error)
    if faults:
        raise InputErrors(faults)
    return Texts(tracking.texts, MultiFernet(keys) if keys else None)


def check_texts(book: Book) -> None:
    """Hold the keys against what was encrypted last.

    Raises:
        InputErrors: There are keys, and none of them opens it.
    """
    kept = newest_encrypted(book.engine) if book.texts.cipher else ""
    if kept and book.texts.shown(kept) == UNREADABLE:
        right = "name the key that was used before too, behind a comma"
        raise InputErrors([InputError(_WHERE, "opens none of the words that were kept last", right)])


def _key(reference: str, where: str) -> Fernet:
    secret = parse_reference(reference, Path(), where=where).resolve().get_secret_value().strip()
    try:
        return Fernet(secret)
    except ValueError:
        raise InputError(where, "is not 32 bytes in URL-safe base64", f"make one: {_MAKE}") from None
