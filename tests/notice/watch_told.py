"""A process that sweeps once and tells of it by the channel in NOTICE_URL: to be killed, or to be timed.

python tests/notice/watch_told.py DATABASE URL TIMEOUT_S
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from agent.app.parcels import watch_parcels
from agent.settings import Settings
from tests.tracking.credentials import CREDENTIALS


def settings(address: str, url: str, timeout_s: float) -> Settings:
    """Return settings that ask EMS there, and tell by one channel."""
    for part, value in CREDENTIALS["ems"].items():
        os.environ[part.upper()] = value
    section = {f"ems_{part}": f"env:{part.upper()}" for part in CREDENTIALS["ems"]}
    tracking = section | {"ems_url": url, "call_every_s": 0, "concurrency": 2}
    channels = ["env:NOTICE_URL"] if "NOTICE_URL" in os.environ else []
    notice = {"channels": channels, "timeout_s": timeout_s, "every_s": 0, "end_within_s": 0.5}
    return Settings(tracking=tracking, notice=notice, database_url=address)


def main(address: str, url: str, timeout_s: str) -> None:
    """Sweep once, and say how long that took and what was told."""
    began = time.monotonic()
    swept_s = 0.0

    def swept(*_args: object) -> None:
        nonlocal swept_s
        swept_s = time.monotonic() - began

    last = watch_parcels(settings(address, url, float(timeout_s)), lambda _changes: None, swept, is_once=True)
    total_s = time.monotonic() - began
    print(json.dumps({"looks": last.looks, "swept_s": swept_s, "total_s": total_s, "notices": last.notices}))


if __name__ == "__main__":
    main(*sys.argv[1:])
