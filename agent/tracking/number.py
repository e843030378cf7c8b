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
# Letters that are taken for digits, and the other way round.
_LOOKALIKES = {"O": "0", "I": "1", "L": "1", "Q": "0"}
_LETTERS = {"0": "O", "1": "I"}
_OTHERS = {
    "SF": "SF Express (顺丰)",
    "JD": "JD Logistics (京东)",
    "YT": "YTO (圆通)",
    "JT": "J&T (极兔)",
    "DPK": "Deppon (德邦)",
}
"""How the numbers of some other carriers begin, as observed."""
_SHORTENED = re.compile(r"[0-9]+(\.[0-9]+)?E\+?[0-9]{1,2}")
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
    raise InputError(where, *_fault(number))


def cleaned(text: str) -> str:
    """Return a number in ASCII capitals, without spaces, hyphens and what cannot be seen."""
    if text.isascii() and text.isalnum():
        return text.upper()
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


def _fault(number: str) -> tuple[str, str]:
    """Return what is wrong with a text that is no number, and what would be right."""
    if not number:
        return "is empty", _RIGHT
    if meant := _meant(number):
        is_right = not _S10.fullmatch(meant) or meant[10] == check_digit(meant[2:10])
        return _slips(
            number, meant
        ), f"probably {meant}" if is_right else "another character is wrong too; look at it again"
    if _SHORTENED.fullmatch(number):
        return f"{number} was shortened by a spreadsheet", "format the column as text, then type the number again"
    if number.isascii() and number.isdigit():
        return f"{number} has {len(number)} digits instead of 13", _RIGHT
    other = next((name for start, name in _OTHERS.items() if re.fullmatch(rf"{start}[0-9]{{10,15}}", number)), "")
    if other:
        return f"{number} looks like a number of {other}, which is another carrier; it is no number of a parcel", _RIGHT
    return f"{number[:40]} is no number of a parcel", _RIGHT


def _meant(number: str) -> str:
    """Return the number that was probably meant, if letters and digits that look alike were mixed up."""
    if len(number) != 13:
        return ""
    digits = "".join(_LOOKALIKES.get(each, each) for each in number)
    ends = "".join(_LETTERS.get(each, each) for each in number[:2] + number[11:])
    international = ends[:2] + digits[2:11] + ends[2:]
    if _S10.fullmatch(international) and sum(map(str.isalpha, number[:2] + number[11:])) > 1:
        return international
    return digits if _DOMESTIC.fullmatch(digits) and number != digits else ""


def _slips(number: str, meant: str) -> str:
    """Return each character that is another one than was meant."""
    slips = [
        f"the {_kind(was)} {was} as its character {spot}, where the {_kind(right)} {right} belongs"
        for spot, (was, right) in enumerate(zip(number, meant, strict=True), start=1)
        if was != right
    ]
    return f"{number} has {' and '.join(slips)}"


def _kind(character: str) -> str:
    return "letter" if character.isalpha() else "digit"
