"""The stand-in's gateways of carriers as the program is set to ask them."""

from __future__ import annotations

from typing import Any

import pytest

from agent.settings import RunSettings, Settings
from tests.flows.standin import Standin
from tests.tracking.credentials import CREDENTIALS

NUMBER, OTHER = "1012345678503", "1100000001403"
SHORT = RunSettings(tries=3, retry_wait_s=0.01, retry_wait_max_s=0.05)


class Gateways:
    """Settings for each carrier, the parcels that it knows, and what goes wrong."""

    def __init__(self, standin: Standin, patch: pytest.MonkeyPatch) -> None:
        self.standin = standin
        self._patch = patch

    def settings(self, carrier: str = "ems", **more: Any) -> Settings:
        """Return settings that ask one carrier."""
        return Settings(tracking=self.section(carrier, **more), run=SHORT)

    def section(self, carrier: str = "ems", **more: Any) -> dict[str, Any]:
        """Return the section of the settings that asks one carrier; its keys are put into the environment."""
        prefix = carrier.replace("17track", "seventeentrack")
        behind = "/amp-prod-api/f/amp/api" if carrier == "ems" else ""
        section = {"carrier": carrier, f"{prefix}_url": f"{self.standin.url}/courier/{carrier}{behind}"}
        for part, value in CREDENTIALS[carrier].items():
            name = f"TEST_{prefix}_{part}".upper()
            self._patch.setenv(name, value)
            section[f"{prefix}_{part}"] = f"env:{name}"
        return section | {"call_every_s": 0, **more}

    def parcel(self, number: str = NUMBER, *codes: str, every_s: int = 3600) -> None:
        """Let these things have happened to a parcel, the last of them just now."""
        self.standin.parcel(number, *codes, every_s=every_s)

    def counted(self, carrier: str = "ems") -> Any:
        """Return how often a gateway was asked, and how often it answered."""
        return self.standin.requests().get(carrier)
