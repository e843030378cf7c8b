"""Watch one command: wall time, CPU time by kind of process, peak memory, over its whole tree of processes."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.machine import BenchmarkError

LOOK_EVERY_S = 0.2
"""A process that ends loses what it used after the last look."""
MEMORY_EVERY = 5
"""Memory is looked at every so many looks: reading it takes a while, and holds the process up."""
_CHROMIUM = {"renderer": "renderers", "gpu-process": "gpu", "utility": "network", "zygote": "zygote"}
PARTS = ("python", "driver", "browser", "renderers", "network", "gpu", "zygote")
"""Python itself; Playwright's node driver; Chromium's processes by their type."""


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    seconds: float
    cpu_s: Mapping[str, float]
    """CPU seconds, user and system, by part."""
    peak_bytes: int
    """Highest sum over all processes of one moment: PSS where the system tells it, else RSS."""
    output: str
    errors: str
    exit_code: int


class _Watcher(threading.Thread):
    """Looks at a tree of processes until it is told to stop."""

    def __init__(self, root: psutil.Process) -> None:
        super().__init__(daemon=True, name="watcher")
        self._root = root
        self._used: dict[psutil.Process, tuple[str, float]] = {}
        self._is_over = threading.Event()
        self.peak_bytes = 0

    def run(self) -> None:
        """Look again and again."""
        looks = 0
        while not self._is_over.wait(LOOK_EVERY_S):
            tree = self._tree()
            for process in tree:
                self._note_cpu(process)
            if looks % MEMORY_EVERY == 0:
                self.peak_bytes = max(self.peak_bytes, sum(map(memory_bytes, tree)))
            looks += 1

    def stop(self) -> dict[str, float]:
        """Stop; return the CPU seconds by part."""
        self._is_over.set()
        self.join()
        spent = dict.fromkeys(PARTS, 0.0)
        for part, seconds in self._used.values():
            spent[part] += seconds
        return spent

    def _tree(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            return [self._root, *self._root.children(recursive=True)]
        return []

    def _note_cpu(self, process: psutil.Process) -> None:
        with suppress(psutil.Error):
            times = process.cpu_times()
            part = self._used.get(process, ("zygote", 0.0))[0]
            # Chromium's children start as a copy of the zygote and take their own name later.
            if part == "zygote":
                part = part_of(process.cmdline(), is_root=process == self._root)
            self._used[process] = (part, times.user + times.system)


def part_of(command: Sequence[str], *, is_root: bool) -> str:
    """Return which part of the work a process does, by its command line."""
    if is_root:
        return "python"
    words = " ".join(command)
    if "--type=" in words:
        return _CHROMIUM.get(words.partition("--type=")[2].split()[0], "browser")
    program = next(iter(words.split()), "")
    return "driver" if "node" in Path(program).name else "browser"


def memory_bytes(process: psutil.Process) -> int:
    """Return the memory of a process with its part of what is shared (PSS), else all of it (RSS); 0 when gone."""
    with suppress(psutil.Error):
        info = process.memory_full_info()
        return int(getattr(info, "pss", info.rss))
    return 0


def watch(command: Sequence[str], env: Mapping[str, str], *, within_s: float) -> Cost:
    """Run a command to its end and return what it took.

    Raises:
        BenchmarkError: It did not end in time.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        watcher = _Watcher(psutil.Process(process.pid))
        watcher.start()
        try:
            output, errors = process.communicate(timeout=within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            raise BenchmarkError(f"{' '.join(command)} did not end in {within_s:.0f} s") from None
        finally:
            seconds = time.perf_counter() - started
            cpu_s = watcher.stop()
    return Cost(seconds, cpu_s, watcher.peak_bytes, output, errors, process.returncode)
