"""kdniao: signature, question, answers."""

from __future__ import annotations

from typing import Any

import pytest

from agent.tracking.carrier import Credentials
from agent.tracking.carriers import kdniao
from agent.tracking.result import ErrorKind, Tracked
from agent.tracking.state import ParcelState
from tests.tracking.answers import NOW, NUMBER, body, form, got, kind

WHO = Credentials("1000001", "test-api-key")
PICKED_UP = {"AcceptTime": "2026-01-03 17:36:24", "AcceptStation": "已收件", "Location": "杭州市", "Action": "1"}
SIGNED = {"AcceptTime": "2026-01-05 10:20:30", "AcceptStation": "描述", "Location": "", "Action": ""}


def answer(state: str, *traces: dict[str, str], **more: object) -> dict[str, Any]:
    return {"LogisticCode": NUMBER, "Success": True, "State": state, "Traces": list(traces), **more}


def decode(told: object) -> Any:
    return kdniao.decode(200, {}, body(told), [NUMBER])[NUMBER]


def test_question_is_that_of_the_known_answer() -> None:
    (request,) = kdniao.encode([NUMBER], WHO, NOW)
    assert (request.method, request.path) == ("POST", "/Ebusiness/EbusinessOrderHandle.aspx")
    assert form(request) == {
        "RequestData": '{"OrderCode":"","ShipperCode":"EMS","LogisticCode":"1012345678503"}',
        "EBusinessID": "1000001",
        "RequestType": "1002",
        "DataSign": "Zjc3MGI5ZGQ1ZThkOTIwNjdlM2ExOTJjY2IwZGRmN2Q=",
        "DataType": "2",
    }


def test_parcel_post_has_a_code_of_its_own() -> None:
    (request,) = kdniao.encode(["9912345678101"], WHO, NOW, request_type="8001")
    assert '"YZPY"' in form(request)["RequestData"]
    assert form(request)["RequestType"] == "8001"


def test_answer_is_read() -> None:
    read = got(decode(answer("3", PICKED_UP, SIGNED, StateEx="301")))
    assert [event.state for event in read.events] == [ParcelState.PICKED_UP, ParcelState.DELIVERED]
    assert read.events[0].place == "杭州市"


def test_finer_state_goes_before_the_coarse_one() -> None:
    assert got(decode(answer("2", PICKED_UP, SIGNED, StateEx="202"))).state is ParcelState.OUT_FOR_DELIVERY
    assert got(decode(answer("2", PICKED_UP, SIGNED, StateEx="999"))).state is ParcelState.IN_TRANSIT


@pytest.mark.parametrize("is_success", [True, False])
def test_no_traces_mean_no_record_yet(is_success: bool) -> None:
    assert decode(answer("0", Success=is_success, Reason="暂无轨迹信息")) == Tracked(NUMBER)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("非法参数[请核实ID和key]", ErrorKind.AUTH),
        ("业务错误[没有可用套餐]", ErrorKind.QUOTA),
        ("无效的输入[【ShipperCode】]", ErrorKind.BAD_NUMBER),
        ("请求过于频繁", ErrorKind.RATE_LIMITED),
        ("系统错误", ErrorKind.CARRIER_DOWN),
        ("", ErrorKind.REFUSED),
    ],
)
def test_refusal_is_an_error_by_its_words(reason: str, expected: ErrorKind) -> None:
    assert kind(decode({"Success": False, "Reason": reason})) is expected


@pytest.mark.parametrize("told", [{}, {"Success": "yes"}, answer("3", LogisticCode="1"), answer("3", {"a": "b"})])
def test_answer_of_another_shape_or_parcel_is_unreadable(told: object) -> None:
    assert kind(decode(told)) is ErrorKind.UNREADABLE
