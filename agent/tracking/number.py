"""Numbers of parcels: international ones after UPU S10, and the 13 digits of domestic mail in China.

Source: UPU standard S10 (weights 8 6 4 2 3 5 9 7); for domestic numbers, observed ones: the check digit of S10 over
the eight digits after the prefix, at the eleventh place. That is no published rule, so it only warns.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from agent.errors import InputError

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_DOMESTIC = re.compile(r"[0-9]{13}")
# A letter O among the digits, and from which character on only digits belong there.
_SLIPPED = ((re.compile(r"[A-Z]{2}[0-9O]{9}[A-Z]{2}"), 2), (re.compile(r"[0-9O]{13}"), 0))
# Samples of these prefixes all have the check digit; those of parcels (96, 98, 99) do not.
_CHECKED = ("10", "11", "12", "13", "50", "51", "95", "97")
_PARCELS = ("96", "98", "99")
_RIGHT = "13 digits, or two letters, 9 digits, two letters as EA123456785CN"


class NumberKind(StrEnum):
    """Which service a number belongs to, as far as it shows."""

    EMS = "ems"
    """Domestic express."""
    PARCEL = "parcel"
    """Domestic parcel post (快递包裹)."""
    EMS_INTERNATIONAL = "ems_international"
    POST_INTERNATIONAL = "post_international"


@dataclass(frozen=True)
class Number:
    """A number as carriers take it; ``warning`` says what a person should look at once more."""

    text: str
    kind: NumberKind
    warning: str = ""


def read_number(text: str, where: str = "number") -> Number:
    """Return the number that a person wrote, pasted or scanned.

    Args:
        where: Place of the text, as ``parcels.csv:3:number``.

    Raises:
        InputError: It cannot be a number of China Post or EMS.
    """
    number = cleaned(text)
    if _S10.fullmatch(number):
        if number[10] != check_digit(number[2:10]):
            raise InputError(where, f"{number} has a wrong check digit, so one character is wrong", "look at it again")
        return Number(number, kind_of(number))
    if _DOMESTIC.fullmatch(number):
        return Number(number, kind_of(number), _doubt(number))
    raise InputError(where, _fault(number), _RIGHT)


def cleaned(text: str) -> str:
    """Return a number in ASCII capitals, without spaces, hyphens and what cannot be seen."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(each for each in plain if unicodedata.category(each) not in _NOISE).upper()


_NOISE = ("Zs", "Zl", "Zp", "Cc", "Cf", "Pd")
"""Spaces, control and format characters, dashes of all lengths."""


def check_digit(serial: str) -> str:
    """Return the S10 check digit of eight digits."""
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True)) % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))


def kind_of(number: str) -> NumberKind:
    """Return which service a number belongs to; it need not be a valid one."""
    if number[:1].isdigit():
        return NumberKind.PARCEL if number.startswith(_PARCELS) else NumberKind.EMS
    return NumberKind.EMS_INTERNATIONAL if number.startswith("E") else NumberKind.POST_INTERNATIONAL


def _doubt(number: str) -> str:
    if number.startswith(_CHECKED):
        right = check_digit(number[2:10])
        return "" if number[10] == right else f"the 11th digit of {number} is usually {right}; look at it again"
    return "" if number.startswith(_PARCELS) else f"{number} starts with {number[:2]}, which is unusual"


def _fault(number: str) -> str:
    if not number:
        return "is empty"
    start = next((start for pattern, start in _SLIPPED if pattern.fullmatch(number)), None)
    if start is not None:
        spot = number.index("O", start)
        return f"{number} has the letter O as its character {spot + 1}, where the digit 0 belongs"
    if number.isascii() and number.isdigit():
        return f"{number} has {len(number)} digits instead of 13"
    return f"{number[:40]} is no number of a parcel"
