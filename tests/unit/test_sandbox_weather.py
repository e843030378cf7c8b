"""Faults on the stand-in's wire."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pyotp
import pytest

from sandbox.risk import SMS_CODE
from tests.unit.sandbox_site import Site, running_site


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    return server.renew()


@pytest.mark.parametrize(("fault", "landed"), [("answer_lost_before", 0), ("answer_lost_after", 1)])
def test_lost_answer_is_no_byte_at_all(site: Site, fault: str, landed: int) -> None:
    visitor = site.signed_in()
    request = visitor.prepared()
    site.faults(**{fault: {}})
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        visitor.post("ApplyInvoice", **request)
    assert len(site.received()) == landed


def test_request_that_waits_does_not_reach_into_what_comes_after_a_reset(site: Site) -> None:
    visitor = site.signed_in()
    request = visitor.prepared()
    site.faults(slow={"at": "ApplyInvoice", "ms": 500})
    visitor.http.timeout = httpx.Timeout(0.1)
    with pytest.raises(httpx.ReadTimeout):
        visitor.post("ApplyInvoice", **request)
    site.control("POST", "/reset", {})
    site.faults(http_500={"at": "ApplyInvoice"})
    time.sleep(1)
    assert (site.received(), site.control("GET", "/faults")["http-500"]["acted"]) == ([], 0)


def test_repeat_of_a_lost_request_is_a_request_of_its_own(site: Site) -> None:
    visitor = site.signed_in()
    request = visitor.prepared()
    site.faults(answer_lost_before={"count": 1})
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        visitor.post("ApplyInvoice", **request)
    visitor.call("ApplyInvoice", **request)
    assert site.control("GET", "/requests")["ApplyInvoice"] == {"tries": 2, "accepted": 1}


def test_lost_answer_of_a_read_does_no_harm_to_others(site: Site) -> None:
    visitor, other = site.signed_in(0), site.signed_in(2)
    site.faults(answer_lost_after={"at": "ListInvoices", "account": visitor.account["uid"]})
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        visitor.post("ListInvoices")
    other.call("ListInvoices")


def test_double_submit_lands_twice_where_the_server_does_not_check(site: Site) -> None:
    visitor = site.signed_in(8)
    request = visitor.prepared()
    site.faults(no_server_check={})
    visitor.call("ApplyInvoice", **request)
    visitor.call("ApplyInvoice", **request)
    first, second = site.received()
    assert (first["key"], first["fen"]) == (second["key"], second["fen"])
    assert first["id"] != second["id"]


@pytest.mark.parametrize(("fault", "status"), [("http_500", 500), ("http_429", 429)])
def test_http_error_has_no_effect(site: Site, fault: str, status: int) -> None:
    visitor = site.signed_in()
    request = visitor.prepared()
    site.faults(**{fault: {"count": 1}})
    answer = visitor.post("ApplyInvoice", **request)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert answer.headers["access-control-allow-origin"] == site.console
    assert site.received() == []


def test_too_many_requests_says_when_to_come_back(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(http_429={"ms": 1500})
    assert visitor.post("ListInvoices").headers["retry-after"] == "2"


def test_slow_answer_comes_late(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(slow={"ms": 200, "at": "ListInvoices"})
    started = time.monotonic()
    visitor.call("ListInvoices")
    assert time.monotonic() - started >= 0.2


def test_latency_delays_the_api(site: Site) -> None:
    visitor = site.signed_in()
    site.control("POST", "/settings", {"latency_ms": 100})
    started = time.monotonic()
    visitor.call("ListInvoices")
    assert time.monotonic() - started >= 0.1


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        ("busy", "SystemBusy", "The system is busy. Try again later."),
        (
            "refuse",
            "InvoiceRefused",
            "This account has risky orders under review. Invoices cannot be requested now.",
        ),
        ("token_expired", "PostonlyOrTokenError", "The token has expired. Reload the page."),
    ],
)
def test_business_fault_answers_in_the_language_of_the_console(site: Site, fault: str, code: str, message: str) -> None:
    visitor = site.signed_in()
    request = visitor.prepared()
    visitor.http.cookies.set("aliyun_lang", "en")
    site.faults(**{fault: {}})
    answer = visitor.post("ApplyInvoice", **request).json()
    assert (answer["code"], answer["message"]) == (code, message)
    assert site.received() == []


def test_expired_session_is_ended(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(session_expired={"count": 1})
    assert visitor.refusal("ListInvoices") == "ConsoleNeedLogin"
    assert visitor.refusal("ListInvoices") == "ConsoleNeedLogin"
    assert visitor.http.get(f"{site.console}/").status_code == 302


def test_expired_token_leaves_the_session(site: Site) -> None:
    visitor = site.signed_in()
    site.faults(token_expired={"count": 1})
    assert visitor.refusal("ListInvoices") == "PostonlyOrTokenError"
    visitor.open_page()
    visitor.call("ListInvoices")


def test_risk_check_lets_a_write_pass_with_the_sms_code(site: Site) -> None:
    visitor = site.signed_in(0)
    request = visitor.prepared()
    site.faults(risk={})
    answer = visitor.post("ApplyInvoice", **request).json()
    assert (answer["code"], answer["data"]["verifyType"]) == ("FoundRiskAndDoubleConfirm", "sms")
    wrong = visitor.post("ApplyInvoice", form={"verifyCode": "000000"}, **request).json()
    assert (wrong["code"], site.received()) == ("verifyCodeInvalid", [])
    right = visitor.post("ApplyInvoice", form={"verifyCode": SMS_CODE}, **request).json()
    assert (right["code"], len(site.received())) == ("200", 1)


def test_risk_check_takes_the_one_time_code_of_those_who_have_one(site: Site) -> None:
    visitor = site.signed_in(1)
    request = visitor.prepared()
    site.faults(risk={})
    assert visitor.post("ApplyInvoice", **request).json()["data"]["verifyType"] == "ga"
    # The code of this half minute went into the sign-in.
    code = pyotp.TOTP(visitor.account["totp"]).at(int(time.time()) + 30)
    answer = visitor.post("ApplyInvoice", form={"verifyCode": code}, **request).json()
    assert answer["code"] == "200"
