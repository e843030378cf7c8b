"""Files that prove something: what they are is told by their content, not by their name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

_KINDS = {"PDF": b"%PDF-", "PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
_ENDINGS = {".pdf": "PDF", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
LIMIT_MB = 5


def _check(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"{path} is not there; name a file of this machine")
    size = path.stat().st_size
    if not size:
        raise ValueError(f"{path} is empty; save it again")
    if size > LIMIT_MB * 1024**2:
        raise ValueError(f"{path} has {size / 1024**2:.1f} MB, and the console takes {LIMIT_MB}; scan it smaller")
    wanted = _ENDINGS.get(path.suffix.casefold())
    if wanted is None:
        raise ValueError(f"{path} ends in {path.suffix or 'nothing'}; the console takes .pdf, .png, .jpg")
    with path.open("rb") as file:
        start = file.read(16)
    if not start.startswith(_KINDS[wanted]):
        raise ValueError(f"{path} holds no {wanted} although its name says so; save it as one")
    return path.absolute()


ProofFile = Annotated[Path, AfterValidator(_check)]
"""A file of this machine that holds a PDF, PNG or JPEG, of at most 5 MB."""
