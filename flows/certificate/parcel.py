"""Parcels in which stamped certificates were mailed: kept beside what the consoles showed, and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pydantic import BaseModel, ConfigDict

from agent.command import Asked, KeptLine, Settings, keep_line, last_lines

KEPT_AS = "certificate"
"""The name under which parcels stand among the readings; their key is the invoice number."""


class Parcel(BaseModel):
    """A stamped certificate on its way."""

    model_config = ConfigDict(frozen=True)

    parcel: str
    """Its EMS number."""
    mailed_on: date

    @property
    def told(self) -> str:
        """Return it in words."""
        return f"mailed on {self.mailed_on}, EMS {self.parcel}"


def keep_parcel(beside: KeptLine, number: str, parcel: Parcel, settings: Settings) -> None:
    """Keep in which parcel the certificate of an invoice was mailed; a later one takes its place."""
    keep_line(beside, KEPT_AS, number, parcel.model_dump(mode="json"), settings)


def mailed_parcels(asked: Asked, settings: Settings) -> dict[tuple[str, str], Parcel]:
    """Return the parcels of a roster's accounts, by account and invoice number.

    Args:
        asked: Whose; its flow and options do not matter.
    """
    kept = last_lines(replace(asked, flow=KEPT_AS, options=()), settings).lines
    return {(line.account, line.key): Parcel.model_validate(line.line) for line in kept}
