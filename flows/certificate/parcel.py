"""Parcels in which stamped certificates were mailed: kept beside what the consoles showed, and read back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

from pydantic import BaseModel, ConfigDict

from agent.command import Asked, InputError, KeptLine, Settings, keep_line, last_lines

KEPT_AS = "certificate"
"""The name under which parcels stand among the readings; their key is the invoice number."""

_EMS = re.compile(r"[0-9]{13}|[A-Z]{2}[0-9]{9}CN")
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212-]+")


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


def parcel_number(text: str) -> str:
    """Return an EMS number as people write it, full-width or with blanks and hyphens, in the courier's own form.

    Raises:
        InputError: It is none.
    """
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not _EMS.fullmatch(number):
        raise InputError("--mailed", f"{text!r} is no EMS number", "13 digits, or as AA123456789CN")
    return number


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
