"""The other console's package: where it lies, and how it gets installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent / "parking"


def install_package(folder: Path) -> Path:
    """Install it as pip does, into a folder of its own, and return that."""
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir", "--disable-pip-version-check")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", *offline, "--target", str(folder), str(PACKAGE)], check=True
    )
    return folder
