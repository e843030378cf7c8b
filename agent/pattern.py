"""How a name is drawn on a page: the anchored pattern that a name of a catalog becomes.

Spaces between Chinese characters, icon glyphs (private-use characters), a required star and a trailing colon are
allowed, nothing else. ``{n}`` in a name stands for a number.
"""

from __future__ import annotations

import re
from functools import lru_cache

_GLYPH = "[\ue000-\uf8ff\\s*]*"
_TAIL = "[\ue000-\uf8ff\\s*:：]*"
_CJK = re.compile("[\u3400-\u9fff\uff00-\uffef]")
_SAME = {"(": "[(（]", ")": "[)）]", "（": "[(（]", "）": "[)）]", "/": r"\/"}


@lru_cache(maxsize=4096)
def pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return the anchored pattern for any of these names."""
    return re.compile(f"^{_GLYPH}(?:{'|'.join(map(_loose, names))}){_TAIL}$")


def _loose(name: str) -> str:
    return "[0-9]+".join(map(_loose_part, name.strip().split("{n}")))


def _loose_part(name: str) -> str:
    parts: list[str] = []
    previous = ""
    for char in name:
        if previous and _CJK.match(previous) and _CJK.match(char):
            parts.append(r"\s*")
        parts.append(r"\s+" if char.isspace() else _SAME.get(char) or re.escape(char))
        previous = char
    return "".join(parts)
