"""Amounts in Chinese capitals: read back by a reader of its own, they are the same amounts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.certificate.capitals import LIMIT_FEN, in_capitals

DIGITS = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10**4, "亿": 10**8}


def read_whole(text: str) -> int:
    """Return the number that a person reads: each digit times its unit, each group times its own."""
    total = group = digit = 0
    for char in text:
        if char in GROUPS:
            total, group, digit = total + (group + digit) * GROUPS[char], 0, 0
        elif char in UNITS:
            group, digit = group + digit * UNITS[char], 0
        else:
            digit = DIGITS[char]
    return total + group + digit


def read(text: str) -> int:
    parts = re.fullmatch(r"(?:(.+)元)?零?(?:(.)角)?(?:(.)分|整)", text)
    assert parts, text
    whole, jiao, cents = parts.groups()
    return read_whole(whole or "") * 100 + DIGITS[jiao or "零"] * 10 + DIGITS[cents or "零"]


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (7, "柒分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (1050, "壹拾元伍角整"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_000_500, "壹拾万零伍元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_100_000, "壹亿零壹仟元整"),
        (100_000_000_500, "壹拾亿零伍元整"),
    ],
)
def test_amounts_are_written_as_on_a_cheque(fen: int, text: str) -> None:
    assert in_capitals(fen) == text


@given(st.integers(0, LIMIT_FEN - 1))
def test_amount_read_back_is_the_same(fen: int) -> None:
    assert read(in_capitals(fen)) == fen


@given(st.integers(1, LIMIT_FEN - 1))
def test_no_zero_is_doubled_or_stands_at_an_end(fen: int) -> None:
    text = in_capitals(fen)
    assert not re.search(r"^零|零零|零[拾佰仟万亿元角分整]|亿万", text)
    assert text[-1] in "整分"


@pytest.mark.parametrize("fen", [-1, LIMIT_FEN])
def test_what_cannot_be_written_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        in_capitals(fen)
