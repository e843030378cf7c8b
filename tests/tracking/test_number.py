"""Numbers: what people write, paste and scan."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from agent.errors import InputError
from agent.tracking.number import NumberKind, check_digit, cleaned, read_number

SERIALS = st.text("0123456789", min_size=8, max_size=8)


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("1012345678503", "1012345678503", NumberKind.EMS),
        ("1100000001403", "1100000001403", NumberKind.EMS),
        ("1298765432603", "1298765432603", NumberKind.EMS),
        ("EA123456785CN", "EA123456785CN", NumberKind.EMS_INTERNATIONAL),
        ("EA000000014CN", "EA000000014CN", NumberKind.EMS_INTERNATIONAL),
        ("RR123456785CN", "RR123456785CN", NumberKind.POST_INTERNATIONAL),
        ("LX473124829US", "LX473124829US", NumberKind.POST_INTERNATIONAL),
        ("9912345678101", "9912345678101", NumberKind.PARCEL),
        (" ea 123-456-785 cn\n", "EA123456785CN", NumberKind.EMS_INTERNATIONAL),
        ("１０１２３４５６７８５０３", "1012345678503", NumberKind.EMS),
        ("1012\u20133456\u2014785\u00a003\u200b", "1012345678503", NumberKind.EMS),
    ],
)
def test_number_is_read_without_doubt(text: str, number: str, kind: NumberKind) -> None:
    read = read_number(text)
    assert (read.text, read.kind, read.warning) == (number, kind, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("101234567850", "has 12 digits instead of 13"),
        ("10123456785034", "has 14 digits instead of 13"),
        ("1O12345678503", "the letter O as its character 2"),
        ("EA12345678O5CN", "is no number of a parcel"),
        ("EA1234O6785CN", "the letter O as its character 7"),
        ("OA1234O6785CN", "the letter O as its character 7"),
        ("EA123456786CN", "wrong check digit"),
        ("１２３٤567890123", "is no number of a parcel"),
        ("SF1234567890123", "is no number of a parcel"),
    ],
)
def test_other_text_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_number(text, "parcels.csv:3:number")
    assert caught.value.where == "parcels.csv:3:number"


@pytest.mark.parametrize(
    ("text", "said"),
    [("1012345678603", "the 11th digit of 1012345678603 is usually 5"), ("2012345678503", "starts with 20")],
)
def test_doubt_about_a_domestic_number_only_warns(text: str, said: str) -> None:
    read = read_number(text)
    assert read.text == text
    assert said in read.warning


@given(SERIALS, st.sampled_from(("10", "11", "12", "13", "50", "51", "95", "97")), st.text("0123456789", min_size=2))
def test_made_numbers_are_good_and_any_other_check_digit_is_doubted(serial: str, prefix: str, rest: str) -> None:
    right = check_digit(serial)
    for digit in "0123456789":
        read = read_number(f"{prefix}{serial}{digit}{rest[:2]}")
        assert bool(read.warning) == (digit != right)


@given(SERIALS, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_of_an_international_number_is_refused(serial: str, spot: int, more: int) -> None:
    wrong = serial[:spot] + str((int(serial[spot]) + more) % 10) + serial[spot + 1 :]
    # Two remainders share the digit 0 and two the digit 5: the standard itself lets these pass.
    assume(check_digit(wrong) != check_digit(serial))
    assert read_number(f"EA{serial}{check_digit(serial)}CN").text
    with pytest.raises(InputError):
        read_number(f"EA{wrong}{check_digit(serial)}CN")


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        read = read_number(text)
    except InputError as error:
        note(error.message)
        return
    assert len(read.text) == 13
    assert read_number(read.text) == read
    assert cleaned(read.text) == read.text
