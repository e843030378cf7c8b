"""What happens to gateways' answers on their way, and what gateways do to callers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from sandbox.courier_weather import HUGE_BYTES
from sandbox.faults import COURIERS
from tests.unit.sandbox_courier import KUAIDI100_PARAM, NUMBER, Couriers
from tests.unit.sandbox_site import Json, running_site

LIFE = ("203", "305", "954", "306", "702")


@pytest.fixture(scope="module")
def server() -> Iterator[Couriers]:
    with running_site() as site:
        yield Couriers(site)


@pytest.fixture
def couriers(server: Couriers) -> Couriers:
    server.site.renew()
    server.parcel(*LIFE)
    return server


def raw(couriers: Couriers, name: str) -> httpx.Response:
    """Send some request to a gateway."""
    paths = {
        "ems": "/amp-prod-api/f/amp/api/open",
        "kuaidi100": "/poll/query.do",
        "kdniao": "/Ebusiness/EbusinessOrderHandle.aspx",
        "17track": "/track/v2.2/getquota",
        "aftership": "/tracking/2026-07/trackings",
    }
    return couriers.site.http.post(couriers.url(name) + paths[name], data={"x": "1"})


@pytest.mark.parametrize("name", COURIERS)
def test_block_page_is_no_json(couriers: Couriers, name: str) -> None:
    couriers.site.faults(block_page={"at": name, "count": 1})
    answer = raw(couriers, name)
    assert (answer.status_code, answer.text[:9]) == (405, "<!doctype")
    assert raw(couriers, name).headers["content-type"] == "application/json"


def test_fault_at_one_gateway_leaves_the_others_alone(couriers: Couriers) -> None:
    couriers.site.faults(http_500={"at": "kdniao"})
    assert {name: raw(couriers, name).status_code for name in COURIERS if raw(couriers, name).status_code == 500} == {
        "kdniao": 500
    }
    couriers.site.faults(http_500={"at": "couriers"})
    assert {raw(couriers, name).status_code for name in COURIERS} == {500}


def test_limit_tells_when_to_come_back_in_three_ways(couriers: Couriers) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    couriers.site.faults(http_429={"at": "ems", "ms": 90_000})
    assert (couriers.ems().status_code, couriers.ems().headers["retry-after"]) == (429, "90")
    couriers.site.faults(http_429_date={"at": "ems", "ms": 90_000})
    answer = couriers.ems()
    assert answer.status_code == 429
    assert abs(parsedate_to_datetime(answer.headers["retry-after"]) - soon) < timedelta(seconds=20)
    couriers.site.faults(http_429_reset={"at": "ems", "ms": 90_000})
    answer = couriers.ems()
    assert (answer.status_code, "retry-after" in answer.headers) == (429, False)
    assert abs(int(answer.headers["x-ratelimit-reset"]) - soon.timestamp()) < 20


def test_slow_gateway_answers_late(couriers: Couriers) -> None:
    couriers.site.faults(slow={"at": "ems", "ms": 200})
    started = time.monotonic()
    assert couriers.ems().status_code == 200
    assert time.monotonic() - started >= 0.2


def test_redirect_leads_to_another_host_that_shows_who_followed(couriers: Couriers) -> None:
    couriers.site.faults(redirect={"at": "ems"})
    answer = couriers.ems()
    assert (answer.status_code, answer.next_request and answer.next_request.url.host) == (307, "localhost")
    assert couriers.site.control("GET", "/requests")["ems"] == {"tries": 1, "accepted": 0}
    # As a client would that follows; by hand, as the name might lead to an address at which nobody listens.
    sent = answer.request
    headers = {"Host": f"localhost:{sent.url.port}", "Content-Type": sent.headers["content-type"]}
    assert couriers.site.http.post(sent.url, content=sent.content, headers=headers).status_code == 200
    assert couriers.site.control("GET", "/requests")["ems"] == {"tries": 2, "accepted": 1}


def test_json_is_cut_short(couriers: Couriers) -> None:
    couriers.site.faults(cut_json={"at": "ems"})
    answer = couriers.ems()
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|unexpected end|Expecting|decode"):
        answer.json()


def test_body_is_empty(couriers: Couriers) -> None:
    couriers.site.faults(empty_body={"at": "ems"})
    assert (couriers.ems().status_code, couriers.ems().content) == (200, b"")


def test_body_is_in_gbk_and_does_not_say_so(couriers: Couriers) -> None:
    couriers.site.faults(gbk_body={"at": "ems"})
    answer = couriers.ems()
    assert answer.headers["content-type"] == "application/json"
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()
    assert json.loads(answer.content.decode("gbk"))["retMsg"] == "查询结果正常返回！"


def test_body_is_in_another_charset_than_it_says(couriers: Couriers) -> None:
    couriers.site.faults(wrong_charset={"at": "ems"})
    answer = couriers.ems()
    assert answer.charset_encoding == "gbk"
    assert json.loads(answer.content)["retMsg"] == "查询结果正常返回！"


def test_body_is_huge_and_right_in_the_end(couriers: Couriers) -> None:
    couriers.site.faults(huge_body={"at": "ems"})
    answer = couriers.ems()
    assert len(answer.content) > HUGE_BYTES
    assert answer.json()["retCode"] == "00000"


def test_empty_answer_is_as_if_nothing_were_known(couriers: Couriers) -> None:
    couriers.site.faults(empty_answer={"at": "couriers"})
    reply = couriers.ems().json()
    assert (reply["retCode"], reply["retMsg"], reply["retBody"]) == ("00000", "无查询信息", "")
    assert (couriers.kuaidi100()["returnCode"], couriers.kdniao()["Traces"]) == ("500", [])


def test_body_is_an_object_in_place_of_a_text(couriers: Couriers) -> None:
    couriers.site.faults(body_object={})
    assert len(couriers.ems().json()["retBody"]["responseItems"]) == len(LIFE)


def test_events_come_twice(couriers: Couriers) -> None:
    couriers.site.faults(double_event={"at": "ems"})
    items = couriers.ems_items()
    assert items[::2] == items[1::2]
    assert [item["opCode"] for item in items[::2]] == list(LIFE)


def test_events_come_out_of_order(couriers: Couriers) -> None:
    couriers.site.faults(shuffled_events={"at": "couriers"})
    items = couriers.ems_items()
    assert [item["opCode"] for item in items] != list(LIFE)
    assert sorted(item["opCode"] for item in items) == sorted(LIFE)
    assert (couriers.kdniao()["State"], couriers.kdniao()["StateEx"]) == ("2", "202")


def test_clock_of_the_carrier_is_ahead(couriers: Couriers) -> None:
    right = couriers.ems_items()[-1]["opTime"]
    couriers.site.faults(clock_skew={"at": "ems", "ms": 7_200_000})
    skewed = couriers.ems_items()[-1]["opTime"]
    assert datetime.fromisoformat(skewed) - datetime.fromisoformat(right) == timedelta(hours=2)


def test_quota_is_used_up_everywhere(couriers: Couriers) -> None:
    couriers.site.faults(no_quota={"at": "couriers"})
    assert couriers.ems().json()["retCode"] != "00000"
    assert couriers.kuaidi100()["returnCode"] == "601"
    assert couriers.kdniao()["Reason"] == "业务错误[没有可用套餐]"
    rejected = couriers.track17("register", [{"number": NUMBER}]).json()["data"]["rejected"]
    assert rejected[0]["error"]["code"] == -18019908
    assert couriers.aftership().status_code == 403


def told(couriers: Couriers, param: str = KUAIDI100_PARAM) -> list[str]:
    """Return the newest event that kuaidi100 tells, if any."""
    reply: Json = couriers.kuaidi100(param)
    return [datum["statusCode"] for datum in reply.get("data", [])[:1]]


def test_number_asked_too_often_is_locked_for_a_day(couriers: Couriers) -> None:
    for _ in range(49):
        assert told(couriers) == ["5"]
    couriers.later(60)
    events = [{"code": "702", "after_s": -3600}, {"code": "704", "after_s": -1}]
    couriers.site.control("POST", "/parcels", {"number": NUMBER, "events": events})
    assert (told(couriers), couriers.kdniao()["State"]) == (["5"], "3")
    couriers.later(86_400)
    assert told(couriers) == ["301"]


def test_questions_that_kuaidi100_minds_can_be_counted(couriers: Couriers) -> None:
    for _ in range(50):
        couriers.kuaidi100()
    couriers.ems()
    asked = couriers.site.control("GET", "/asked")
    assert asked.keys() == {"kuaidi100"}
    assert asked["kuaidi100"]["locked"] == 2
    assert {number: len(moments) for number, moments in asked["kuaidi100"]["numbers"].items()} == {NUMBER: 50}


def test_number_asked_every_half_hour_is_not_locked(couriers: Couriers) -> None:
    couriers.life("delivered")
    for _ in range(160):
        couriers.later(1800)
        newest = told(couriers)
    assert newest == ["301"]


def test_lock_can_be_switched_on(couriers: Couriers) -> None:
    couriers.site.faults(number_locked={})
    assert couriers.kuaidi100()["returnCode"] == "500"
    assert couriers.ems().json()["retCode"] == "00000"
