"""How carriers' words are kept: without personal data, encrypted, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cryptography.fernet import InvalidToken, MultiFernet

from agent.tracking.private import masked

UNREADABLE = "(encrypted; none of the keys opens it)"
"""Stands for words that were encrypted with a key that is not at hand."""
MARK = "fernet:"
"""Begins words that are encrypted."""


@dataclass(frozen=True)
class Texts:
    """A way of keeping words.

    Args:
        cipher: The keys, the first of which encrypts; what was encrypted is read in every mode.
    """

    mode: Literal["masked", "encrypted", "none"] = "masked"
    cipher: MultiFernet | None = None

    def kept(self, text: str) -> str:
        """Return the form in which words are written down."""
        plain = storable(text)
        if self.mode == "none" or not plain:
            return ""
        if self.mode == "encrypted" and self.cipher:
            return MARK + self.cipher.encrypt(plain.encode()).decode()
        return masked(plain)

    def shown(self, kept: str) -> str:
        """Return written words as they are shown; encrypted ones are read in every mode, and masked in all others."""
        if not kept.startswith(MARK):
            return kept
        try:
            plain = self.cipher.decrypt(kept.removeprefix(MARK)).decode() if self.cipher else UNREADABLE
        except InvalidToken:
            return UNREADABLE
        return plain if self.mode == "encrypted" else masked(plain)

    def of_old(self, text: str) -> str:
        """Return words as they are shown that an older version wrote down as they were told."""
        return text if self.mode == "encrypted" else masked(text)

    def place(self, text: str) -> str:
        """Return a place as it is written down: with nothing in it that is no place, in every mode."""
        return masked(storable(text))


MASKED = Texts()
"""The way that needs no key."""


def storable(text: str) -> str:
    """Return a text as both databases keep it: NUL and halves of characters are no text to them."""
    return text if text.isprintable() else text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
