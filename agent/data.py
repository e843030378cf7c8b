"""Where ``selectors/`` and ``config/`` are: inside an installed wheel, or beside ``agent/`` in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def data_folder(name: str) -> Path:
    """Return the built-in data folder of that name (``selectors`` or ``config``)."""
    package = Path(str(files("agent")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name
