"""The flow request-invoice on the stand-in: both languages, both generations of the pages."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from playwright.async_api import ElementHandle
from playwright.sync_api import Page, expect

from agent.console.place import Place
from agent.model import JobRecord, State
from tests.flows.engine import Engine
from tests.flows.standin import Standin


def truth(standin: Standin, index: int) -> dict[str, int]:
    """Return what one account can have invoiced: order number to fen."""
    orders = standin.accounts()[index]["orders"]["invoiceable"]
    return {order["order"]: order["fen"] for order in orders}


def only(records: list[JobRecord]) -> JobRecord:
    assert len(records) == 1
    return records[0]


@pytest.mark.parametrize(
    ("index", "locale", "ui"), [*product((0,), ("zh-CN", "en"), ("new", "old")), (3, "zh-CN", "old"), (5, "en", "new")]
)
def test_everything_invoiceable_is_requested_once(
    standin: Standin, engine: Engine, index: int, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    orders = truth(standin, index)
    record = only(engine.run(index))
    assert (record.state, record.message) == (State.SETTLED, f"found: {record.receipt and record.receipt.number}")
    (write,) = standin.received()
    assert write["kind"] == "request-invoice"
    assert sorted(write["key"]["orders"]) == sorted(orders)
    assert write["fen"] == sum(orders.values())
    assert write["type"] == ("digital-special" if index == 0 else "digital-general")
    assert write["id"] == (record.receipt and record.receipt.number)
    assert record.drifts == []


@pytest.mark.parametrize(("locale", "ui"), [("zh-CN", "old"), ("en", "new")])
def test_second_run_finds_the_request_and_sends_nothing(standin: Standin, engine: Engine, locale: str, ui: str) -> None:
    standin.reset(locale=locale, ui=ui)
    order = min(truth(standin, 0))
    first = only(engine.run(0, orders=order))
    again = only(engine.run(0, orders=order))
    assert (first.state, again.state, again.is_already_there) == (State.SETTLED, State.SETTLED, True)
    assert again.receipt == first.receipt
    assert len(standin.received()) == 1


def test_second_run_names_what_is_left_of_another_entity(standin: Standin, engine: Engine) -> None:
    kinds = [
        (account["kind"], {o["entity"] for o in account["orders"]["invoiceable"]}) for account in standin.accounts()
    ]
    index = next(at for at, (kind, entities) in enumerate(kinds) if kind == "enterprise" and len(entities) > 1)
    engine.run(index)
    left_fen = sum(truth(standin, index).values())
    again = only(engine.run(index))
    assert (again.state, again.is_already_there, len(standin.received())) == (State.SETTLED, True, 1), again.message
    assert f"{left_fen / 100:,.2f} yuan are left of other invoicing entities" in again.message


def test_second_run_of_everything_says_that_nothing_is_left(standin: Standin, engine: Engine) -> None:
    engine.run(0)
    again = only(engine.run(0))
    assert (again.state, again.reason) == (State.SETTLED, "nothing-to-do")
    assert again.receipt is not None
    assert len(standin.received()) == 1


def test_account_with_nothing_to_invoice_settles(standin: Standin, engine: Engine) -> None:
    record = only(engine.run(17))
    assert (record.state, record.reason) == (State.SETTLED, "nothing-to-do")
    assert standin.received() == []


def test_orders_on_three_pages_are_ticked_with_their_negative_lines(standin: Standin, engine: Engine) -> None:
    orders = truth(standin, 14)
    assert len(orders) > 40
    record = only(engine.run(14))
    assert (record.state, record.message[:6]) == (State.SETTLED, "found:")
    (write,) = standin.received()
    assert sorted(write["key"]["orders"]) == sorted(orders)
    assert write["fen"] == sum(orders.values())


def test_chosen_orders_only(standin: Standin, engine: Engine) -> None:
    orders = truth(standin, 14)
    chosen = sorted(orders)[1::9]
    record = only(engine.run(14, orders=",".join(chosen)))
    assert record.state is State.SETTLED, record.message
    (write,) = standin.received()
    assert sorted(write["key"]["orders"]) == chosen
    assert write["fen"] == sum(orders[order] for order in chosen)


def test_tick_that_a_slow_page_took_for_two_is_made_good(
    standin: Standin, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def patiently(place: Place, locator: Any, *, trial: bool = False) -> None:
        for _ in range(2 if isinstance(locator, ElementHandle) and not seen else 1):
            await whole(place, locator, trial=trial)
        if isinstance(locator, ElementHandle):
            seen.append(locator)

    seen: list[Any] = []
    whole = Place.patiently
    monkeypatch.setattr(Place, "patiently", patiently)
    record = only(engine.run(0, orders=min(truth(standin, 0))))
    assert (record.state, record.attempts, len(standin.received())) == (State.SETTLED, 1, 1), record.message


def test_a_month_is_requested_by_its_bill(standin: Standin, engine: Engine) -> None:
    standin.reset(ui="old", locale="en")
    known = standin.accounts()[0]["orders"]["invoiceable"]
    month = known[0]["cycle"]
    record = only(engine.run(0, month=month))
    assert record.state is State.SETTLED, record.message
    (write,) = standin.received()
    assert sorted(write["key"]["orders"]) == sorted(order["order"] for order in known if order["cycle"] == month)


def test_several_months_are_merged_into_one_request(standin: Standin, engine: Engine) -> None:
    standin.reset()
    index, known = next(
        (index, orders)
        for index, account in enumerate(standin.accounts())
        if account["offers"] and not account["deficit_fen"]
        for orders in [account["orders"]["invoiceable"]]
        if len({order["cycle"] for order in orders}) > 1 and len({order["entity"] for order in orders}) == 1
    )
    months = sorted({order["cycle"] for order in known})
    refused = only(engine.run(index, month=",".join([*months, "2020-01"])))
    assert (refused.state, "nothing of 2020-01" in refused.message) == (State.REFUSED, True), refused.message
    record = only(engine.run(index, month=",".join(months)))
    assert record.state is State.SETTLED, record.message
    (write,) = standin.received()
    assert sorted(write["key"]["orders"]) == sorted(order["order"] for order in known)


def test_an_amount_is_recognised_by_its_reference(standin: Standin, engine: Engine) -> None:
    standin.reset(ui="old", locale="en")
    inputs: dict[str, Any] = {"amount": "12.34", "reference": "PO-2026-0042", "remark": "项目款"}
    record = only(engine.run(0, **inputs))
    again = only(engine.run(0, **inputs))
    assert (record.state, again.state, again.is_already_there) == (State.SETTLED, State.SETTLED, True), record.message
    (write,) = standin.received()
    assert (write["fen"], write["remark"]) == (1234, "项目款 PO-2026-0042")


@pytest.mark.parametrize(("locale", "ui"), [("zh-CN", "new"), ("en", "old")])
def test_paper_invoice_goes_to_the_address_that_was_named(
    standin: Standin, engine: Engine, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    address = standin.accounts()[1]["addresses"][-1]
    record = only(engine.run(1, all_invoiceable=True, type="paper-special", address=address))
    assert record.state is State.SETTLED, record.message
    assert [write["type"] for write in standin.received()] == ["paper-special"]
    assert record.draft is not None
    assert address in record.draft.fields["address"]


def test_mailboxes_and_remark_arrive(standin: Standin, engine: Engine) -> None:
    record = only(engine.run(0, all_invoiceable=True, emails="a@example.com,b@example.com", remark="October"))
    assert record.state is State.SETTLED, record.message
    (write,) = standin.received()
    assert (write["emails"], write["remark"]) == (["a@example.com", "b@example.com"], "October")


@pytest.mark.parametrize(
    ("index", "inputs", "words"),
    [
        (0, {"orders": "999999999999999"}, "has no order 999999999999999"),
        (3, {"all_invoiceable": True, "type": "digital-special"}, "does not offer"),
        (5, {"all_invoiceable": True, "type": "paper-general"}, "does not offer"),
        (8, {"all_invoiceable": True}, "deficit"),
        (11, {"all_invoiceable": True}, "发票"),
        (0, {"amount": "99999999.00", "reference": "PO-1000"}, "refused"),
        (0, {"all_invoiceable": True, "type": "paper-general", "address": "Nowhere 1"}, "0 mailing addresses"),
    ],
)
def test_what_the_page_shows_to_be_impossible_is_refused_before_anything_is_sent(
    standin: Standin, engine: Engine, index: int, inputs: dict[str, Any], words: str
) -> None:
    record = only(engine.run(index, **inputs))
    assert (record.state, record.reason) == (State.REFUSED, "refused"), record.message
    assert words in record.message
    assert "ApplyInvoice" not in standin.requests()
    assert standin.received() == []


def test_order_that_cannot_be_invoiced_yet_is_refused_with_the_consoles_reason(
    standin: Standin, engine: Engine
) -> None:
    waiting = next(account for account in standin.accounts() if account["orders"]["not_yet"])
    index = standin.accounts().index(waiting)
    record = only(engine.run(index, orders=waiting["orders"]["not_yet"][0]["order"]))
    assert record.state is State.REFUSED
    assert "暂不可开票" in record.message
    assert standin.received() == []


def test_unexpected_total_stops_before_the_click(standin: Standin, engine: Engine) -> None:
    total = sum(truth(standin, 0).values())
    record = only(engine.run(0, all_invoiceable=True, total=f"{total / 100 + 1:.2f}"))
    assert (record.state, record.reason) == (State.PARKED, "draft-differs")
    assert f"{total / 100:,.2f}" in record.message
    assert standin.received() == []


def test_dry_run_shows_the_draft_and_sends_nothing(standin: Standin, engine: Engine) -> None:
    record = only(engine.run(0, is_dry_run=True))
    assert record.state is State.PLANNED
    assert record.draft is not None
    assert record.draft.fen == sum(truth(standin, 0).values())
    assert record.draft.fields["title"]
    assert standin.received() == []


def test_person_sees_the_request_in_the_console(standin: Standin, engine: Engine, page: Page) -> None:
    """pytest-playwright's own page beside the engine, as a QA team would write it."""
    account = standin.accounts()[2]
    record = only(engine.run(2))
    assert record.receipt is not None
    page.goto(f"{standin.url}/invoice/home/records")
    page.get_by_role("textbox").fill(account["user"])
    page.get_by_role("button", name="下一步").click()
    page.locator("#loginPassword").fill(account["password"])
    page.get_by_role("button", name=re.compile(r"登\s*录")).click()
    expect(page.get_by_text(record.receipt.number).first).to_be_visible()
