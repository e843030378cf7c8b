"""A process that watches parcels by a moved clock until it is ended: to be killed, or looked at for hours.

python tests/tracking/watch_on.py '{"database": ..., "carrier": ..., "url": ..., "clock": FILE, "tracking": {...}}'
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from agent.app.parcels import watch_parcels
from agent.settings import RunSettings, Settings
from tests.tracking.credentials import CREDENTIALS
from tests.tracking.moved_clock import MovedClock


@dataclass(frozen=True)
class Watch:
    """What a watching process is told.

    Args:
        url: Of the carrier's gateway.
        clock: The file with the offset.
        tracking: Settings of the section, beside address and keys.
        channel: Address of a channel that hears of each notice by itself; nobody does without one.
    """

    database: str
    carrier: str
    url: str
    clock: str
    tracking: dict[str, Any] = field(default_factory=dict)
    channel: str = ""

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process; it is ended with SIGTERM, or killed."""
        return subprocess.Popen([sys.executable, __file__, json.dumps(asdict(self))])

    def settings(self) -> Settings:
        """Return settings that ask this gateway; the keys are put into the environment."""
        section: dict[str, Any] = {"carrier": self.carrier, f"{self.carrier}_url": self.url}
        for part, value in CREDENTIALS[self.carrier].items():
            os.environ[f"TEST_{part}".upper()] = value
            section[f"{self.carrier}_{part}"] = f"env:TEST_{part}".upper()
        run = RunSettings(tries=2, retry_wait_s=0.01, retry_wait_max_s=0.05)
        return Settings(tracking=section | self.tracking, notice=self._notice(), run=run, database_url=self.database)

    def _notice(self) -> dict[str, Any]:
        if not self.channel:
            return {}
        os.environ["TEST_CHANNEL"] = self.channel
        return {"channels": ("env:TEST_CHANNEL",), "digest": "each", "every_s": 0}


def ended(process: subprocess.Popen[bytes], name: signal.Signals) -> int:
    """End a watching process with a signal, and return its exit code."""
    process.send_signal(name)
    return process.wait(30)


if __name__ == "__main__":
    told = Watch(**json.loads(sys.argv[1]))
    watch_parcels(told.settings(), lambda _: None, lambda *_: None, is_once=False, clock=MovedClock(Path(told.clock)))
