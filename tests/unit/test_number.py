"""Numbers that people write: cleaned, and refused where a digit is missing or mistyped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from flows.number import CreditCode, InvoiceCode, InvoiceNumber, OptionalMobile, ParcelNumber

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NUMBER, CODE = TypeAdapter(InvoiceNumber), TypeAdapter(InvoiceCode)
PARCEL, MOBILE, CREDIT = TypeAdapter(ParcelNumber), TypeAdapter(OptionalMobile), TypeAdapter(CreditCode)
# Published as an example: the vendor's own.
RIGHT = "91330106673959654P"


@pytest.mark.parametrize("text", ["12345678", " 1234 5678 ", "１２３４５６７８", "1234-5678"])
def test_invoice_number_is_read_as_people_write_it(text: str) -> None:
    assert NUMBER.validate_python(text) == "12345678"


@given(st.integers(1, 30).filter(lambda digits: digits not in (8, 20)))
def test_invoice_number_of_another_length_is_refused(digits: int) -> None:
    with pytest.raises(ValidationError, match=f"has {digits} digits"):
        NUMBER.validate_python("1" * digits)


@pytest.mark.parametrize("code", ["123456789", "12345678901", "12345A7890"])
def test_invoice_code_is_10_or_12_digits_or_left_empty(code: str) -> None:
    with pytest.raises(ValidationError, match="leave it empty"):
        CODE.validate_python(code)
    assert [CODE.validate_python(good) for good in ("", "3300261234", "033002612345")] == [
        "",
        "3300261234",
        "033002612345",
    ]


@given(st.integers(0, 17), st.sampled_from(LETTERS))
def test_credit_code_with_one_wrong_character_is_refused(place: int, letter: str) -> None:
    code = RIGHT[:place] + letter + RIGHT[place + 1 :]
    if code == RIGHT:
        assert CREDIT.validate_python(code) == RIGHT
        return
    with pytest.raises(ValidationError, match="is mistyped"):
        CREDIT.validate_python(code)


@pytest.mark.parametrize("code", ["9133010667395965", RIGHT.replace("P", "I"), RIGHT + "0"])
def test_what_is_no_credit_code_is_refused(code: str) -> None:
    with pytest.raises(ValidationError, match="18 digits and letters"):
        CREDIT.validate_python(code)


@pytest.mark.parametrize(
    ("text", "number"), [("+86 138 0013 8000", "13800138000"), ("138-0013-8000", "13800138000"), ("", "")]
)
def test_mobile_number_is_read_as_people_write_it(text: str, number: str) -> None:
    assert MOBILE.validate_python(text) == number


@pytest.mark.parametrize("text", ["12800138000", "1380013800", "138001380000", "0571-86238015"])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="no mobile number"):
        MOBILE.validate_python(text)


def test_parcel_number_may_be_left_out() -> None:
    assert [PARCEL.validate_python(text) for text in ("", "ea 123456789 cn")] == ["", "EA123456789CN"]
