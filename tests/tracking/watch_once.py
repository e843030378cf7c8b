"""A process that sweeps once through a database, and says a line for each look: to be killed in the middle.

python tests/tracking/watch_once.py DATABASE URL
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from agent.app.parcels import watch_parcels
from agent.settings import Settings
from tests.tracking.credentials import CREDENTIALS


def main(address: str, url: str) -> None:
    """Sweep once."""
    for part, value in CREDENTIALS["ems"].items():
        os.environ[part.upper()] = value
    section = {f"ems_{part}": f"env:{part.upper()}" for part in CREDENTIALS["ems"]}
    tracking = section | {"ems_url": url, "call_every_s": 0, "concurrency": 2}
    settings = Settings(tracking=tracking, database_url=address)
    watch_parcels(settings, lambda _changes: print("looked", flush=True), lambda *_: None, is_once=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
