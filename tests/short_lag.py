"""A site's file with the lag that its console has here: none, but for the time of an answer."""

from __future__ import annotations

import re
from pathlib import Path

from agent.data import data_folder

LAG_S = 1.0


def short_lag_config(folder: Path, site: Path | None = None) -> Path:
    """Make a folder for ``FAPIAO_CONFIG_FOLDER`` below another one, and return it.

    Args:
        site: The file to be shortened; the stand-in's if not given.
    """
    site = site or data_folder("config") / "sites" / "sandbox.toml"
    sites = folder / "config" / "sites"
    sites.mkdir(parents=True)
    short = re.sub(r"(?m)^list_lag_s = .*$", f"list_lag_s = {LAG_S}", site.read_text(encoding="utf-8"))
    (sites / site.name).write_text(short, encoding="utf-8")
    return sites.parent
