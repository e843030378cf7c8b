"""Find the Chromium of this machine, and say how it is started.

Imports nothing but the standard library and ``agent.errors``, so that set-up can use it before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import SetupError

if TYPE_CHECKING:
    from agent.settings import BrowserSettings

_SHELL_NAMES = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
_LINUX_SHELLS = ("/usr/lib/chromium/chromium-headless-shell", "/usr/lib64/chromium-browser/headless_shell")
_LINUX_NAMES = (
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
)
_LINUX_BROWSERS = ("/opt/google/chrome/chrome", "/usr/lib/chromium/chromium", "/opt/microsoft/msedge/msedge")
_MAC_BROWSERS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS_BROWSERS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
_WINDOWS_ROOTS = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")
_STUB_MAX_BYTES = 16_384

FIXES = {
    "linux": "as root: apt-get install chromium-headless-shell (Debian), dnf install chromium (Fedora); "
    "on Ubuntu, where chromium is a snap: python -m playwright install --with-deps chromium",
    "darwin": "install Google Chrome, or: python -m playwright install chromium",
    "win32": "install Google Chrome or Microsoft Edge, or: python -m playwright install chromium",
}


@dataclass(frozen=True)
class Places:
    """Where a browser may stand on one kind of machine: names on PATH, then full paths, best first."""

    shell_names: Sequence[str] = ()
    shell_paths: Sequence[Path] = ()
    browser_names: Sequence[str] = ()
    browser_paths: Sequence[Path] = ()


def places(platform: str, environ: Mapping[str, str]) -> Places:
    """Return where to look on a platform (``linux``, ``darwin`` or ``win32``)."""
    if platform == "win32":
        roots = [Path(environ[name]) for name in _WINDOWS_ROOTS if environ.get(name)]
        paths = [root.joinpath(*path.split("\\")) for path in _WINDOWS_BROWSERS for root in roots]
        return Places(("chrome-headless-shell",), (), (), paths)
    if platform == "darwin":
        folders = [Path("/Applications"), Path(environ.get("HOME", "/")) / "Applications"]
        apps = [folder / app for app in _MAC_BROWSERS for folder in folders]
        return Places(_SHELL_NAMES, (), ("chromium",), apps)
    return Places(_SHELL_NAMES, [Path(p) for p in _LINUX_SHELLS], _LINUX_NAMES, [Path(p) for p in _LINUX_BROWSERS])


def installed_browsers(
    *, is_headed: bool = False, platform: str = sys.platform, environ: Mapping[str, str] = os.environ
) -> Iterator[Path]:
    """Yield the system's browsers, best first; without a window a headless shell is best (measured twice as fast)."""
    where, path = places(platform, environ), environ.get("PATH", "")
    if not is_headed:
        yield from _present(where.shell_names, where.shell_paths, path)
    yield from _present(where.browser_names, where.browser_paths, path)


def find_chromium(
    settings: BrowserSettings,
    *,
    playwright_path: str | None = None,
    platform: str = sys.platform,
    environ: Mapping[str, str] = os.environ,
) -> Path:
    """Return the browser to start: the setting's, the system's, or Playwright's own download.

    Args:
        playwright_path: ``executable_path`` of Playwright's Chromium; the file need not exist.

    Raises:
        SetupError: There is none, or the setting names something that cannot be started.
    """
    if settings.executable is not None:
        return _chosen(settings.executable)
    for path in installed_browsers(is_headed=settings.is_headed, platform=platform, environ=environ):
        return path
    for path in _downloaded(playwright_path, settings.is_headed):
        return path
    fix = FIXES.get(platform, FIXES["linux"])
    raise SetupError(
        "no Chromium, Chrome or Edge was found on this machine",
        f"{fix}. Or name one: FAPIAO_BROWSER__EXECUTABLE=/path/to/chromium",
    )


def is_headless_shell(path: Path) -> bool:
    """Tell whether a browser is the small one that cannot show a window."""
    return re.search(r"headless[-_]shell", path.name) is not None


def is_root() -> bool:
    """Tell whether this process is root on Linux, where Chromium refuses its own sandbox."""
    return sys.platform == "linux" and os.geteuid() == 0


def launch_args(is_root: bool, is_headed: bool) -> list[str]:
    """Return Chromium's switches: nothing in the background, no first-run pages, no HTTP/3 past a proxy."""
    args = [
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        # One process for the pages of an account: a second tab finds compiled what the first has loaded, and none is
        # started in advance. Accounts share nothing, as before: each has a context of its own.
        "--renderer-process-limit=1",
    ]
    if not is_headed:
        args.append("--disable-gpu")
    if is_root:
        args.append("--no-sandbox")
    return args


def is_snap_stub(path: Path) -> bool:
    """Tell whether a path is Ubuntu's stub for a snap: it starts nothing, or a browser that cannot read our folders."""
    real = path.resolve()
    if real.name == "snap" or "/snap/" in path.as_posix():
        return True
    try:
        head = real.read_bytes() if real.stat().st_size <= _STUB_MAX_BYTES else b""
    except OSError:
        return False
    return head.startswith(b"#!") and b"/snap/" in head


def _present(names: Sequence[str], paths: Sequence[Path], search_path: str) -> Iterator[Path]:
    found = [Path(hit) for name in names if (hit := shutil.which(name, path=search_path))]
    for path in [*found, *paths]:
        if os.access(path, os.X_OK) and path.is_file() and not is_snap_stub(path):
            yield path


def _downloaded(playwright_path: str | None, is_headed: bool) -> Iterator[Path]:
    if not playwright_path:
        return
    full = Path(playwright_path)
    release = next((parent for parent in full.parents if parent.name.startswith("chromium-")), None)
    if release is not None and not is_headed:
        shells = release.with_name(release.name.replace("chromium-", "chromium_headless_shell-"))
        yield from sorted(path for path in shells.glob("*/*headless[-_]shell*") if os.access(path, os.X_OK))
    if full.is_file():
        yield full


def _chosen(path: Path) -> Path:
    if not path.is_file():
        problem = "does not exist" if not path.exists() else "is no file"
    elif not os.access(path, os.X_OK):
        problem = "may not be executed"
    elif is_snap_stub(path):
        problem = "is only Ubuntu's stub for a snap"
    else:
        return path
    raise SetupError(
        f"the browser {path} {problem}",
        "Correct FAPIAO_BROWSER__EXECUTABLE (in settings.toml: [browser] executable), or remove it to have one found.",
    )
