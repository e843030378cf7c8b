"""Numbers that people write: of invoices, parcels, telephones and companies; each is cleaned and checked.

Source: FAQ "What to do if a special VAT invoice is lost" (8 digits, code of 10); tax bureau (20 digits, code of 12);
GB 32100-2015 (unified social credit code); S10 of the Universal Postal Union (parcel numbers).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator

PAPER_DIGITS, DIGITAL_DIGITS = 8, 20
_CODE_DIGITS = (10, 12)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PARCEL = re.compile(r"[0-9]{13}|[A-Z]{2}[0-9]{9}CN")
_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def bare(value: object) -> object:
    """Return a text in plain letters and digits of half width, without blanks and hyphens; anything else as it is."""
    if not isinstance(value, str):
        return value
    return re.sub(r"[\s\-\u2010-\u2015\u2212]", "", unicodedata.normalize("NFKC", value)).upper()


def _invoice_number(value: object) -> object:
    number = bare(value)
    if isinstance(number, str):
        if not number.isdecimal():
            raise ValueError(f"{value!r} is no invoice number; it has digits only")
        if len(number) not in (PAPER_DIGITS, DIGITAL_DIGITS):
            raise ValueError(
                f"{value!r} has {len(number)} digits; the number of a paper invoice has {PAPER_DIGITS}, of a digital "
                f"one {DIGITAL_DIGITS}"
            )
    return number


def _invoice_code(value: object) -> object:
    code = bare(value)
    if code and isinstance(code, str) and not (code.isdecimal() and len(code) in _CODE_DIGITS):
        raise ValueError(f"{value!r} is no invoice code; it has 10 or 12 digits; leave it empty if you do not know it")
    return code


def parcel_number(text: str) -> str:
    """Return a tracking number of EMS in the courier's own form.

    Raises:
        ValueError: It is none.
    """
    number = str(bare(text))
    if not _PARCEL.fullmatch(number):
        raise ValueError(f"{text!r} is no tracking number of EMS; it has 13 digits, or is like EA123456789CN")
    return number


def _optional_parcel(value: object) -> object:
    return parcel_number(value) if isinstance(value, str) and value.strip() else value


def mobile_number(text: str) -> str:
    """Return a mobile number of mainland China as 11 digits.

    Raises:
        ValueError: It is none.
    """
    number = re.sub(r"^\+?86(?=1)", "", str(bare(text)))
    if not _MOBILE.fullmatch(number):
        raise ValueError(f"{text!r} is no mobile number of mainland China; write 11 digits, as 13800138000")
    return number


def _needed_mobile(value: object) -> object:
    return mobile_number(value) if isinstance(value, str) else value


def _optional_mobile(value: object) -> object:
    return mobile_number(value) if isinstance(value, str) and value.strip() else value


def _credit_code(value: object) -> object:
    code = bare(value)
    if code and isinstance(code, str):
        if len(code) != 18 or set(code) - set(_CREDIT_LETTERS):
            raise ValueError(
                f"{value!r} is no unified social credit code; it has 18 digits and letters, no I, O, S, V, Z"
            )
        total = sum(
            _CREDIT_LETTERS.index(letter) * weight for letter, weight in zip(code, _CREDIT_WEIGHTS, strict=False)
        )
        right = _CREDIT_LETTERS[-total % 31]
        if code[17] != right:
            raise ValueError(f"{value!r} is mistyped: with these 17 characters the last one is {right}")
    return code


InvoiceNumber = Annotated[str, BeforeValidator(_invoice_number)]
"""8 or 20 digits."""
InvoiceCode = Annotated[str, BeforeValidator(_invoice_code)]
"""10 or 12 digits, or empty."""
ParcelNumber = Annotated[str, BeforeValidator(_optional_parcel)]
"""13 digits or S10, or empty."""
Mobile = Annotated[str, BeforeValidator(_needed_mobile)]
"""11 digits."""
OptionalMobile = Annotated[str, BeforeValidator(_optional_mobile)]
"""11 digits, or empty."""
CreditCode = Annotated[str, BeforeValidator(_credit_code)]
"""18 characters with a right last one, or empty."""
