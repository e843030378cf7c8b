"""kuaidi100: signature, question, both shapes of the answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.tracking.carriers import kuaidi100
from agent.tracking.result import ErrorKind, Tracked
from agent.tracking.state import ParcelState
from tests.tracking.answers import NOW, NUMBER, OTHER, body, form, got, kind

SIGNED = '{"com":"ems","num":"1012345678503","resultv2":"4","show":"0","order":"desc"}'


def item(at: str, code: str = "", text: str = "描述") -> dict[str, str]:
    return {"time": at, "ftime": at, "context": text, "areaName": "浙江,杭州市", "statusCode": code, "location": ""}


def answer(state: str, *items: dict[str, str]) -> dict[str, Any]:
    return {"message": "ok", "nu": NUMBER, "com": "ems", "status": "200", "state": state, "data": list(items)}


def decode(told: object) -> Any:
    return kuaidi100.decode(200, {}, body(told), [NUMBER])[NUMBER]


def test_signature_is_that_of_the_known_answer() -> None:
    assert kuaidi100.signature(SIGNED, OTHER) == "9157B0605465D9BBAC0F090177755051"


def test_question_is_signed_as_it_is_sent() -> None:
    (request,) = kuaidi100.encode([NUMBER], OTHER, NOW)
    fields = form(request)
    assert (request.method, request.path) == ("POST", "/poll/query.do")
    assert json.loads(fields["param"]) == {"com": "ems", "num": NUMBER, "resultv2": "4", "show": "0"}
    assert fields["customer"] == "TESTCUSTOMER0001"
    assert fields["sign"] == kuaidi100.signature(fields["param"], OTHER)


@pytest.mark.parametrize(
    ("number", "company"),
    [("9912345678101", "youzhengguonei"), ("EA123456785CN", "emsguoji"), ("RR123456785CN", "youzhengguoji")],
)
def test_company_is_that_of_the_number(number: str, company: str) -> None:
    (request,) = kuaidi100.encode([number], OTHER, NOW)
    assert json.loads(form(request)["param"])["com"] == company


def test_answer_with_the_newest_first_is_turned_round() -> None:
    told = answer("3", item("2026-01-05 10:20:30", "301"), item("2026-01-03 17:36:24", "103"))
    read = got(decode(told))
    assert [event.state for event in read.events] == [ParcelState.PICKED_UP, ParcelState.DELIVERED]
    assert (read.state, read.events[-1].place) == (ParcelState.DELIVERED, "浙江,杭州市")


def test_state_of_the_parcel_is_that_of_the_newest_event_without_a_code() -> None:
    read = got(decode(answer("5", item("2026-01-05 10:20:30"), item("2026-01-03 17:36:24", text="已揽收"))))
    assert [event.state for event in read.events] == [ParcelState.PICKED_UP, ParcelState.OUT_FOR_DELIVERY]


@pytest.mark.parametrize(
    ("state", "expected"),
    [("4", ParcelState.RETURNED), ("6", ParcelState.RETURNING), ("14", ParcelState.RETURNING)],
)
def test_parcel_on_its_way_back_is_seen(state: str, expected: ParcelState) -> None:
    assert got(decode(answer(state, item("2026-01-05 10:20:30")))).state is expected


@pytest.mark.parametrize(
    "told",
    [
        {"result": False, "returnCode": "500", "message": "查询无结果，请隔段时间再查"},
        {"message": "x", "status": "201", "state": "0", "data": []},
        answer("0"),
    ],
)
def test_no_result_means_no_record_yet(told: object) -> None:
    assert decode(told) == Tracked(NUMBER)


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        ("400", "提交的数据不完整", ErrorKind.BAD_NUMBER),
        ("400", "贵公司没授权", ErrorKind.AUTH),
        ("408", "电话校验不通过", ErrorKind.BAD_NUMBER),
        ("501", "服务器错误", ErrorKind.CARRIER_DOWN),
        ("502", "服务器繁忙", ErrorKind.CARRIER_DOWN),
        ("503", "验证签名失败", ErrorKind.AUTH),
        ("600", "您不是合法的订阅者", ErrorKind.AUTH),
        ("601", "KEY已过期", ErrorKind.QUOTA),
        ("999", "某某", ErrorKind.REFUSED),
    ],
)
def test_failure_has_another_shape(code: str, said: str, expected: ErrorKind) -> None:
    error = decode({"result": False, "returnCode": code, "message": said})
    assert (error.kind, error.code, error.text) == (expected, code, said)


@pytest.mark.parametrize("told", [{}, {**answer("3"), "nu": "1100000001403"}, answer("3", item("gestern"))])
def test_answer_of_another_shape_or_parcel_is_unreadable(told: object) -> None:
    assert kind(decode(told)) is ErrorKind.UNREADABLE
