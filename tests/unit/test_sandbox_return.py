"""Returns in the stand-in: what is refused, how long they take, and what can be invoiced again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sandbox.return_period import last_return_day
from sandbox.state import Options, State
from tests.unit.sandbox_invoice import TRACKING_NO, age_of, give_back, issued, issued_on, row_of, rows
from tests.unit.sandbox_site import Site, Visitor, running_site
from tests.unit.sandbox_title import EXE, PDF, upload

POSTED = {"Posted": True, "RedConfirmNo": "33012611000001"}


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def red_form(visitor: Visitor) -> str:
    return str(upload(visitor, "红字信息表.pdf", PDF, "red-form").json()["data"]["ObjectKey"])


def sum_of_open(visitor: Visitor) -> int:
    fen: int = visitor.call("GetInvoiceSummary")["InvoiceableFen"]
    return fen


def at_age(visitor: Visitor, age: int) -> dict[str, Any]:
    return next(row for row in rows(visitor, Type="paper-special") if age_of(visitor, row) == age)


def test_invoice_is_returned_reversed_and_only_then_invoiced_again(site: Site) -> None:
    visitor = site.signed_in()
    before, form = sum_of_open(visitor), visitor.prepared()
    applied = visitor.call("ApplyInvoice", **form)["InvoiceApplyId"]
    site.control("POST", "/clock", {"advance_s": 61})
    row = row_of(visitor, applied)
    visitor.call("ReturnInvoice", **give_back(row))
    assert (row_of(visitor, applied)["Status"], sum_of_open(visitor)) == ("returning", 0)
    assert visitor.refusal("ApplyInvoice", **form) == "OrderAlreadyInvoiced"
    site.control("POST", "/clock", {"advance_s": 61})
    assert (row_of(visitor, applied)["Status"], sum_of_open(visitor)) == ("reversed", before)
    visitor.call("ApplyInvoice", **form)
    assert sum_of_open(visitor) == 0
    assert [write["kind"] for write in site.received()] == ["request-invoice", "return-invoice", "request-invoice"]


def test_orders_of_a_seeded_invoice_can_be_invoiced_again(site: Site) -> None:
    visitor = site.signed_in()
    before = sum_of_open(visitor)
    orders = visitor.call("QueryEvaluateList", Invoiceable=False)["EvaluateList"]["Evaluate"]
    done = {order["OutBizId"] for order in orders if order["Status"] == "issued"}
    (row,) = [row for row in rows(visitor, Status="issued") if done & set(row["Orders"])]
    visitor.call("ReturnInvoice", **give_back(row))
    assert sum_of_open(visitor) == before
    site.control("POST", "/clock", {"advance_s": 61})
    assert sum_of_open(visitor) == before + row["Fen"]


def test_deficit_that_an_invoice_offset_is_back_when_it_is_reversed(site: Site) -> None:
    visitor = site.signed_in(8)
    before = visitor.call("GetInvoiceSummary")["DeficitFen"]
    applied = visitor.call("ApplyInvoice", **visitor.prepared())["InvoiceApplyId"]
    site.control("POST", "/clock", {"advance_s": 61})
    visitor.call("ReturnInvoice", **give_back(row_of(visitor, applied)))
    assert visitor.call("GetInvoiceSummary")["DeficitFen"] == 0
    site.control("POST", "/clock", {"advance_s": 61})
    assert visitor.call("GetInvoiceSummary")["DeficitFen"] == before > 0


def test_return_takes_as_long_as_it_is_set_to_and_details_tell_when(site: Site) -> None:
    visitor = site.signed_in()
    site.control("POST", "/settings", {"return_after_s": 3600})
    row = issued(visitor, "digital-special")
    before = visitor.call("GetInvoice", Id=row["Id"])
    assert (before["ReturnedAt"], before["ReversedAt"], before["Files"]) == ("", "", ["pdf", "ofd", "xml"])
    visitor.call("ReturnInvoice", **give_back(row))
    (at,) = (write["at"] for write in site.received())
    site.control("POST", "/clock", {"advance_s": 3000})
    during = visitor.call("GetInvoice", Id=row["Id"])
    assert (during["Status"], during["ReturnedAt"], during["ReversedAt"]) == ("returning", at, "")
    site.control("POST", "/clock", {"advance_s": 601})
    after = visitor.call("GetInvoice", Id=row["Id"])
    assert (after["Status"], after["ReturnedAt"]) == ("reversed", at)
    assert after["ReversedAt"] > at


def test_ground_truth_tells_everything_that_was_sent(site: Site) -> None:
    visitor = site.signed_in()
    row = issued(visitor, "paper-special")
    remark = f"原发票 {row['InvoiceNo']}"
    form = give_back(row, **POSTED, Remark=remark, Verified=True, RedFormKey=red_form(visitor))
    applied = visitor.call("ReturnInvoice", **form)["InvoiceApplyId"]
    (received,) = site.received()
    assert received == {
        "id": applied,
        "account": visitor.account["uid"],
        "kind": "return-invoice",
        "key": {"invoice": row["InvoiceNo"]},
        "fen": row["Fen"],
        "at": received["at"],
        "reason": "issue-error",
        "posted": True,
        "red_confirm": POSTED["RedConfirmNo"],
        "courier": "EMS",
        "tracking": TRACKING_NO,
        "verified": True,
        "remark": remark,
        "red_form": {"name": "红字信息表.pdf", "size": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()},
    }


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        ("digital-special", {"Reason": ""}, "ReasonRequired"),
        ("digital-special", {"Reason": "because"}, "InvalidParameter"),
        ("digital-special", {"Posted": "yes"}, "InvalidParameter"),
        ("digital-special", {"Remark": "x" * 201}, "RemarkTooLong"),
        ("digital-special", {"Posted": True}, "RedConfirmRequired"),
        ("digital-special", POSTED, "OriginalNumberRequired"),
        ("digital-special", {"Id": "A1"}, "InvoiceNotFound"),
        ("paper-special", {"TrackingNo": ""}, "TrackingNumberRequired"),
        ("paper-special", {"Courier": " "}, "TrackingNumberRequired"),
        ("paper-special", {"TrackingNo": "123456789012"}, "TrackingNumberInvalid"),
        ("paper-special", {"TrackingNo": "AA123456789US"}, "TrackingNumberInvalid"),
        ("paper-special", {"Verified": True}, "RedFormRequired"),
        ("paper-special", {"Verified": True, "RedFormKey": "red-form/1/none.pdf"}, "FileNotFound"),
    ],
)
def test_return_that_lacks_something_is_refused(site: Site, kind: str, changes: dict[str, Any], code: str) -> None:
    visitor = site.signed_in()
    assert visitor.refusal("ReturnInvoice", **give_back(issued(visitor, kind), **changes)) == code
    assert site.received() == []


def test_tracking_number_with_letters_is_taken(site: Site) -> None:
    visitor = site.signed_in()
    visitor.call("ReturnInvoice", **give_back(issued(visitor, "paper-special"), TrackingNo="EA123456789CN"))
    assert site.received()[0]["tracking"] == "EA123456789CN"


def test_form_of_the_tax_authority_must_be_what_it_says(site: Site) -> None:
    assert upload(site.signed_in(), "红字信息表.pdf", EXE, "red-form").json()["code"] == "FileContentMismatch"


def test_second_return_is_refused_unless_the_console_does_not_look(site: Site) -> None:
    visitor = site.signed_in()
    form = give_back(issued(visitor, "digital-special"))
    visitor.call("ReturnInvoice", **form)
    assert visitor.refusal("ReturnInvoice", **form) == "AlreadyReturning"
    site.faults(no_server_check={"at": "ReturnInvoice"})
    visitor.call("ReturnInvoice", **form)
    assert len(site.received()) == 2


def test_invoice_that_is_not_issued_cannot_be_returned(site: Site) -> None:
    visitor = site.signed_in()
    applied = visitor.call("ApplyInvoice", **visitor.prepared())["InvoiceApplyId"]
    assert visitor.refusal("ReturnInvoice", **give_back(row_of(visitor, applied))) == "NotReturnable"
    form = give_back(issued(visitor, "digital-special"))
    visitor.call("ReturnInvoice", **form)
    site.control("POST", "/clock", {"advance_s": 61})
    assert visitor.refusal("ReturnInvoice", **form) == "NotReturnable"


def test_return_is_refused_by_a_fault(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(refuse={"at": "ReturnInvoice"})
    assert visitor.refusal("ReturnInvoice", **give_back(issued(visitor, "digital-special"))) == "OperationRefused"


def test_last_day_is_seven_business_days_before_day_360() -> None:
    # Day 360 is 26 February 2026: 25, 24, Saturday 14 (a make-up workday before the Spring Festival), 13, 12, 11, 10.
    assert last_return_day(date(2025, 3, 3)) == date(2026, 2, 10)


def test_special_paper_invoice_is_taken_on_its_last_day_and_refused_on_the_next(site: Site) -> None:
    visitor = site.signed_in()
    row = issued(visitor, "paper-special")
    last = last_return_day(issued_on(visitor, row))
    site.control("POST", "/clock", {"set": f"{last}T23:58:00+08:00"})
    visitor.sign_in().call("ReturnInvoice", **give_back(row))
    site.renew().control("POST", "/clock", {"set": f"{last}T23:59:59+08:00"})
    site.control("POST", "/clock", {"advance_s": 2})
    assert visitor.sign_in().refusal("ReturnInvoice", **give_back(row)) == "ReturnPeriodOver"


def test_verified_invoice_is_returned_with_its_form_at_any_age(site: Site) -> None:
    visitor = site.signed_in()
    row = at_age(visitor, 360)
    assert visitor.refusal("ReturnInvoice", **give_back(row)) == "ReturnPeriodOver"
    visitor.call("ReturnInvoice", **give_back(row, Verified=True, RedFormKey=red_form(visitor)))


def test_return_outlives_the_process(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with running_site(State(Options(accounts=2), path=path)) as site:
        visitor = site.signed_in()
        row = issued(visitor, "digital-special")
        visitor.call("ReturnInvoice", **give_back(row))
        cookies, received = visitor.http.cookies, site.received()
        site.control("POST", "/invoices", {"account": "acc-0001", "count": 5})
        count = len(rows(visitor))
    with running_site(State(Options(accounts=2), path=path)) as site:
        visitor = site.visitor()
        visitor.http.cookies = cookies
        visitor.open_page()
        assert (site.received(), row_of(visitor, row["Id"])["Status"]) == (received, "returning")
        assert len(rows(visitor)) == count
        site.control("POST", "/clock", {"advance_s": 61})
        assert row_of(visitor, row["Id"])["Status"] == "reversed"
