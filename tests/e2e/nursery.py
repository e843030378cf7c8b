"""Commands as processes of their own, without the second that each takes to load the program.

A process that has loaded everything forks for each command: with its words, environment, folder and output. Commands
that are started beside the tests, and those of the wheel, load the program themselves.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

LINE = (sys.executable, "-m", "agent")
_LOADED = ("agent.cli.main", "agent.app.work", "agent.evidence.report", "agent.runner.reader", "playwright.async_api")


def _of_python(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what Python itself reads, when it starts."""
    return {name: value for name, value in environ.items() if name.startswith("PYTHON")}


_LOADED_BY = _of_python(os.environ)


class Nursery:
    """Runs commands to their end, one after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(
        self, words: Sequence[str], environ: Mapping[str, str], folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; return its exit code and what it said."""
        if not hasattr(os, "fork") or _of_python(environ) != _LOADED_BY:
            return self._whole(words, environ, folder)
        with tempfile.TemporaryDirectory(prefix="fapiao-said-") as said:
            out, err = Path(said) / "out", Path(said) / "err"
            order = {"words": list(words), "environ": dict(environ), "folder": str(folder or Path.cwd())}
            code = self._ordered(order | {"out": str(out), "err": str(err)})
            texts = (path.read_text(encoding="utf-8") for path in (out, err))
            return subprocess.CompletedProcess([*LINE, *words], code, *texts)

    def end(self) -> None:
        """End the process, and with it the command that may still run."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def _ordered(self, order: Mapping[str, Any]) -> int:
        process = self._process = self._process or self._born()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            print(json.dumps(order), file=process.stdin, flush=True)
            return int(process.stdout.readline())
        except BaseException:
            self.end()
            raise

    @staticmethod
    def _born() -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        line, environ = [sys.executable, "-m", "tests.e2e.nursery"], os.environ | _LOADED_BY
        return subprocess.Popen(line, env=environ, stdin=pipe, stdout=pipe, text=True, start_new_session=True)

    @staticmethod
    def _whole(
        words: Sequence[str], environ: Mapping[str, str], folder: Path | None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*LINE, *words], cwd=folder, env=environ, capture_output=True, encoding="utf-8", check=False
        )


NURSERY = Nursery()
atexit.register(NURSERY.end)


def main() -> None:
    """Load the program, and fork for each line that asks for a command, until there are no more."""
    for name in _LOADED:
        __import__(name)
    from agent.flow import load_flows

    load_flows()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _live(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _live(order: Mapping[str, Any]) -> None:
    """Be the command, and end as it does."""
    from agent.cli.main import main as command

    for number, path in enumerate((os.devnull, order["out"], order["err"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), number)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environ"])
    time.tzset()
    random.seed()
    sys.argv = ["fapiao", *order["words"]]
    code: Any = 0
    try:
        command()
    except SystemExit as end:
        code = end.code
    except BaseException as error:  # noqa: BLE001 - the process ends with it
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else bool(code))


if __name__ == "__main__":
    main()
