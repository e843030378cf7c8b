"""Set up a checkout: system packages, a browser, .venv with pinned parts; a second time takes no time.

    python3 tools/setup.py      (Windows: py tools/setup.py)

Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "fapiao-stamp"
OLDEST = (3, 11)
OTHERS = ("python3.12", "python3.11", "python3.13", "python3.14")
ASK = "Run this line, then the same command again:"
PARTS = ("requirements/dev.txt", "pyproject.toml")
PLAYWRIGHT_PATH = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


class CannotSetUpError(Exception):
    """Set-up cannot go on; the text says what a person must do."""


def main() -> int:
    """Set up, and return the exit code."""
    try:
        if is_done():
            return 0
        if sys.version_info < OLDEST:
            return with_newer_python()
        set_up()
    except CannotSetUpError as error:
        print(f"set-up stopped: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"set-up stopped: this command failed (exit {error.returncode}): {shown(error.cmd)}", file=sys.stderr)
        print("Its own words stand above. Without network, set pip's proxy or mirror, then try again.", file=sys.stderr)
        return 1
    return 0


def with_newer_python() -> int:
    """Run this file again by a Python that is new enough, if there is one."""
    mine = ".".join(map(str, sys.version_info[:2]))
    for name in OTHERS:
        if shutil.which(name) and works([name, "-c", "import venv, ensurepip"]):
            say(f"python3 is {mine}, too old; using {name}")
            return subprocess.call([name, __file__])
    raise CannotSetUpError(
        f"python3 is {mine}, fapiao needs 3.11 or newer; {', '.join(OTHERS)} were looked for and not found.\n"
        "Debian 12 or newer and Ubuntu 24.04 have one: apt-get install python3. Ubuntu 22.04, as root:\n"
        "  apt-get update && apt-get install -y python3.11 python3.11-venv"
    )


def set_up() -> None:
    """Do all of it, in an order in which each step has what it needs."""
    packages = lacking_packages()
    if packages:
        install_packages(packages)
    make_venv()
    python = str(venv_python())
    say("installing the pinned parts into .venv (a minute or two the first time)")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", str(ROOT / "requirements/dev.txt")])
    run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    if not has_browser():
        download_browser(python)
    STAMP.write_text(fingerprint(), encoding="utf-8")
    say("done")


def is_done() -> bool:
    """Tell whether .venv fits these requirements and this folder already."""
    try:
        return venv_python().exists() and STAMP.read_text(encoding="utf-8") == fingerprint()
    except OSError:
        return False


def fingerprint() -> str:
    """Return a hash of everything that the content of .venv follows from."""
    digest = hashlib.sha256(f"{sys.platform} {ROOT}".encode())
    for part in (VENV / "pyvenv.cfg", *(ROOT / part for part in PARTS)):
        digest.update(part.read_bytes())
    return digest.hexdigest()


def lacking_packages() -> list[str]:
    """Return the packages of Debian or Ubuntu that are missing here; elsewhere none."""
    if not shutil.which("apt-get"):
        return []
    lacking = []
    if not works([sys.executable, "-c", "import venv, ensurepip"]):
        lacking.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    if not has_browser() and not is_ubuntu():
        has_shell = works(["apt-cache", "show", "chromium-headless-shell"])
        lacking.append("chromium-headless-shell" if has_shell else "chromium")
    if not has_cjk_font():
        lacking.append("fonts-noto-cjk")
    for program, package in (("certutil", "libnss3-tools"), ("openssl", "openssl"), ("curl", "curl")):
        if not shutil.which(program):
            lacking.append(package)
    return lacking


def install_packages(packages: list[str]) -> None:
    """Install packages when root; else stop with the line that does it."""
    if os.geteuid() != 0:
        line = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
        raise CannotSetUpError(f"some system packages are missing. {ASK}\n  sudo sh -c '{line}'")
    say(f"installing {', '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], env=quiet)
    # Asked a second time: before the update, a fresh machine knows no package at all.
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *(lacking_packages() or packages)], env=quiet)


def download_browser(python: str) -> None:
    """Have Playwright fetch its Chromium, with the system's libraries where that can be done."""
    say("no Chromium, Chrome or Edge found; fetching Playwright's")
    may_install = sys.platform == "linux" and os.geteuid() == 0
    fetch = [python, "-m", "playwright", "install", *(["--with-deps"] if may_install else []), "chromium"]
    try:
        run(fetch)
        path = subprocess.check_output([python, "-c", PLAYWRIGHT_PATH], text=True).strip()
        if sys.platform != "win32":
            run([path, "--version"], stdout=subprocess.DEVNULL)
    except (subprocess.CalledProcessError, OSError) as error:
        raise CannotSetUpError(f"{browser_fix(python)}\n({error})") from None


def browser_fix(python: str) -> str:
    """Return what a person does to get a browser on this kind of machine."""
    if sys.platform == "linux" and is_ubuntu():
        return f"Chromium does not start yet. {ASK}\n  sudo {python} -m playwright install-deps chromium"
    from agent.chromium import FIXES  # noqa: PLC0415  needs a newer Python than this file

    return f"there is no browser. {FIXES.get(sys.platform, FIXES['linux'])}"


def has_browser() -> bool:
    """Tell whether the agent would find a browser of the system."""
    sys.path.insert(0, str(ROOT))
    from agent.chromium import installed_browsers  # noqa: PLC0415  needs a newer Python than this file

    return bool(os.environ.get("FAPIAO_BROWSER__EXECUTABLE")) or any(True for _ in installed_browsers())


def has_cjk_font() -> bool:
    """Tell whether Chinese text can be drawn."""
    if shutil.which("fc-list"):
        return bool(subprocess.check_output(["fc-list", ":lang=zh-cn"]).strip())
    return any(Path("/usr/share/fonts").glob("**/*CJK*"))


def is_ubuntu(release: Path = Path("/etc/os-release")) -> bool:
    """Tell whether this is Ubuntu, where the package chromium is a stub for a snap."""
    try:
        return "ID=ubuntu" in release.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False


def make_venv() -> None:
    """Make .venv, anew if its Python is gone or too old, or the folder was moved."""
    if venv_python().exists():
        question = f"import sys, pip; sys.exit(sys.version_info < {OLDEST} or sys.prefix != {str(VENV)!r})"
        if works([str(venv_python()), "-c", question]):
            return
    say("making .venv")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def venv_python() -> Path:
    """Return the Python of .venv."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def works(command: list[str]) -> bool:
    """Tell whether a command ends well, without a word."""
    quiet = subprocess.DEVNULL
    try:
        return subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, check=False).returncode == 0
    except OSError:
        return False


def run(command: list[str], env: dict[str, str] | None = None, stdout: int | None = None) -> None:
    """Run a command, or raise CalledProcessError."""
    subprocess.run(command, check=True, env=env, stdout=stdout, stdin=subprocess.DEVNULL)


def shown(command: object) -> str:
    """Return a command as one line."""
    return " ".join(map(str, command)) if isinstance(command, list) else str(command)


def say(text: str) -> None:
    """Print one line at once."""
    print(f"set-up: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
