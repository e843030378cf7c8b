"""International numbers, held against another program that knows S10: ten thousand of four kinds."""

from __future__ import annotations

import random

import pytest
from tracking_numbers import get_tracking_number

from agent.errors import InputError
from agent.tracking.number import check_digit, read_number

COUNTRIES, NOWHERE = ("CN", "US", "DE", "JP", "AU", "BR"), ("XX", "QQ", "ZZ", "AA")
SERVICES = ("EA", "EE", "EZ", "RR", "RA", "LX", "LZ", "CP", "UA", "VR")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EACH = 2500


def numbers(kind: str) -> list[str]:
    """Return numbers of one kind, the same each time."""
    draw = random.Random(f"oracle/{kind}")
    return [number(draw, kind) for _ in range(EACH)]


def number(draw: random.Random, kind: str) -> str:
    """Return a number that is good, or wrong in one way, or of letters and digits by chance."""
    serial = f"{draw.randrange(10**8):08}"
    digit = check_digit(serial)
    if kind == "chance":
        letters = "".join(draw.choices(LETTERS, k=4))
        return f"{letters[:2]}{serial}{draw.randrange(10)}{letters[2:]}"
    if kind == "wrong digit":
        digit = draw.choice([other for other in "0123456789" if other != digit])
    country = draw.choice(NOWHERE if kind == "wrong country" else COUNTRIES)
    return f"{draw.choice(SERVICES)}{serial}{digit}{country}"


def is_taken(text: str) -> bool:
    """Return whether we take a number."""
    try:
        return read_number(text).text == text
    except InputError:
        return False


def is_s10(text: str) -> bool:
    """Return whether the other program takes a number for one of S10."""
    found = get_tracking_number(text)
    return found is not None and found.courier.code == "s10"


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [("good", EACH, EACH), ("wrong digit", 0, 0), ("wrong country", EACH, 0)],
)
def test_made_numbers_are_taken_as_the_other_program_takes_them(kind: str, ours: int, theirs: int) -> None:
    """Countries are not looked at here: lists of them grow old, and 13 characters that arrive can be asked about."""
    made = numbers(kind)
    assert (sum(map(is_taken, made)), sum(map(is_s10, made))) == (ours, theirs)


@pytest.mark.parametrize("kind", ["good", "wrong digit", "wrong country", "chance"])
def test_check_digit_decides_as_it_does_for_the_other_program(kind: str) -> None:
    made = numbers(kind)
    assert [text for text in made if is_taken(text) != is_s10(f"EE{text[2:11]}CN")] == []
    assert [text for text in made if is_s10(text) and not is_taken(text)] == []
    assert len(set(made)) > EACH * 0.99
