"""The flow return-invoice: asked for once, within the vendor's periods, and only what the page asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agent.model import JobRecord, State
from flows.returning import Returning
from tests.editions import EVERY_PAGE
from tests.flows.engine import Engine
from tests.flows.reading import issued, seeded
from tests.flows.standin import Standin

PARCEL = "EA123456785CN"


def give_back(engine: Engine, number: str, **inputs: Any) -> JobRecord:
    return engine.do("return-invoice", 0, number=number, **{"reason": "issue-error"} | inputs)[0]


def returns(standin: Standin) -> list[dict[str, Any]]:
    return [write for write in standin.received() if write["kind"] == "return-invoice"]


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_digital_invoice_is_returned_once_and_its_orders_are_free_once_it_is_reversed(
    standin: Standin, engine: Engine, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    before = standin.accounts()[0]["orders"]["invoiceable"]
    number = issued(standin, engine)
    first, second = give_back(engine, number), give_back(engine, number)
    assert (first.state, first.is_already_there, first.drifts) == (State.SETTLED, False, []), first.message
    assert (second.state, second.is_already_there) == (State.SETTLED, True)
    (write,) = returns(standin)
    assert (write["key"], write["reason"]) == ({"invoice": number}, "issue-error")
    standin.advance(3600)
    assert standin.accounts()[0]["orders"]["invoiceable"] == before
    (again,) = engine.run(0)
    assert (again.state, again.is_already_there) == (State.SETTLED, False), again.message
    assert [write["kind"] for write in standin.received()].count("request-invoice") == 2


def test_posted_invoice_names_the_confirmation_form_and_its_own_number(standin: Standin, engine: Engine) -> None:
    standin.reset()
    number = issued(standin, engine)
    missing = give_back(engine, number, is_posted="yes")
    assert (missing.state, "red_number" in missing.message) == (State.REFUSED, True), missing.message
    record = give_back(engine, number, is_posted="yes", red_number="3300261126000123")
    assert record.state is State.SETTLED, record.message
    (write,) = returns(standin)
    assert (write["posted"], write["red_confirm"], number in write["remark"]) == (True, "3300261126000123", True)


@pytest.mark.parametrize(("locale", "ui"), [("zh-CN", "new"), ("en", "old")])
def test_paper_invoice_is_returned_with_its_parcel(standin: Standin, engine: Engine, locale: str, ui: str) -> None:
    standin.reset(locale=locale, ui=ui)
    index, line = seeded(standin, "paper-special", range(345))
    inputs = {"number": line["number"], "reason": "sales-return", "total": f"{line['fen'] / 100:.2f}"}
    (missing,) = engine.do("return-invoice", index, **inputs)
    assert (missing.state, "parcel" in missing.message) == (State.REFUSED, True)
    (record,) = engine.do("return-invoice", index, parcel=PARCEL, **inputs)
    assert (record.state, record.drifts) == (State.SETTLED, []), record.message
    (write,) = returns(standin)
    assert (write["tracking"], write["fen"], write["verified"]) == (PARCEL, line["fen"], False)


def test_verified_special_invoice_takes_the_form_of_the_tax_authority(
    standin: Standin, engine: Engine, tmp_path: Path
) -> None:
    standin.reset(ui="old")
    index, line = seeded(standin, "paper-special", range(354, 400))
    form = tmp_path / "form.pdf"
    form.write_bytes(b"%PDF-1.4 red letter form")
    inputs = {"number": line["number"], "reason": "issue-error", "parcel": PARCEL}
    (late,) = engine.do("return-invoice", index, **inputs)
    assert (late.state, "business days" in late.message) == (State.REFUSED, True), late.message
    (bare,) = engine.do("return-invoice", index, is_posted="yes", **inputs)
    assert (bare.state, "Red-letter" in bare.message) == (State.REFUSED, True), bare.message
    (record,) = engine.do("return-invoice", index, is_posted="yes", red_form=str(form), **inputs)
    assert record.state is State.SETTLED, record.message
    assert returns(standin)[0]["verified"] is True


def test_what_does_not_fit_the_invoice_is_refused(standin: Standin, engine: Engine) -> None:
    standin.reset()
    number = issued(standin, engine)
    digital = give_back(engine, number, parcel=PARCEL)
    amount = give_back(engine, number, total="0.01")
    stranger = give_back(engine, "12345678")
    assert (digital.state, "nothing is mailed" in digital.message) == (State.REFUSED, True)
    assert (amount.state, amount.reason) == (State.PARKED, "draft-differs")
    assert (stranger.state, stranger.message) == (State.REFUSED, "this account has no invoice 12345678")
    assert returns(standin) == []


def test_invoice_that_is_listed_twice_parks_with_nothing_sent(standin: Standin, engine: Engine) -> None:
    standin.reset()
    number = issued(standin, engine)
    standin.fault("double-row", at="records")
    record = give_back(engine, number)
    assert (record.state, returns(standin)) == (State.PARKED, []), record.message


@pytest.mark.parametrize(
    ("inputs", "fault"),
    [
        ({"number": "1234567"}, "has 7 digits"),
        ({"number": "123456789"}, "has 9 digits"),
        ({"number": "1234567890123456789"}, "has 19 digits"),
        ({"number": "1234567O"}, "digits only"),
        ({"parcel": "12345"}, "no tracking number"),
        ({"courier": "EMS 到付"}, "no cash on delivery"),
        ({"remark": "sent cash on delivery"}, "no cash on delivery"),
        ({"reason": "because"}, "issue-error"),
        ({"red_form": "/nowhere/form.pdf"}, "is not there"),
    ],
)
def test_input_that_cannot_be_right_is_told_before_anything_starts(inputs: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Returning.model_validate({"number": "12345678", "reason": "other"} | inputs)
