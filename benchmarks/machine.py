"""What was measured on: processor, memory, versions, commit, and how busy the machine was before."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from agent import __version__
from agent.chromium import find_chromium
from agent.settings import BrowserSettings


class BenchmarkError(Exception):
    """A run did not do its work, so there is nothing to measure."""


def describe() -> dict[str, str]:
    """Return the facts by name."""
    busy = "/".join(f"{load:.1f}" for load in psutil.getloadavg())
    return {
        "Commit": _commit(),
        "Date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "Processor": f"{cores()} cores, {_processor()}",
        "Memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "System": f"{platform.system()} {platform.release()}",
        "Load before the first run": f"{busy} (1, 5, 15 minutes)",
        "fapiao": __version__,
        "Python": platform.python_version(),
        "Playwright": version("playwright"),
        "Browser": _browser(),
    }


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def clean_env(**more: str) -> dict[str, str]:
    """Return the environment without settings of fapiao, and as a plain Python has it, so that all measure the same."""
    left_out = ("FAPIAO_", "COV", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)} | more


def _commit() -> str:
    folder = Path(__file__).parent
    head = _said("git", "-C", str(folder), "rev-parse", "--short", "HEAD")
    is_changed = _said("git", "-C", str(folder), "status", "--porcelain", "--untracked-files=no")
    return f"{head or 'unknown'}{' with uncommitted changes' if is_changed else ''}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _browser() -> str:
    path = find_chromium(BrowserSettings())
    return _said(str(path), "--version") or path.name


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
