"""``fapiao track push-server`` as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests import child

FIELDS = {
    "ems": {"ems_customer": "1100000000001", "ems_key": "MDEyMzQ1Njc4OWFiY2RlZg=="},
    "kuaidi100": {"kuaidi100_salt": "standin-salt"},
    "17track": {"seventeentrack_key": "0123456789ABCDEF0123456789ABCDEF"},
    "aftership": {"aftership_webhook_secret": "standin-webhook-secret"},
}
"""The secrets of the stand-in, by the setting that refers to them."""


class PushProcess:
    """A server that runs."""

    def __init__(self, process: subprocess.Popen[str], said: Mapping[str, Any]) -> None:
        self.process, self.port, self.addresses = process, int(said["port"]), said["carriers"]

    def end(self, name: int) -> dict[str, Any]:
        """Send a signal and return the summary, once it has ended well."""
        self.process.send_signal(name)
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.read())
        assert self.process.wait(20) == 0
        return told


def environ(address: str, *carriers: str, **more: str) -> dict[str, str]:
    """Return an environment with the secrets of carriers; of all if none are named."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("FAPIAO_TRACKING")}
    for name in carriers or FIELDS:
        for field, value in FIELDS[name].items():
            found |= {f"TEST_{field}": value, f"FAPIAO_TRACKING__{field.upper()}": f"env:TEST_{field}"}
    return found | {"FAPIAO_DATABASE_URL": address} | more


def line(*words: str) -> list[str]:
    """Return the whole command line."""
    return [sys.executable, "-m", "agent", "track", "push-server", *words, "--json"]


@contextmanager
def started(env: Mapping[str, str], *words: str) -> Iterator[PushProcess]:
    """Run a server on a free port for as long as the context lasts."""
    pipe = subprocess.PIPE
    server = subprocess.Popen(line("--port", "0", *words), env=env, stdout=pipe, stderr=pipe, text=True)
    with child.leashed(server) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, process.stderr and process.stderr.read()
        yield PushProcess(process, json.loads(first)["listening"])


def ended(env: Mapping[str, str], *words: str) -> tuple[int, str]:
    """Run a server that does not start, and return its exit code and what it said."""
    done = subprocess.run(line(*words), env=env, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr
