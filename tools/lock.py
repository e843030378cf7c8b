"""Compile requirements/*.txt from pyproject.toml, with hashes, for every platform.

    python tools/lock.py [--upgrade]

uv is fetched into a folder of its own for this. No address of an index gets into the files.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    # pip in hash mode takes an extra of a pinned package for another, unpinned one.
    "--no-strip-extras",
    "--quiet",
]


def main(options: list[str]) -> None:
    """Compile both files: dev.txt with every extra, run.txt with the program's own needs at the same versions."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin")
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        compile_to = [str(programs / "uv"), "pip", "compile", "pyproject.toml", *OPTIONS, *options]
        subprocess.run([*compile_to, "--all-extras", "-o", "requirements/dev.txt"], cwd=ROOT, check=True)
        pins = ["-c", "requirements/dev.txt"]
        subprocess.run([*compile_to, *pins, "-o", "requirements/run.txt"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
