"""The editions of the console's pages: each language with each generation."""

from __future__ import annotations

import pytest

EVERY_PAGE = [
    pytest.param("zh-CN", "new"),
    pytest.param("en", "old"),
    pytest.param("zh-CN", "old", marks=pytest.mark.matrix),
    pytest.param("en", "new", marks=pytest.mark.matrix),
]
"""As two arguments of a test; ``make test`` meets each language and each generation, ``make matrix`` each pair."""
EDITIONS = [pytest.param(each.values, marks=each.marks) for each in EVERY_PAGE]
"""The same as one argument, a pair."""
