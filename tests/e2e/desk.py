"""A folder with input files, and ``fapiao`` run there as a process: what it said, and that it started nothing."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.nursery import NURSERY

PASSWORD = "Correct-Horse-77"
HEADER = "account,site,uid,sign_in,user,secret\n"
EAST = "east-01,sandbox,1001,ram,clerk@east-01,env:EAST_PASSWORD\n"
NOWHERE = "http://127.0.0.1:9"
"""Nothing listens at the port of the discard service: what is taken by mistake ends there."""


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Desk:
    """Runs commands in a folder, with a store of its own and the password of the account east-01."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store"
        self._environ = {
            "EAST_PASSWORD": PASSWORD,
            "COLUMNS": "300",
            "FAPIAO_SESSION__FOLDER": str(folder / "sessions"),
            "FAPIAO_DATABASE_URL": f"sqlite:///{folder / 'fapiao.db'}",
        }

    def write(self, name: str, content: str | bytes, mode: int = 0o600) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(mode)
        return path

    def __call__(self, *words: str, **environ: str) -> Said:
        """Run a command to its end."""
        done = NURSERY.run(words, os.environ | self._environ | environ, self.folder)
        return Said(done.returncode, done.stdout, done.stderr)

    def refused(self, *words: str, **environ: str) -> Said:
        """Run a command that must end with 2, in words, before anything was started."""
        said = self(*words, **environ)
        assert (said.code, "Traceback" in said.text) == (2, False), said.text
        assert self.batches() == []
        return said

    def run(self, *options: str, roster: str = "accounts.csv", site: str = NOWHERE, **environ: str) -> Said:
        """Hold that request-invoice is refused for a roster."""
        words = ("run", "request-invoice", "--accounts", roster, "--store", str(self.store), "--site-url", site)
        return self.refused(*words, *(options or ["--all-invoiceable"]), **environ)

    def batches(self) -> list[Path]:
        """Return what stands in the store; there may be none."""
        return list(self.store.glob("*"))
