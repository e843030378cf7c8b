"""The unified social credit code (统一社会信用代码) and its check character.

Source: GB 32100-2015: 31 characters, weights 3^i mod 31.
"""

from __future__ import annotations

# In the order of their values.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH = 18


def check_character(body: str) -> str:
    """Return the last character that belongs to the first seventeen."""
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """Return whether a text is such a code, its check character right."""
    if len(text) != _LENGTH or not set(text) <= set(ALPHABET):
        return False
    return text[-1] == check_character(text[:-1])
