"""The command line as a process of its own, on a stand-in, with a roster and a store in a folder."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.nursery import LINE, NURSERY
from tests.flows.standin import Standin
from tests.short_lag import short_lag_config

SHORT = {
    "FAPIAO_RUN__STEP_TIMEOUT_S": "10",
    "FAPIAO_RUN__SETTLE_TIMEOUT_S": "8",
    "FAPIAO_RUN__RETRY_WAIT_S": "0.1",
    "FAPIAO_RUN__CONCURRENCY": "2",
}


class Command:
    """Runs ``fapiao`` in a folder of its own."""

    def __init__(self, standin: Standin, folder: Path) -> None:
        self.standin = standin
        self.folder = folder
        self.store = folder / "store"
        self.roster = folder / "accounts.csv"
        self.config = short_lag_config(folder)
        own = {
            "FAPIAO_SESSION__FOLDER": str(folder / "sessions"),
            "FAPIAO_DATABASE_URL": f"sqlite:///{folder / 'fapiao.db'}",
            "FAPIAO_CONFIG_FOLDER": str(self.config),
        }
        self._environ = os.environ | SHORT | own
        self("sandbox", "roster", "-o", str(self.roster), "--port", standin.url.rpartition(":")[2])

    def set(self, name: str, value: str) -> None:
        """Set a variable for every command from now on."""
        self._environ[name] = value

    def __call__(self, *words: str, code: int = 0) -> str:
        """Run a command to its end, hold its exit code, and return what it printed."""
        done = NURSERY.run(words, self._environ)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        """Run a command with ``--json`` and return its data."""
        return json.loads(self(*words, "--json", code=code))

    def run(self, *options: str, code: int = 0) -> Any:
        """Run request-invoice for the roster and return its result."""
        return self.json(*self._run(*options), code=code)

    def start(
        self, *options: str, environ: Mapping[str, str] | None = None, own_group: bool = False
    ) -> subprocess.Popen[str]:
        """Start request-invoice without waiting for it."""
        line, every = self.line(*self._run(*options, "--json")), self._environ | dict(environ or {})
        pipe = subprocess.PIPE
        return subprocess.Popen(line, env=every, stdout=pipe, stderr=pipe, text=True, start_new_session=own_group)

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start any command without waiting for it."""
        pipe = subprocess.PIPE
        return subprocess.Popen(self.line(*words), env=self._environ, stdout=pipe, stderr=pipe, text=True)

    @staticmethod
    def line(*words: str) -> list[str]:
        """Return the whole command line."""
        return [*LINE, *words]

    def _run(self, *options: str) -> list[str]:
        selection = [] if "--jobs" in options else ["--all-invoiceable"]
        where = [] if "--detach" in options else ["--store", str(self.store), "--site-url", self.standin.url]
        return ["run", "request-invoice", "--accounts", str(self.roster), *where, *selection, *options]
