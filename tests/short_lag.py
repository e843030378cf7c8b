"""The stand-in's site file with the lag that it has: none, but for the time of an answer."""

from __future__ import annotations

import re
from pathlib import Path

from agent.data import data_folder

LAG_S = 1.0


def short_lag_config(folder: Path) -> Path:
    """Make a folder for ``FAPIAO_CONFIG_FOLDER`` below another one, and return it."""
    sites = folder / "config" / "sites"
    sites.mkdir(parents=True)
    built_in = (data_folder("config") / "sites" / "sandbox.toml").read_text(encoding="utf-8")
    short = re.sub(r"(?m)^list_lag_s = .*$", f"list_lag_s = {LAG_S}", built_in)
    (sites / "sandbox.toml").write_text(short, encoding="utf-8")
    return sites.parent
