"""Invoice titles (发票抬头) as the console keeps them: brackets of full width, blanks once and not at the ends."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

_FULL_WIDTH = str.maketrans("()", "（）")


def _kept(title: str) -> str:
    return " ".join(title.translate(_FULL_WIDTH).split())


TitleName = Annotated[str, Field(min_length=2, max_length=100), AfterValidator(_kept)]
"""A title of 2 to 100 characters."""
