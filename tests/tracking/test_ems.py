"""EMS open platform: known answers of the cipher, both forms of the question, and what is made of the answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.parser import BytesParser
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import InputError
from agent.tracking.carrier import Credentials
from agent.tracking.carriers import ems
from agent.tracking.carriers.ems_cipher import decrypted, encrypted
from agent.tracking.result import ErrorKind, Tracked
from agent.tracking.state import ParcelState
from tests.tracking.answers import DELIVERED, EMS, KEY, NOW, NUMBER, body, ems_answer, ems_item, form, got, kind

QUESTION = '{"waybillNo":"1012345678503"}'
CLOSED = (
    "|$4|lZFGSXu9vFOUWVoFF/X8NFvAOXyt2JFgDrj8wgTXRHX++Q9qL82C2jxcJhNmorLUMl1QH9ahSF9rrKTItnvJYA=="  # of the fact sheet
)


def decode(answer: object, status: int = 200) -> Any:
    return ems.decode(status, {}, body(answer), [NUMBER])[NUMBER]


def test_sm4_is_that_of_the_standard() -> None:
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(SM4(block), ECB()).encryptor()
    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_question_is_encrypted_as_other_clients_do() -> None:
    assert encrypted(QUESTION, KEY) == CLOSED
    assert decrypted(CLOSED, KEY) == QUESTION


@given(st.text())
def test_what_was_encrypted_is_decrypted(text: str) -> None:
    assert decrypted(encrypted(text, KEY), KEY) == text.removesuffix(KEY)


@pytest.mark.parametrize("broken", [CLOSED[:-8], CLOSED[:-3], "|$4|", "|$4|???", "|$|" + CLOSED[4:]])
def test_what_the_key_does_not_open_is_none(broken: str) -> None:
    assert decrypted(broken, KEY) is None


@pytest.mark.parametrize("key", ["", "short", "MDEyMzQ1", "密钥"])
def test_key_that_is_none_is_said_so(key: str) -> None:
    with pytest.raises(InputError, match="EMS sign key") as caught:
        encrypted(QUESTION, key)
    assert key not in caught.value.what or not key


def test_form_holds_the_documented_fields() -> None:
    (request,) = ems.encode([NUMBER], EMS, NOW)
    assert (request.method, request.path, request.numbers) == ("POST", "/open", (NUMBER,))
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert form(request) == {
        "apiCode": "040001",
        "senderNo": "1100000000001",
        "authorization": "AUTHORIZATION0001",
        "msgType": "0",
        "timeStamp": "2026-01-05 10:20:30",
        "version": "V1.0.0",
        "logitcsInterface": CLOSED,
    }


def test_multipart_holds_the_same_fields_as_the_form() -> None:
    (plain,), (request,) = ems.encode([NUMBER], EMS, NOW), ems.encode([NUMBER], EMS, NOW, is_multipart=True)
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + request.body).get_payload()
    assert isinstance(parts, list)
    read = {str(part.get_param("name", header="content-disposition")): str(part.get_payload()) for part in parts}  # type: ignore[union-attr]
    assert read == form(plain)


def test_each_number_is_asked_for_once_by_a_request_of_its_own() -> None:
    requests = ems.encode([NUMBER, "1100000001403", NUMBER], EMS, NOW)
    assert [request.numbers for request in requests] == [(NUMBER,), ("1100000001403",)]


def test_older_customers_send_their_key_and_trials_go_to_the_trial_system() -> None:
    (request,) = ems.encode([NUMBER], Credentials("1", KEY, is_trial=True), NOW)
    assert request.path == "/test"
    assert form(request)["authorization"] == KEY


def test_secrets_are_not_in_the_repr() -> None:
    shown = repr((EMS, ems.encode([NUMBER], EMS, NOW)))
    assert KEY not in shown
    assert "AUTHORIZATION0001" not in shown


def test_answer_is_read_with_times_of_shanghai() -> None:
    read = got(decode(ems_answer(*DELIVERED)))
    assert read.state is ParcelState.DELIVERED
    last = read.events[-1]
    assert (last.at, last.code, last.text) == (datetime(2026, 1, 5, 2, 20, 30, tzinfo=UTC), "704", "名称 描述")
    assert last.place == "浙江省 杭州市测试揽投部"


def test_body_may_be_text_or_object_or_list_and_gbk() -> None:
    answer = ems_answer(*DELIVERED)
    read = decode(answer)
    held = json.loads(answer["retBody"])
    for form_of_body in (held, held["responseItems"]):
        assert decode({**answer, "retBody": form_of_body}) == read
    assert ems.decode(200, {}, body(answer, "gbk"), [NUMBER])[NUMBER] == read
    assert decode({"code": "00000", "retBody": answer["retBody"], "new": {"field": [1]}}) == read


@pytest.mark.parametrize(
    "told",
    ['{"responseItems":[]}', '{"responseItems":null}', "", "null", None, {}, [], {"responseItems": []}, "无查询信息"],
)
def test_empty_body_means_no_record_yet(told: object) -> None:
    assert decode({"retCode": "00000", "retMsg": "无查询信息", "retBody": told}) == Tracked(NUMBER)


@pytest.mark.parametrize(
    "told", ['{"responseItems":[{"opTi', {"items": [{}]}, 7, [7], [{"opTime": "never"}], {"responseItems": {"a": 1}}]
)
def test_body_in_another_format_is_not_taken_for_empty(told: object) -> None:
    assert kind(decode({"retCode": "00000", "retBody": told})) is ErrorKind.UNREADABLE


def test_events_of_another_parcel_are_not_taken() -> None:
    other = ems_item("704", "2026-01-05 10:20:30", waybillNo="1100000001403", traceNo="1100000001403")
    assert got(decode(ems_answer(DELIVERED[0], other))).state is ParcelState.PICKED_UP
    assert kind(decode(ems_answer(other))) is ErrorKind.UNREADABLE


def test_item_of_few_fields_and_one_without_time_do_no_harm() -> None:
    read = got(decode(ems_answer({"opTime": "2026/1/4 5:11", "opCode": 989}, {"opCode": "704"})))
    assert [(event.code, event.state) for event in read.events] == [("989", ParcelState.IN_TRANSIT)]


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        ("S00002", "解密失败", ErrorKind.AUTH),
        ("S00003", "授权码不存在", ErrorKind.AUTH),
        ("B00001", "运单号格式错误", ErrorKind.BAD_NUMBER),
        ("B03", "没有找到数据", ErrorKind.NOT_FOUND),
        ("S00009", "请求过于频繁", ErrorKind.RATE_LIMITED),
        ("S00010", "可用次数不足", ErrorKind.QUOTA),
        ("S07", "系统异常", ErrorKind.CARRIER_DOWN),
        ("B00", "某某", ErrorKind.REFUSED),
    ],
)
def test_other_code_is_an_error_by_its_words(code: str, said: str, expected: ErrorKind) -> None:
    error = decode({"retCode": code, "retMsg": said, "retBody": ""})
    assert (error.number, error.kind, error.code, error.text) == (NUMBER, expected, code, said)


def test_answer_without_a_code_is_unreadable() -> None:
    assert kind(decode({"retMsg": "ok"})) is ErrorKind.UNREADABLE
