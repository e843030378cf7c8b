"""Accounts made from one seed number: account i is the same, however many there are."""

from __future__ import annotations

import base64
import random
import string

from sandbox.credit_code import ALPHABET, check_character
from sandbox.nouns import Account, Address, Title
from sandbox.words import BANKS, COMPANY_NAMES, GIVEN, PLACES, SURNAMES, TRADES, Place

_KINDS = {3: "company-no-bank", 5: "individual", 8: "deficit", 11: "no-title", 14: "many-orders", 17: "nothing"}


def make_account(seed: int, index: int) -> Account:
    """Return account number ``index`` (from 0) of a seed."""
    rng = random.Random(f"{seed}/{index}")  # noqa: S311 - test data
    kind = _KINDS.get(index % 20, "enterprise")
    uid = "1" + _digits(rng, 15)
    place = rng.choice(PLACES)
    return Account(
        index=index,
        name=f"acc-{index + 1:04d}",
        uid=uid,
        kind=kind,
        user_id="2" + _digits(rng, 17),
        password=_password(rng),
        totp="" if index % 2 == 0 else base64.b32encode(rng.randbytes(20)).decode(),
        title=_title(rng, kind, place),
        addresses=tuple(_address(rng, place) for _ in range(rng.randint(1, 2))),
        mailboxes=tuple(f"{box}@acc-{index + 1:04d}.example.com" for box in ("finance", "ap")[: rng.randint(1, 2)]),
    )


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(string.digits, k=count))


def _password(rng: random.Random) -> str:
    """Return 18 characters of all four classes."""
    parts = [string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@%+-_"]
    letters = [rng.choice(part) for part in parts] + rng.choices("".join(parts[:3]), k=14)
    rng.shuffle(letters)
    return "".join(letters)


def _person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.randint(1, 2)))


def _mobile(rng: random.Random) -> str:
    return f"13{_digits(rng, 9)}"


def _title(rng: random.Random, kind: str, place: Place) -> Title:
    id_ = str(rng.randrange(10**7, 10**8))
    if kind == "individual":
        return Title(id_, _person(rng), is_company=False, status=2)
    city = place[1].removesuffix("市")
    name = f"{city}{rng.choice(COMPANY_NAMES)}{rng.choice(COMPANY_NAMES)}{rng.choice(TRADES)}有限公司"
    tax_no, status = _credit_code(rng, place[5]), 1 if kind == "no-title" else 2
    if kind == "company-no-bank":
        return Title(id_, name, is_company=True, status=status, tax_no=tax_no)
    return Title(
        id_,
        name,
        is_company=True,
        status=status,
        tax_no=tax_no,
        bank=f"{rng.choice(BANKS)}{city}分行营业部",
        bank_account=_digits(rng, 16),
        address=f"{place[1]}{place[2]}{place[3]}创业路{rng.randint(1, 300)}号",
        phone=f"0{rng.randint(21, 29)}-8{_digits(rng, 7)}",
    )


def _credit_code(rng: random.Random, region: str) -> str:
    """Return a unified social credit code with its check character."""
    body = "91" + region + "MA" + "".join(rng.choices(ALPHABET, k=7))
    return body + check_character(body)


def _address(rng: random.Random, place: Place) -> Address:
    detail = f"创业路{rng.randint(1, 300)}号{rng.randint(1, 20)}幢{rng.randint(101, 999)}室"
    return Address(str(rng.randrange(10**6, 10**7)), _person(rng), _mobile(rng), *place[:4], detail, place[4])
