"""Every fault of the stand-in: how the job ends, and what the stand-in received. None may lead to a second write."""

from __future__ import annotations

import pytest

from agent.model import JobRecord, State
from tests.flows.engine import Engine
from tests.flows.standin import Standin

OTHER_UI = pytest.param("old", marks=pytest.mark.matrix)
# Each language with each generation is a test of test_request_invoice.
PAGES = (("new", "zh-CN"), pytest.param("old", "en", marks=pytest.mark.matrix))


def ends(standin: Standin, engine: Engine, *, ui: str = "new", locale: str = "zh-CN") -> tuple[JobRecord, int]:
    """Run one account and return its record and how many requests were received."""
    (record,) = engine.run(0)
    return record, len(standin.received())


def reached(record: JobRecord) -> tuple[str, str]:
    return record.state, record.reason


@pytest.mark.parametrize("place", ["page", "QueryEvaluateList", "ApplyInvoice"])
def test_slow_answers_are_waited_for(standin: Standin, engine: Engine, place: str) -> None:
    standin.fault("slow", ms=1500, at=place)
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ("http-500", "QueryEvaluateList"),
        ("http-429", "PrepareInvoice"),
        ("busy", "ListInvoiceTypes"),
    ],
)
def test_one_technical_error_before_the_click_is_tried_again(
    standin: Standin, engine: Engine, fault: str, place: str
) -> None:
    standin.fault(fault, count=1, at=place)
    record, received = ends(standin, engine)
    assert (record.state, record.attempts, received) == (State.SETTLED, 2, 1), record.message


def test_one_technical_error_of_the_page_itself_is_tried_again(standin: Standin, engine: Engine) -> None:
    standin.fault("http-500", count=1, at="page")
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message


@pytest.mark.parametrize("fault", ["http-429", "busy"])
def test_lasting_technical_error_before_the_click_fails_with_nothing_sent(
    standin: Standin, engine: Engine, fault: str
) -> None:
    standin.fault(fault, at="QueryEvaluateList")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.FAILED, "console-down", 0), record.message


@pytest.mark.parametrize(
    ("fault", "ui"),
    [("http-500", "new"), ("busy", "old"), ("answer-lost-before", "new")],
)
def test_error_answer_to_the_click_ends_unknown_and_is_not_repeated(
    standin: Standin, engine: Engine, fault: str, ui: str
) -> None:
    standin.reset(ui=ui)
    # The browser may send a request again by itself when a connection dies: the fault stays on.
    standin.fault(fault, at="ApplyInvoice")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.UNKNOWN, "unknown", 0), record.message
    assert record.next_step


def test_answer_that_means_not_looked_at_fails_and_may_be_asked_again(standin: Standin, engine: Engine) -> None:
    standin.fault("http-429", at="ApplyInvoice", count=1)
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.FAILED, "console-down", 0), record.message
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message


@pytest.mark.parametrize(("ui", "locale"), PAGES)
def test_answer_lost_after_click_is_found_not_repeated(standin: Standin, engine: Engine, ui: str, locale: str) -> None:
    standin.reset(ui=ui, locale=locale)
    standin.fault("answer-lost-after", at="ApplyInvoice")
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message
    assert record.receipt is not None


@pytest.mark.parametrize("fault", ["answer-lost-before", "answer-lost-after"])
def test_browser_does_not_repeat_a_request_that_the_console_would_take_twice(
    standin: Standin, engine: Engine, fault: str
) -> None:
    standin.fault(fault, at="ApplyInvoice")
    # By amount the console takes the next orders each time: it would not notice a repetition.
    engine.run(0, amount="12.34", reference="PO-2026-0042")
    assert standin.requests()["ApplyInvoice"]["tries"] == 1
    assert len(standin.received()) == (fault == "answer-lost-after")


@pytest.mark.parametrize(
    ("fault", "place"), [("session-expired", "QueryEvaluateList"), ("token-expired", "PrepareInvoice")]
)
def test_session_lost_before_the_click_is_signed_in_again(
    standin: Standin, engine: Engine, fault: str, place: str
) -> None:
    standin.fault(fault, count=1, at=place)
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message


@pytest.mark.parametrize("fault", ["session-expired", "token-expired"])
def test_session_lost_at_the_click_ends_unknown_and_is_not_repeated(
    standin: Standin, engine: Engine, fault: str
) -> None:
    standin.fault(fault, count=1, at="ApplyInvoice")
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.UNKNOWN, 0), record.message


def test_session_that_always_ends_fails(standin: Standin, engine: Engine) -> None:
    standin.fault("session-expired", at="QueryEvaluateList")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.FAILED, "signed-out", 0), record.message


@pytest.mark.parametrize("ui", ["new", OTHER_UI])
def test_announcement_is_closed(standin: Standin, engine: Engine, ui: str) -> None:
    standin.reset(ui=ui)
    standin.fault("announcement")
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message


@pytest.mark.parametrize(("ui", "locale"), PAGES)
def test_renamed_label_with_a_second_way_settles_and_names_the_drift(
    standin: Standin, engine: Engine, ui: str, locale: str
) -> None:
    standin.reset(ui=ui, locale=locale)
    standin.fault("drift-text", at="fields")
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message
    assert "invoice_issue.next" in {f"{drift.page}.{drift.target}" for drift in record.drifts}


@pytest.mark.parametrize(("ui", "place"), [("new", "all"), ("old", "submit")])
def test_drift_without_a_sure_way_to_submit_parks_with_nothing_sent(
    standin: Standin, engine: Engine, ui: str, place: str
) -> None:
    standin.reset(ui=ui)
    standin.fault("drift-text", at=place)
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.PARKED, "drift", 0), record.message


@pytest.mark.parametrize(("fault", "ui"), [("drift-class", "new"), ("drift-columns", "old")])
def test_drift_of_classes_or_columns_does_no_harm(standin: Standin, engine: Engine, fault: str, ui: str) -> None:
    standin.reset(ui=ui)
    standin.fault(fault)
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message


def test_key_column_renamed_parks_with_nothing_sent(standin: Standin, engine: Engine) -> None:
    standin.fault("drift-columns", at="all")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.PARKED, "drift", 0), record.message


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_business_refusal_is_final_with_the_consoles_words(standin: Standin, engine: Engine, locale: str) -> None:
    standin.reset(locale=locale)
    standin.fault("refuse")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.REFUSED, "refused", 0)
    assert ("风险订单" if locale == "zh-CN" else "risky orders") in record.message


def test_security_verification_parks(standin: Standin, engine: Engine) -> None:
    standin.reset(locale="en", ui="old")
    standin.fault("risk")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.PARKED, "risk", 0), record.message


def test_captcha_at_sign_in_parks(standin: Standin, engine: Engine) -> None:
    standin.fault("captcha")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.PARKED, "captcha", 0), record.message


def test_order_that_stands_in_two_rows_parks(standin: Standin, engine: Engine) -> None:
    standin.fault("double-row", at="orders")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.PARKED, "ambiguous", 0), record.message


def test_request_that_is_listed_twice_is_still_found(standin: Standin, engine: Engine) -> None:
    standin.fault("double-row", at="records")
    record, received = ends(standin, engine)
    assert (record.state, received) == (State.SETTLED, 1), record.message


def test_empty_list_of_orders_is_not_believed(standin: Standin, engine: Engine) -> None:
    standin.fault("empty-table", at="orders")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.FAILED, "console-down", 0), record.message


def test_empty_list_of_requests_after_the_click_ends_unknown(standin: Standin, engine: Engine) -> None:
    standin.fault("empty-table", at="records")
    record, received = ends(standin, engine)
    assert (*reached(record), received) == (State.UNKNOWN, "unknown", 1), record.message
