"""The flows list-invoices and invoice-details: what is read is what the stand-in has."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from agent.model import State
from flows.issued import InvoiceFilter
from tests.editions import EVERY_PAGE
from tests.flows.engine import Engine
from tests.flows.reading import kept, steps
from tests.flows.standin import Standin


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_list_shows_each_request_with_amount_orders_and_state(
    standin: Standin, engine: Engine, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    engine.run(0, all_invoiceable=True, remark="for the audit")
    (write,) = standin.received()
    (record,) = engine.do("list-invoices")
    assert (record.state, record.drifts) == (State.SETTLED, []), record.message
    line = kept(engine, "list-invoices")[write["id"]]
    assert (line["fen"], line["kind"], line["state"], line["number"]) == (write["fen"], write["type"], "issuing", "")
    assert (sorted(line["orders"]), line["remark"]) == (sorted(write["key"]["orders"]), "for the audit")


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_details_show_number_day_and_tax_once_it_is_issued(
    standin: Standin, engine: Engine, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    engine.run(0)
    (write,) = standin.received()
    standin.advance(3600)
    (record,) = engine.do("invoice-details", 0, number=write["id"])
    assert (record.state, record.drifts) == (State.SETTLED, []), record.message
    facts = kept(engine, "invoice-details")[write["id"]]
    assert (facts["state"], facts["fen"], facts["kind"], facts["code"]) == ("issued", write["fen"], write["type"], "")
    assert len(facts["number"]) == 20
    assert facts["issued_on"]
    assert 0 < facts["tax_fen"] < facts["fen"]


def test_number_that_the_account_does_not_have_is_refused(standin: Standin, engine: Engine) -> None:
    standin.reset()
    (record,) = engine.do("invoice-details", 0, number="12345678")
    assert (record.state, record.message) == (State.REFUSED, "this account has no invoice 12345678")


def test_what_was_read_is_kept_as_evidence(standin: Standin, engine: Engine) -> None:
    standin.reset()
    engine.run(0)
    (record,) = engine.do("list-invoices")
    folder = engine.folder / "store" / record.batch / record.folder
    file = json.loads((folder / "lines.json").read_text(encoding="utf-8"))
    assert {line["application"]: line for line in file} == kept(engine, "list-invoices")
    journal = [json.loads(line) for line in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [step["file"] for step in journal if step["verb"] == "keep"] == ["lines.json"]


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_long_list_is_read_in_the_longest_pages_each_line_once(
    standin: Standin, engine: Engine, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    standin.add_invoices(engine.account(0).account, 210)
    (record,) = engine.do("list-invoices")
    assert (record.state, record.drifts) == (State.SETTLED, []), record.message
    held = {invoice["application"] for invoice in standin.accounts()[0]["invoices"]}
    assert (len(held) >= 210, set(kept(engine, "list-invoices"))) == (True, held)
    assert record.message == f"{len(held)} read"
    assert steps(engine, record, "lengthen") == ["100 rows a page"]
    assert steps(engine, record, "rows") == ["20 rows", "100 rows", "100 rows", f"{len(held) - 200} rows"]


def test_list_of_one_page_stays_as_it_is(standin: Standin, engine: Engine) -> None:
    standin.reset()
    engine.run(0)
    (record,) = engine.do("list-invoices")
    assert (len(steps(engine, record, "rows")), steps(engine, record, "lengthen")) == (1, [])


@pytest.mark.parametrize("fault", ["busy", "session-expired", "http-500"])
def test_list_is_read_in_spite_of_a_fault_that_passes(standin: Standin, engine: Engine, fault: str) -> None:
    standin.reset()
    standin.fault(fault, at="ListInvoices", count=1)
    (record,) = engine.do("list-invoices")
    assert record.state is State.SETTLED, record.message


def test_list_of_another_account_parks(standin: Standin, engine: Engine) -> None:
    standin.reset()
    standin.fault("wrong-account")
    (record,) = engine.do("list-invoices")
    assert (record.state, record.reason) == (State.PARKED, "wrong-account")
    assert kept(engine, "list-invoices") == {}


def test_state_that_no_invoice_has_is_refused_and_the_right_ones_are_named() -> None:
    with pytest.raises(ValidationError, match="'isued' is no state of an invoice; it is one of issuing, issued"):
        InvoiceFilter.model_validate({"state": "isued"})
