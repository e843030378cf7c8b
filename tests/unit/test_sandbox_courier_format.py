"""The gateways' wire formats, keys and signatures, held against known answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from sandbox.courier_ems import decrypt, encrypt
from sandbox.courier_kdniao import sign
from sandbox.courier_view import md5_hex
from tests.unit.sandbox_courier import (
    EMS_BODY,
    EMS_FIELDS,
    EMS_KEY,
    EMS_PUSHED,
    EMS_PUSHED_SEALED,
    EMS_SEALED,
    KDNIAO_DATA,
    KDNIAO_SIGN,
    KUAIDI100_PARAM,
    KUAIDI100_SIGN,
    NUMBER,
    Couriers,
    seal,
)
from tests.unit.sandbox_site import running_site

UNKNOWN = "1298765432603"


@pytest.fixture(scope="module")
def server() -> Iterator[Couriers]:
    with running_site() as site:
        yield Couriers(site)


@pytest.fixture
def couriers(server: Couriers) -> Couriers:
    server.site.renew()
    return server


def test_ems_bodies_are_sealed_as_others_seal_them() -> None:
    assert encrypt(EMS_BODY, EMS_KEY) == EMS_SEALED == seal(EMS_BODY)
    assert encrypt(EMS_PUSHED, EMS_KEY, is_signed=False) == EMS_PUSHED_SEALED
    assert decrypt(EMS_SEALED, EMS_KEY) == EMS_BODY


@pytest.mark.parametrize("sealed", ["", EMS_BODY, "|$|" + EMS_SEALED[4:], EMS_SEALED[:-4], EMS_PUSHED_SEALED, "|$4|??"])
def test_ems_body_that_is_not_sealed_right_is_refused(couriers: Couriers, sealed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decrypt(sealed, EMS_KEY)
    assert couriers.ems(logitcsInterface=sealed).json()["retCode"] in ("S00002", "B00001")


def test_ems_answers_with_events_in_a_text_oldest_first(couriers: Couriers) -> None:
    couriers.parcel("203", "954", "306", "702", "704")
    reply = couriers.ems().json()
    assert reply.keys() == {"serialNo", "retCode", "retMsg", "retBody", "retDate", "success"}
    items = json.loads(reply["retBody"])["responseItems"]
    assert [item["opCode"] for item in items] == ["203", "954", "306", "702", "704"]
    assert [item["opTime"] for item in items] == sorted(item["opTime"] for item in items)
    always = {"traceNo", "waybillNo", "opTime", "opCode", "opName", "opDesc", "opOrgCity", "opOrgCode", "productName"}
    assert all(item.keys() >= always for item in items)
    assert (items[-1]["opName"], items[-1]["deliverCode"]) == ("投递结果反馈-妥投", "10")


def test_ems_leaves_optional_fields_away_at_times(couriers: Couriers) -> None:
    couriers.parcel("203", "954", "954", "306", every_s=61)
    assert len({frozenset(item) for item in couriers.ems_items()}) == 2


@pytest.mark.parametrize("path", ["open", "test"])
def test_ems_takes_a_multipart_form(couriers: Couriers, path: str) -> None:
    couriers.parcel("203")
    parts = {name: (None, value) for name, value in EMS_FIELDS.items()}
    reply = couriers.site.http.post(f"{couriers.url('ems')}/amp-prod-api/f/amp/api/{path}", files=parts).json()
    assert reply["retCode"] == "00000"
    assert NUMBER in reply["retBody"]


def test_ems_knows_nothing_of_an_unknown_number(couriers: Couriers) -> None:
    reply = couriers.ems(UNKNOWN).json()
    assert (reply["retCode"], reply["retMsg"], json.loads(reply["retBody"])) == (
        "00000",
        "无查询信息",
        {"responseItems": []},
    )


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("senderNo", "1100000000002", "S00003"),
        ("authorization", "another", "S00003"),
        ("logitcsInterface", seal(EMS_BODY, "ZmVkY2JhOTg3NjU0MzIxMA=="), "S00002"),
        ("logitcsInterface", seal("{}"), "B00001"),
        ("apiCode", "020003", "S00004"),
        ("timeStamp", "", "B00001"),
    ],
)
def test_ems_refuses(couriers: Couriers, field: str, value: str, code: str) -> None:
    reply = couriers.ems(**{field: value}).json()
    assert (reply["retCode"], reply["success"], reply["retBody"]) == (code, False, None)


def test_kuaidi100_and_kdniao_sign_as_others_sign() -> None:
    assert md5_hex(f"{KUAIDI100_PARAM}TESTKEY0001TESTCUSTOMER0001").upper() == KUAIDI100_SIGN
    assert sign(KDNIAO_DATA, "test-api-key") == KDNIAO_SIGN


def test_kuaidi100_answers_newest_first(couriers: Couriers) -> None:
    couriers.parcel("203", "702", "704")
    reply = couriers.kuaidi100()
    said = (reply["message"], reply["nu"], reply["ischeck"], reply["status"], reply["state"])
    assert said == ("ok", NUMBER, "1", "200", "3")
    assert [datum["statusCode"] for datum in reply["data"]] == ["301", "5", "103"]
    plain = couriers.kuaidi100('{"com":"ems","num":"1012345678503","order":"asc"}')["data"]
    assert plain[0].keys() == {"time", "ftime", "context"}
    assert plain[0]["time"] < plain[-1]["time"]


@pytest.mark.parametrize(
    ("param", "fields", "code"),
    [
        (KUAIDI100_PARAM, {"sign": KUAIDI100_SIGN.lower()}, "503"),
        (KUAIDI100_PARAM, {"customer": "SOMEBODY"}, "600"),
        (KUAIDI100_PARAM.replace('"ems"', '"sf"'), {}, "400"),
        ("not json", {}, "400"),
        (KUAIDI100_PARAM.replace(NUMBER, UNKNOWN), {}, "500"),
    ],
)
def test_kuaidi100_fails_in_another_shape(couriers: Couriers, param: str, fields: dict[str, str], code: str) -> None:
    couriers.parcel("203")
    reply = couriers.kuaidi100(param, **fields)
    assert (reply["result"], reply["returnCode"]) == (False, code)
    assert reply.keys() == {"result", "returnCode", "message"}


def test_kuaidi100_takes_no_json(couriers: Couriers) -> None:
    answer = couriers.site.http.post(f"{couriers.url('kuaidi100')}/poll/query.do", json={"param": KUAIDI100_PARAM})
    assert (answer.status_code, answer.json()["returnCode"]) == (200, "400")


def test_kuaidi100_takes_each_subscription_once(couriers: Couriers) -> None:
    wish = {
        "company": "ems",
        "number": NUMBER,
        "key": "TESTKEY0001",
        "parameters": {"callbackurl": "http://127.0.0.1/"},
    }
    codes = []
    for param in (
        wish,
        wish,
        {**wish, "key": "x"},
        {**wish, "number": UNKNOWN, "company": "sf"},
        {**wish, "number": ""},
    ):
        form = {"schema": "json", "param": json.dumps(param)}
        codes.append(couriers.site.http.post(f"{couriers.url('kuaidi100')}/poll", data=form).json()["returnCode"])
    assert codes == ["200", "501", "601", "701", "700"]


@pytest.mark.parametrize("kind", ["1002", "8001"])
def test_kdniao_answers_oldest_first(couriers: Couriers, kind: str) -> None:
    couriers.parcel("203", "954", "702", "704")
    reply = couriers.kdniao(kind=kind)
    said = (reply["Success"], reply["State"], reply["StateEx"], reply["LogisticCode"], reply["EBusinessID"])
    assert said == (True, "3", "301", NUMBER, "1000001")
    assert [trace["Action"] for trace in reply["Traces"]] == ["1", "204", "202", "301"]


def test_kdniao_takes_values_that_are_quoted_twice(couriers: Couriers) -> None:
    couriers.parcel("203")
    reply = couriers.kdniao(RequestData=quote(KDNIAO_DATA), DataSign=quote(KDNIAO_SIGN))
    assert (reply["Success"], reply["State"]) == (True, "1")


@pytest.mark.parametrize(
    ("data", "fields", "reason"),
    [
        (KDNIAO_DATA, {"DataSign": base64.b64encode(b"x").decode()}, "非法参数"),
        (KDNIAO_DATA, {"EBusinessID": "1"}, "非法参数"),
        (KDNIAO_DATA.replace("EMS", "SF"), {}, "无效的输入[【ShipperCode】"),
        (KDNIAO_DATA.replace(NUMBER, ""), {}, "无效的输入[【LogisticCode】"),
        (KDNIAO_DATA, {"RequestType": "9"}, "非法参数"),
    ],
)
def test_kdniao_refuses(couriers: Couriers, data: str, fields: dict[str, str], reason: str) -> None:
    reply = couriers.kdniao(data, **fields)
    assert (reply["Success"], reply["Reason"][: len(reason)]) == (False, reason)


def test_kdniao_knows_nothing_of_an_unknown_number(couriers: Couriers) -> None:
    reply = couriers.kdniao()
    assert (reply["State"], reply["Reason"], reply["Traces"]) == ("0", "暂无轨迹信息", [])


def test_kdniao_tells_whose_number_it_is(couriers: Couriers) -> None:
    shippers = couriers.kdniao('{"LogisticCode":"EA123456785CN"}', "2002")["Shippers"]
    assert [shipper["ShipperCode"] for shipper in shippers] == ["EMS", "YZPY"]
