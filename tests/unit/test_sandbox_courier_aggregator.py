"""The gateways at which numbers are entered first: 17TRACK and AfterShip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.sandbox_courier import NUMBER, Couriers
from tests.unit.sandbox_site import Json, running_site

UNKNOWN = "1298765432603"
ASKED = [{"number": NUMBER, "carrier": 3013}]


@pytest.fixture(scope="module")
def server() -> Iterator[Couriers]:
    with running_site() as site:
        yield Couriers(site)


@pytest.fixture
def couriers(server: Couriers) -> Couriers:
    server.site.renew()
    return server


def code_of(reply: Json) -> int:
    """Return why the only number of a call was rejected."""
    (rejected,) = reply["data"]["rejected"]
    code: int = rejected["error"]["code"]
    return code


def test_17track_tells_a_registered_number(couriers: Couriers) -> None:
    couriers.parcel("203", "954", "702")
    registered = couriers.track17("register", [{**ASKED[0], "tag": "INV-1"}]).json()
    assert (registered["code"], registered["data"]["rejected"]) == (0, [])
    (told,) = couriers.track17("gettrackinfo", ASKED).json()["data"]["accepted"]
    assert (told["number"], told["carrier"], told["tag"]) == (NUMBER, 3013, "INV-1")
    info = told["track_info"]
    assert info["latest_status"]["status"] == "OutForDelivery"
    events = info["tracking"]["providers"][0]["events"]
    assert events[0] == info["latest_event"]
    assert [event["sub_status"] for event in events][1:] == ["InTransit_Other", "InTransit_PickedUp"]
    assert (events[0]["time_iso"][-6:], events[0]["time_utc"][-1]) == ("+08:00", "Z")


def test_17track_rejects_one_number_and_takes_another(couriers: Couriers) -> None:
    reply = couriers.track17(
        "register", [*ASKED, {"number": "ab?", "carrier": 3013}, {"number": UNKNOWN, "carrier": 1}]
    )
    data = reply.json()["data"]
    assert [one["number"] for one in data["accepted"]] == [NUMBER]
    assert [one["error"]["code"] for one in data["rejected"]] == [-18010012, -18019903]
    assert code_of(couriers.track17("register", ASKED).json()) == -18019901


def test_17track_wants_numbers_registered_and_asked_with_their_carrier(couriers: Couriers) -> None:
    assert code_of(couriers.track17("gettrackinfo", ASKED).json()) == -18019902
    couriers.track17("register", ASKED)
    assert code_of(couriers.track17("gettrackinfo", [{"number": NUMBER, "carrier": 3011}]).json()) == -18019910


def test_17track_says_not_found_only_after_a_while(couriers: Couriers) -> None:
    couriers.track17("register", ASKED)
    assert code_of(couriers.track17("gettrackinfo", ASKED).json()) == -18019909
    couriers.later(3600)
    (told,) = couriers.track17("gettrackinfo", ASKED).json()["data"]["accepted"]
    assert told["track_info"]["latest_status"]["status"] == "NotFound"


def test_17track_takes_forty_numbers_and_not_one_more(couriers: Couriers) -> None:
    asked = [{"number": f"11000000{serial:05d}"} for serial in range(41)]
    assert len(couriers.track17("register", asked[:40]).json()["data"]["accepted"]) == 40
    reply = couriers.track17("gettrackinfo", asked).json()
    assert reply["data"]["errors"][0]["code"] == reply["code"] == -18010012


def test_17track_takes_three_calls_a_second(couriers: Couriers) -> None:
    # More than would be needed: a busy machine may take longer over them.
    statuses = [couriers.track17("getquota", []).status_code for _ in range(20)]
    assert (statuses[:3], set(statuses)) == ([200] * 3, {200, 429})


def test_17track_refuses_a_wrong_token(couriers: Couriers) -> None:
    answer = couriers.track17("gettrackinfo", ASKED, token="x")
    assert (answer.status_code, answer.json()["data"]["errors"][0]["code"]) == (401, -18010002)


def test_17track_goes_on_only_after_a_stop(couriers: Couriers) -> None:
    couriers.track17("register", ASKED)
    assert code_of(couriers.track17("retrack", ASKED).json()) == -18019904
    assert couriers.track17("stoptrack", ASKED).json()["data"]["rejected"] == []


def test_aftership_tells_a_number_that_was_added(couriers: Couriers) -> None:
    couriers.parcel("203", "705")
    added = couriers.aftership("POST", json={"tracking_number": NUMBER, "slug": "china-ems", "title": "INV-1"})
    assert (added.status_code, added.json()["meta"]["code"]) == (201, 201)
    answer = couriers.aftership(params={"tracking_numbers": f"{NUMBER},{UNKNOWN}"})
    (told,) = answer.json()["data"]["trackings"]
    assert (told["tracking_number"], told["slug"], told["tag"], told["active"]) == (
        NUMBER,
        "china-ems",
        "AttemptFail",
        True,
    )
    assert [checkpoint["raw_tag"] for checkpoint in told["checkpoints"]] == ["203", "705"]
    assert couriers.aftership(path=f"/{told['id']}").json()["data"]["id"] == told["id"]
    assert answer.headers["x-ratelimit-limit"] == "6"


def test_aftership_gives_up_a_number_nobody_knows(couriers: Couriers) -> None:
    added = couriers.aftership("POST", json={"tracking_number": UNKNOWN}).json()["data"]
    assert (added["tag"], added["active"]) == ("Pending", True)
    couriers.later(30 * 86_400)
    told = couriers.aftership(path=f"/{added['id']}").json()["data"]
    assert (told["tag"], told["active"]) == ("Expired", False)


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("POST", "", {"content": b"{"}, 400, 4001),
        ("POST", "", {"json": {"tracking_number": "1"}}, 400, 4005),
        ("POST", "", {"json": {"tracking_number": NUMBER, "slug": "nobody"}}, 400, 4010),
        ("GET", "/0", {}, 404, 4004),
        ("POST", "/0/retrack", {}, 404, 4004),
        ("GET", "", {"params": {"limit": "201"}}, 400, 400),
        ("GET", "", {"key": "another"}, 401, 401),
    ],
)
def test_aftership_refuses(couriers: Couriers, method: str, path: str, more: Json, status: int, code: int) -> None:
    answer = couriers.aftership(method, path, **more)
    assert (answer.status_code, answer.json()["meta"]["code"]) == (status, code)


def test_aftership_adds_each_number_once_and_wakes_only_sleepers(couriers: Couriers) -> None:
    added = couriers.aftership("POST", json={"tracking_number": NUMBER}).json()["data"]
    assert couriers.aftership("POST", json={"tracking_number": NUMBER}).json()["meta"]["code"] == 4003
    path = f"/{added['id']}"
    assert couriers.aftership("POST", f"{path}/retrack").json()["meta"]["code"] == 4013
    assert couriers.aftership("POST", f"{path}/mark-as-completed").json()["data"]["active"] is False
    assert couriers.aftership("POST", f"{path}/retrack").json()["data"]["active"] is True
    assert couriers.aftership("DELETE", path).status_code == 200
    assert couriers.aftership(path=path).status_code == 404


def test_aftership_turns_pages(couriers: Couriers) -> None:
    for serial in range(5):
        couriers.aftership("POST", json={"tracking_number": f"11000000{serial:05d}"})
    found: list[str] = []
    page: Json = {"has_next_page": True, "next_cursor": ""}
    while page["has_next_page"]:
        data = couriers.aftership(params={"limit": "2", "cursor": page["next_cursor"]}).json()["data"]
        page = data["pagination"]
        found += [tracking["tracking_number"] for tracking in data["trackings"]]
    assert (len(set(found)), page["total"]) == (5, 5)


def test_aftership_takes_six_lists_a_second(couriers: Couriers) -> None:
    answers = [couriers.aftership() for _ in range(30)]
    statuses = [answer.status_code for answer in answers]
    assert (statuses[:6], set(statuses)) == ([200] * 6, {200, 429})
    refused = answers[statuses.index(429)]
    assert int(refused.headers["x-ratelimit-reset"]) > 1_700_000_000
    assert refused.headers["x-ratelimit-remaining"] == "0"
