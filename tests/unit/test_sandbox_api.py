"""The stand-in's API without faults: what it shows, takes and refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.sandbox_site import Site, running_site


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


def test_call_without_a_session_is_refused(site: Site) -> None:
    assert site.visitor().refusal("ListInvoices") == "ConsoleNeedLogin"


def test_call_with_a_wrong_token_is_refused(site: Site) -> None:
    visitor = site.signed_in()
    visitor.token = "stale"
    assert visitor.refusal("ListInvoices") == "PostonlyOrTokenError"


def test_unknown_action_is_refused(site: Site) -> None:
    assert site.signed_in().refusal("DropTables") == "UnknownAction"


def test_console_page_may_call_the_other_origin(site: Site) -> None:
    answer = site.signed_in().post("ListInvoices")
    assert answer.headers["access-control-allow-origin"] == site.console
    assert answer.headers["access-control-allow-credentials"] == "true"


def test_foreign_page_may_not_call(site: Site) -> None:
    url = f"{site.passport}/data/api.json?action=ListInvoices"
    for method in ("OPTIONS", "POST"):
        answer = site.visitor().http.request(method, url, headers={"Origin": "https://example.com"})
        assert "access-control-allow-origin" not in answer.headers


def test_orders_come_in_pages_newest_first(site: Site) -> None:
    visitor = site.signed_in(14)
    pages = [visitor.call("QueryEvaluateList", PageNum=number, Invoiceable=True) for number in (1, 2, 3)]
    orders = [order for page in pages for order in page["EvaluateList"]["Evaluate"]]
    assert len(orders) == len({order["Id"] for order in orders}) == pages[0]["TotalCount"]
    assert [order["BizTime"] for order in orders] == sorted((order["BizTime"] for order in orders), reverse=True)


@pytest.mark.parametrize("page", [{"PageNum": 0}, {"PageSize": 301}, {"PageNum": "two"}, {"PageNum": [1]}])
def test_page_that_cannot_be_is_refused(site: Site, page: dict[str, Any]) -> None:
    assert site.signed_in().refusal("QueryEvaluateList", **page) == "InvalidParameter"


def test_orders_are_found_by_a_part_of_their_number(site: Site) -> None:
    visitor = site.signed_in(14)
    wanted = visitor.account["orders"]["invoiceable"][3]["order"]
    found = visitor.call("QueryEvaluateList", OutBizId=wanted[2:])["EvaluateList"]["Evaluate"]
    assert [order["OutBizId"] for order in found] == [wanted]


def test_orders_not_invoiceable_yet_say_why_in_the_language_of_the_console(site: Site) -> None:
    visitor = site.signed_in(17)
    visitor.http.cookies.set("aliyun_lang", "en")
    (order, *_) = visitor.call("QueryEvaluateList", Invoiceable=False)["EvaluateList"]["Evaluate"]
    assert order["Status"] == "not-invoiceable"
    assert order["StatusText"].startswith("Not invoiceable yet:")
    assert order["CanInvoiceAmount"] == 0


def test_order_and_its_lines_add_up_to_the_truth(site: Site) -> None:
    visitor = site.signed_in(14)
    truth = {order["order"]: order["fen"] for order in visitor.account["orders"]["invoiceable"]}
    orders = visitor.call("QueryEvaluateList", PageSize=300, Invoiceable=True)["EvaluateList"]["Evaluate"]
    sums = {
        order["OutBizId"]: order["CanInvoiceAmount"] + sum(line["CanInvoiceAmount"] for line in order["Children"])
        for order in orders
    }
    assert sums == truth
    assert any(order["Children"] for order in orders)


def test_bills_add_up_to_the_orders(site: Site) -> None:
    visitor = site.signed_in(14)
    bills = visitor.call("QueryBillList", Entity="ALIYUN_SERVICE")["Bill"]
    assert sum(bill["CanInvoiceAmount"] for bill in bills) == visitor.call("GetInvoiceSummary")["InvoiceableFen"]
    prepared = visitor.call("PrepareInvoice", BillIds=[bills[0]["BillId"]])
    assert sorted(prepared["SelectedIds"]) == sorted(bills[0]["OrderIds"])


def test_seller_is_known_by_code_and_by_name(site: Site) -> None:
    visitor = site.signed_in(9)
    code, name = "ALICOM_SERVICE", "阿里巴巴云计算(北京)有限公司(服务)"
    by_code = visitor.call("QueryEvaluateList", Entity=code)
    assert by_code["TotalCount"] > 0
    assert visitor.call("QueryEvaluateList", Entity=name) == by_code


def test_kinds_not_offered_say_why(site: Site) -> None:
    kinds = site.signed_in(3).call("ListInvoiceTypes")["Types"]
    assert {kind["Code"] for kind in kinds if not kind["Offered"]} == {"digital-special", "paper-special"}
    assert all(bool(kind["Reason"]) != kind["Offered"] for kind in kinds)


def test_request_lands_and_is_listed_first(site: Site) -> None:
    visitor = site.signed_in()
    request = visitor.prepared() | {"UserRemark": "FP-1"}
    applied = visitor.call("ApplyInvoice", **request)["InvoiceApplyId"]
    (received,) = site.received()
    numbers = sorted(order["order"] for order in visitor.account["orders"]["invoiceable"])
    assert received["id"] == applied
    assert received["account"] == visitor.account["uid"]
    assert (received["kind"], received["key"]) == ("request-invoice", {"orders": numbers})
    assert (received["fen"], received["remark"]) == (request["InvoiceAmount"], "FP-1")
    first = visitor.call("ListInvoices")["Invoice"][0]
    assert (first["Id"], first["Status"], first["Orders"], first["InvoiceNo"]) == (applied, "issuing", numbers, "")


def test_request_is_issued_when_its_time_has_come(site: Site) -> None:
    visitor = site.signed_in()
    applied = visitor.call("ApplyInvoice", **visitor.prepared())["InvoiceApplyId"]
    others = visitor.call("QueryEvaluateList", Invoiceable=False)["EvaluateList"]["Evaluate"]
    assert {"issuing"} < {order["Status"] for order in others}
    site.control("POST", "/clock", {"advance_s": 61})
    detail = visitor.call("GetInvoice", Id=applied)
    assert (detail["Status"], len(detail["InvoiceNo"]), detail["TrackingNo"]) == ("issued", 20, "")
    assert detail["Tax"] == (detail["Fen"] * 6 + 53) // 106
    statuses = [row["Status"] for row in visitor.call("ListInvoices", Keyword=applied)["Invoice"]]
    assert statuses == ["issued"]


def test_paper_invoice_goes_by_post(site: Site) -> None:
    visitor = site.signed_in()
    address = visitor.call("QueryCustomerAddressList")["Address"][0]["Id"]
    request = visitor.prepared() | {"InvoicingType": "paper-special", "Emails": [], "AddressId": address}
    applied = visitor.call("ApplyInvoice", **request)["InvoiceApplyId"]
    site.control("POST", "/clock", {"advance_s": 61})
    detail = visitor.call("GetInvoice", Id=applied)
    shape = (len(detail["InvoiceCode"]), len(detail["InvoiceNo"]), len(detail["TrackingNo"]), detail["MailState"])
    assert shape == (10, 8, 13, "运输中")


def test_orders_are_refused_once_they_are_requested(site: Site) -> None:
    visitor = site.signed_in()
    request = visitor.prepared()
    visitor.call("ApplyInvoice", **request)
    assert visitor.refusal("ApplyInvoice", **request) == "OrderAlreadyInvoiced"
    assert visitor.open_ids() == []
    assert len(site.received()) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"InvoiceAmount": 1}, "InvoiceAmountMismatch"),
        ({"InvoiceAmount": 12.5}, "InvalidParameter"),
        ({"CustomerId": "1"}, "NoValidTitle"),
        ({"InvoicingType": "papyrus"}, "InvoiceTypeNotAllowed"),
        ({"InvoicingType": "paper-general"}, "AddressRequired"),
        ({"ProcessWay": 0}, "InvalidParameter"),
        ({"Emails": []}, "EmailRequired"),
        ({"Emails": "not an address"}, "EmailInvalid"),
        ({"Emails": ["a" * 200 + "@example.com"]}, "EmailTooLong"),
        ({"UserRemark": "备" * 201}, "RemarkTooLong"),
        ({"SelectedIds": []}, "NothingSelected"),
        ({"SelectedIds": "all"}, "InvalidParameter"),
    ],
)
def test_request_with_a_flaw_is_refused_and_does_not_land(site: Site, change: dict[str, Any], code: str) -> None:
    visitor = site.signed_in()
    assert visitor.refusal("ApplyInvoice", **(visitor.prepared() | change)) == code
    assert site.received() == []


def test_special_invoice_is_refused_for_an_individual(site: Site) -> None:
    visitor = site.signed_in(5)
    request = visitor.prepared() | {"InvoicingType": "digital-special"}
    assert visitor.refusal("ApplyInvoice", **request) == "InvoiceTypeNotAllowed"


def test_account_without_a_valid_title_cannot_request(site: Site) -> None:
    visitor = site.signed_in(11)
    assert visitor.call("GetInvoiceSummary")["HasValidTitle"] is False
    assert visitor.refusal("ApplyInvoice", **visitor.prepared()) == "NoValidTitle"


def test_deficit_is_taken_off_the_request(site: Site) -> None:
    visitor = site.signed_in(8)
    deficit = visitor.call("GetInvoiceSummary")["DeficitFen"]
    prepared = visitor.call("PrepareInvoice", SelectedIds=visitor.open_ids())
    assert prepared["InvoiceFen"] == prepared["SelectedFen"] - deficit > 0
    visitor.call("ApplyInvoice", **visitor.prepared())
    assert site.received()[0]["fen"] == prepared["InvoiceFen"]
    assert visitor.call("GetInvoiceSummary")["DeficitFen"] == 0


def test_amount_is_requested_from_the_oldest_orders(site: Site) -> None:
    visitor = site.signed_in()
    before = visitor.call("GetInvoiceSummary")["InvoiceableFen"]
    visitor.call("ApplyInvoice", **visitor.prepared(Amount=12_345, Entity="ALIYUN_SERVICE"))
    assert site.received()[0]["fen"] == 12_345
    assert visitor.call("GetInvoiceSummary")["InvoiceableFen"] == before - 12_345


def test_unknown_invoice_is_not_found(site: Site) -> None:
    assert site.signed_in().refusal("GetInvoice", Id="A000000000000") == "InvoiceNotFound"


def test_parameters_that_are_no_json_object_are_refused(site: Site) -> None:
    visitor = site.signed_in()
    for text in ("{", "[]", "7"):
        assert visitor.post("ListInvoices", form={"params": text}).json()["code"] == "InvalidParameter"
