"""Titles in the stand-in: applied for, reviewed, requested; who may what, and what the ground truth tells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.state import Options, State
from tests.unit.sandbox_site import Site, running_site
from tests.unit.sandbox_title import NAME, PDF, PNG, address, rename, statuses, titles, uploaded

OTHER_CODE = "91350100M000100Y43"


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def test_account_has_one_active_title_unless_its_only_one_is_in_review(site: Site) -> None:
    for index, account in enumerate(site.control("GET", "/accounts")):
        listed = titles(site.signed_in(index))
        active = [row["InvoiceTitle"] for row in listed if row["IsActive"]]
        assert active == ([] if account["kind"] == "no-title" else [account["title"]])


@pytest.mark.parametrize(("index", "states"), [(0, [2]), (5, [2]), (7, [2, 1]), (10, [2, 3, 5]), (11, [1])])
def test_seeded_titles_are_in_every_state(site: Site, index: int, states: list[int]) -> None:
    assert [row["Status"] for row in titles(site.signed_in(index))] == states


def test_seeded_rejection_gives_a_reason(site: Site) -> None:
    rejected = titles(site.signed_in(10))[1]
    assert "工商变更证明" in rejected["Reason"]


def test_seeded_review_waits_for_a_decision(site: Site) -> None:
    visitor = site.signed_in(7)
    site.control("POST", "/clock", {"advance_s": 20_000})
    assert titles(visitor)[1]["Status"] == 1


def test_name_is_applied_for_reviewed_and_requested(site: Site) -> None:
    visitor = site.signed_in()
    before = titles(visitor)[0]
    applied = visitor.call("SubmitTitleChange", **rename(visitor))["CustomerId"]
    assert statuses(visitor) == [(before["InvoiceTitle"], 2, True), (NAME, 1, False)]
    site.control("POST", "/clock", {"advance_s": 61})
    assert statuses(visitor) == [(before["InvoiceTitle"], 2, True), (NAME, 2, False)]
    visitor.call("RequestTitle", CustomerId=applied)
    assert statuses(visitor) == [(NAME, 2, True), (before["InvoiceTitle"], 4, False)]
    assert titles(visitor)[0]["RegisterNo"] == before["RegisterNo"]


def test_next_invoice_is_made_out_to_the_new_title_and_the_last_one_stays(site: Site) -> None:
    visitor = site.signed_in()
    (first, *others), before = visitor.open_ids(), titles(visitor)[0]["InvoiceTitle"]
    visitor.call("ApplyInvoice", **visitor.prepared(SelectedIds=[first]))
    stale = visitor.prepared(SelectedIds=others)
    applied = visitor.call("SubmitTitleChange", **rename(visitor))["CustomerId"]
    site.control("POST", "/clock", {"advance_s": 61})
    visitor.call("RequestTitle", CustomerId=applied)
    assert visitor.refusal("ApplyInvoice", **stale) == "NoValidTitle"
    visitor.call("ApplyInvoice", **visitor.prepared(SelectedIds=others))
    assert [row["Title"] for row in visitor.call("ListInvoices")["Invoice"][:2]] == [NAME, before]


def test_ground_truth_tells_name_file_and_remark(site: Site) -> None:
    visitor = site.signed_in()
    statement = uploaded(visitor, "说明.png", PNG)
    visitor.call("SubmitTitleChange", **rename(visitor, TitleChangeInstructions=statement))
    (received,) = site.received()
    assert (received["kind"], received["key"], received["fen"]) == ("title-change", {"title": NAME}, 0)
    assert received["account"] == visitor.account["uid"]
    assert (received["type"], received["remark"], received["from"]) == ("rename", "FP-7", visitor.account["title"])
    assert received["proof"] == {"name": "proof.pdf", "size": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()}
    assert received["statement"]["name"] == "说明.png"


def test_request_of_a_title_is_in_the_ground_truth(site: Site) -> None:
    visitor = site.signed_in()
    applied = visitor.call("SubmitTitleChange", **rename(visitor))["CustomerId"]
    site.control("POST", "/clock", {"advance_s": 61})
    visitor.call("RequestTitle", CustomerId=applied)
    received = site.received()[1]
    assert (received["kind"], received["key"]) == ("title-request", {"title": NAME})


@pytest.mark.parametrize("typed", ["杭州云帆(集团)有限公司", "杭州云帆（集团）有限公司", "  杭州云帆(集团）有限公司 "])
def test_brackets_are_kept_at_full_width(site: Site, typed: str) -> None:
    visitor = site.signed_in()
    visitor.call("SubmitTitleChange", **rename(visitor, typed))
    assert titles(visitor)[1]["InvoiceTitle"] == "杭州云帆（集团）有限公司"
    assert site.received()[0]["key"] == {"title": "杭州云帆（集团）有限公司"}


def test_second_application_is_refused_while_one_is_in_review(site: Site) -> None:
    visitor = site.signed_in()
    visitor.call("SubmitTitleChange", **rename(visitor))
    assert visitor.refusal("SubmitTitleChange", **rename(visitor)) == "TitleInReview"
    assert len(site.received()) == 1


def test_console_without_its_own_check_takes_an_application_twice(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(no_server_check={"at": "SubmitTitleChange"})
    form = rename(visitor)
    visitor.call("SubmitTitleChange", **form)
    visitor.call("SubmitTitleChange", **form)
    assert [write["key"]["title"] for write in site.received()] == [NAME, NAME]


@pytest.mark.parametrize("name", ["杭州拒绝科技有限公司", "Rejected Trading Co., Ltd."])
def test_name_that_sounds_of_rejection_is_rejected_with_a_reason(site: Site, name: str) -> None:
    visitor = site.signed_in()
    applied = visitor.call("SubmitTitleChange", **rename(visitor, name))["CustomerId"]
    site.control("POST", "/clock", {"advance_s": 61})
    row = titles(visitor)[1]
    assert (row["Status"], row["Reason"][:6]) == (3, "工商变更证明")
    assert visitor.refusal("RequestTitle", CustomerId=applied) == "TitleNotPassed"
    visitor.call("SubmitTitleChange", **rename(visitor))


def test_review_takes_as_long_as_it_is_set_to(site: Site) -> None:
    visitor = site.signed_in()
    site.control("POST", "/settings", {"review_after_s": 3600})
    visitor.call("SubmitTitleChange", **rename(visitor))
    site.control("POST", "/clock", {"advance_s": 3000})
    assert titles(visitor)[1]["Status"] == 1
    site.control("POST", "/clock", {"advance_s": 601})
    assert titles(visitor)[1]["Status"] == 2


@pytest.mark.parametrize(("passed", "status", "reason"), [(True, 2, ""), (False, 3, "印章不符")])
def test_review_is_ended_by_a_switch(site: Site, passed: bool, status: int, reason: str) -> None:
    visitor = site.signed_in(7)
    title = titles(visitor)[1]["Id"]
    site.control("POST", "/titles", {"title": title, "passed": passed, "reason": "印章不符"})
    row = titles(visitor)[1]
    assert (row["Status"], row["Reason"]) == (status, reason)
    again = site.http.post("/titles", json={"title": title, "passed": passed})
    assert (again.status_code, title in again.json()["error"]) == (400, True)


@pytest.mark.parametrize("body", [{}, {"title": "1", "passed": True}, {"title": "1"}, {"title": "1", "passed": "yes"}])
def test_decision_that_cannot_be_is_refused_with_a_reason(site: Site, body: dict[str, Any]) -> None:
    answer = site.http.post("/titles", json=body)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)


def test_application_is_taken_back(site: Site) -> None:
    visitor = site.signed_in()
    applied = visitor.call("SubmitTitleChange", **rename(visitor))["CustomerId"]
    visitor.call("WithdrawTitleChange", CustomerId=applied)
    assert titles(visitor)[1]["Status"] == 5
    assert [write["kind"] for write in site.received()] == ["title-change", "title-withdraw"]
    assert visitor.refusal("WithdrawTitleChange", CustomerId=applied) == "TitleNotInReview"
    visitor.call("SubmitTitleChange", **rename(visitor))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"AdjustType": 7}, "InvalidParameter"),
        ({"InvoiceTitle": "云"}, "TitleNameInvalid"),
        ({"InvoiceTitle": "云" * 101}, "TitleNameInvalid"),
        ({"RegisterNo": "91350100M000100Y44"}, "CreditCodeInvalid"),
        ({"RegisterNo": "91350100M000100"}, "CreditCodeInvalid"),
        ({"RegisterNo": OTHER_CODE}, "CreditCodeMismatch"),
        ({"TaxationLicense": ""}, "ProofRequired"),
        ({"TaxationLicense": "title/1/abc.pdf"}, "FileNotFound"),
        ({"TitleChangeInstructions": "title/1/abc.pdf"}, "FileNotFound"),
        ({"Remark": "备" * 201}, "RemarkTooLong"),
    ],
)
def test_application_with_a_flaw_is_refused_and_does_not_land(site: Site, change: dict[str, Any], code: str) -> None:
    visitor = site.signed_in()
    assert visitor.refusal("SubmitTitleChange", **rename(visitor, **change)) == code
    assert site.received() == []


def test_name_of_the_active_title_is_refused(site: Site) -> None:
    visitor = site.signed_in()
    assert visitor.refusal("SubmitTitleChange", **rename(visitor, visitor.account["title"])) == "TitleUnchanged"


def test_file_of_another_account_is_not_found(site: Site) -> None:
    key = uploaded(site.signed_in(1))
    visitor = site.signed_in()
    assert visitor.refusal("SubmitTitleChange", **rename(visitor, TaxationLicense=key)) == "FileNotFound"


def test_person_cannot_apply_for_a_company_name(site: Site) -> None:
    visitor = site.signed_in(5)
    assert visitor.refusal("SubmitTitleChange", **rename(visitor)) == "TitleChangeNotAllowed"


def test_title_is_set_to_the_real_name_where_they_differ(site: Site) -> None:
    visitor = site.signed_in(19)
    listed = visitor.call("QueryInvoicingCustomerList")
    applied = visitor.call("SubmitTitleChange", AdjustType=5)["CustomerId"]
    site.control("POST", "/clock", {"advance_s": 61})
    visitor.call("RequestTitle", CustomerId=applied)
    assert titles(visitor)[0]["InvoiceTitle"] == listed["RealName"] != listed["Customer"][0]["InvoiceTitle"]


def test_title_that_is_the_real_name_needs_no_change(site: Site) -> None:
    assert site.signed_in().refusal("SubmitTitleChange", AdjustType=5) == "TitleUnchanged"


def test_bank_details_hold_at_once_and_allow_special_invoices(site: Site) -> None:
    visitor = site.signed_in(3)
    bank = {"Bank": "招商银行杭州分行", "BankNo": "6225880112345678"}
    assert visitor.refusal("SubmitTitleChange", AdjustType=1, **bank) == "BankIncomplete"
    place = {"OperatingLicenseAddress": "杭州市西湖区文三路90号", "OperatingLicensePhone": "0571-87654321"}
    before = titles(visitor)[0]
    visitor.call("SubmitTitleChange", AdjustType=1, **bank, **place)
    (title,) = titles(visitor)
    assert (title["Id"], title["IsActive"], title["Bank"]) == (before["Id"], True, bank["Bank"])
    assert all(kind["Offered"] for kind in visitor.call("ListInvoiceTypes")["Types"])


@pytest.mark.parametrize("action", ["RequestTitle", "WithdrawTitleChange"])
def test_unknown_title_is_not_found(site: Site, action: str) -> None:
    assert site.signed_in().refusal(action, CustomerId="1") == "TitleNotFound"


def test_active_title_is_not_requested_again(site: Site) -> None:
    visitor = site.signed_in()
    assert visitor.refusal("RequestTitle", CustomerId=titles(visitor)[0]["Id"]) == "TitleUnchanged"


def test_titles_and_decisions_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with running_site(State(Options(accounts=8), path=path)) as site:
        visitor, waiting = site.signed_in(), site.signed_in(7)
        key = uploaded(visitor)
        applied = visitor.call("SubmitTitleChange", **rename(visitor))["CustomerId"]
        visitor.call("AddAddress", **address())
        site.control("POST", "/titles", {"title": titles(waiting)[1]["Id"], "passed": True})
        before = (site.received(), titles(visitor), titles(waiting), visitor.call("QueryCustomerAddressList"))
    with running_site(State(Options(accounts=8), path=path)) as site:
        visitor, waiting = site.signed_in(), site.signed_in(7)
        after = (site.received(), titles(visitor), titles(waiting), visitor.call("QueryCustomerAddressList"))
        assert after == before
        site.control("POST", "/clock", {"advance_s": 61})
        visitor.call("RequestTitle", CustomerId=applied)
        visitor.call("SubmitTitleChange", **rename(visitor, "杭州新元科技有限公司", TaxationLicense=key))


def test_reset_forgets_titles_and_decisions(site: Site) -> None:
    visitor = site.signed_in()
    visitor.call("SubmitTitleChange", **rename(visitor))
    site.renew()
    assert len(titles(site.signed_in())) == 1
