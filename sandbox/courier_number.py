"""Numbers of parcels: UPU S10 (``EA123456785CN``), and 13 digits within the country.

Source: UPU S10 for the weights. That the check digit stands at place 11 of the 13 digits is taken from public samples.
"""

from __future__ import annotations

import re

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_SHAPE = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}|\d{13}")


def check_digit(serial: str) -> int:
    """Return the S10 check digit of eight digits."""
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True)) % 11
    return {0: 5, 1: 0}.get(rest, 11 - rest)


def ems_number(drawn: int) -> str:
    """Return a number within the country that goes with a drawn one of up to twelve digits."""
    digits = f"{drawn % 10**12:012d}"
    serial = digits[1:9]
    return f"1{int(digits[0]) % 4}{serial}{check_digit(serial)}{digits[10:]}"


def is_number(number: str) -> bool:
    """Return whether it looks like a number of EMS or China Post; check digits are not looked at."""
    return bool(_SHAPE.fullmatch(number))
