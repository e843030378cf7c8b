"""Parcels by the stand-in's clock, and how they agree with the invoices that they carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sandbox.clock import CHINA
from sandbox.courier_life import ANY, LIVES, live, state_of
from sandbox.courier_number import check_digit, ems_number, is_number
from sandbox.courier_states import CODES, WORDINGS
from sandbox.state import Options, State
from tests.unit.sandbox_courier import NUMBER, Couriers
from tests.unit.sandbox_invoice import rows
from tests.unit.sandbox_site import Json, running_site

A_DAY = 86_400
SINCE = datetime(2026, 11, 3, 9, tzinfo=CHINA)
ENDS = {
    "delivered": "delivered",
    "attempt-failed": "delivered",
    "locker": "delivered",
    "reversed": "delivered",
    "returned": "returned",
    "stuck": "in-transit",
    "lost": "lost",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Couriers]:
    with running_site() as site:
        yield Couriers(site)


@pytest.fixture
def couriers(server: Couriers) -> Couriers:
    server.site.renew()
    return server


def parcels(couriers: Couriers) -> dict[str, Json]:
    """Return the ground truth by number."""
    return {parcel["number"]: parcel for parcel in couriers.site.control("GET", "/parcels")}


@pytest.mark.parametrize(
    ("serial", "digit"), [("12345678", 5), ("00000001", 4), ("98765432", 6), ("00000000", 5), ("47312482", 9)]
)
def test_check_digit_is_that_of_known_numbers(serial: str, digit: int) -> None:
    assert check_digit(serial) == digit


def test_made_numbers_pass_the_check() -> None:
    made = [ems_number(drawn) for drawn in range(0, 10**12, 7 * 10**9)]
    assert len(set(made)) > 100
    assert all(is_number(number) and int(number[10]) == check_digit(number[2:10]) for number in made)


def test_every_state_of_a_code_has_words_at_every_gateway() -> None:
    assert {code.state for code in CODES.values()} <= WORDINGS.keys()
    assert {code for plan in LIVES.values() for _, code in plan} <= CODES.keys()


def test_same_number_and_seed_have_the_same_life() -> None:
    assert live(1, NUMBER, SINCE, ANY) == live(1, NUMBER, SINCE, ANY)
    lives = Counter(live(seed, NUMBER, SINCE, ANY).life for seed in range(300))
    assert lives.keys() == LIVES.keys()
    assert lives["delivered"] > 100


@pytest.mark.parametrize(("life", "end"), ENDS.items())
def test_life_ends_as_it_must(life: str, end: str) -> None:
    parcel = live(1, NUMBER, SINCE, {life: 1})
    assert state_of(parcel.events) == end
    assert [event.at for event in parcel.events] == sorted(event.at for event in parcel.events)


def test_parcel_lives_by_the_clock(couriers: Couriers) -> None:
    couriers.life("delivered")
    assert parcels(couriers)[NUMBER]["state"] == "no-record"
    states = []
    for hours in (4, 20, 40, 8):
        couriers.later(hours * 3600)
        states.append(parcels(couriers)[NUMBER]["state"])
    assert states == ["picked-up", "in-transit", "out-for-delivery", "delivered"]
    assert parcels(couriers)[NUMBER]["ahead"] == []


def test_delivery_may_be_taken_back(couriers: Couriers) -> None:
    couriers.life("reversed")
    couriers.later(0.68 * 3 * A_DAY)
    assert (couriers.ems_items()[-1]["opCode"], couriers.kdniao()["State"]) == ("704", "3")
    couriers.later(0.04 * 3 * A_DAY)
    assert (couriers.ems_items()[-1]["opCode"], couriers.kdniao()["StateEx"]) == ("743", "202")
    couriers.later(A_DAY)
    assert couriers.kdniao()["State"] == "3"


def test_script_says_what_happens(couriers: Couriers) -> None:
    now = couriers.site.control("GET", "/clock")["now"]
    events: list[Json] = [
        {"code": "203", "at": now, "text": "自取", "place": 2},
        {"code": "V_999", "after_s": 60},
        {"code": "801", "after_s": 7200},
    ]
    told = couriers.site.control("POST", "/parcels", {"number": NUMBER, "since": now, "events": events})
    assert (told["life"], [event["code"] for event in told["ahead"]]) == ("script", ["V_999", "801"])
    couriers.later(3600)
    first, second = couriers.ems_items()
    assert (first["opDesc"], first["opOrgCity"], second["opCode"], second["opName"]) == ("自取", "上海市", "V_999", "")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"number": "12345"},
        {"number": NUMBER, "life": "easy"},
        {"number": NUMBER, "colour": "red"},
        {"number": NUMBER, "since": "2026-11-03T09:00:00"},
        {"number": NUMBER, "since": "soon"},
        {"number": NUMBER, "events": {}},
        {"number": NUMBER, "events": [{}]},
        {"number": NUMBER, "events": [{"code": "203", "after_s": "x"}]},
        {"number": NUMBER, "events": [{"code": "203", "after_s": 1e300}]},
        {"number": NUMBER, "events": [{"code": "203", "when": 1}]},
        {"parcels": [{"number": NUMBER}, {}]},
        {"parcels": {"number": NUMBER}},
        {"parcels": [NUMBER]},
        {"parcels": [{"number": NUMBER}], "life": "lost"},
    ],
)
def test_parcel_that_will_not_do_is_refused(couriers: Couriers, body: Json) -> None:
    answer = couriers.site.http.post("/parcels", json=body)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
    assert NUMBER not in parcels(couriers)


def test_many_parcels_are_entered_at_once(couriers: Couriers) -> None:
    body = {"parcels": [{"number": number, "life": "lost"} for number in (NUMBER, "1100000001403")]}
    assert couriers.site.control("POST", "/parcels", body) == {"added": 2}
    assert {NUMBER, "1100000001403"} <= parcels(couriers).keys()


def test_paper_invoices_are_on_parcels_that_agree_with_the_console(couriers: Couriers) -> None:
    known = parcels(couriers)
    agreed = Counter[str]()
    for index in range(6):
        visitor = couriers.site.signed_in(index)
        for row in rows(visitor, Medium="paper"):
            detail = visitor.call("GetInvoice", Id=row["Id"])
            parcel = known.pop(detail["TrackingNo"])
            assert (parcel["invoice"], parcel["account"]) == (detail["Id"], visitor.account["uid"])
            assert (parcel["state"] == "delivered") == (detail["MailState"] == "已签收")
            assert all(event["at"] > detail["IssuedAt"] for event in parcel["events"])
            agreed[parcel["state"]] += 1
    assert agreed["delivered"] >= 6
    assert set(agreed) > {"delivered"}


def test_new_paper_invoice_is_signed_for_when_the_console_says_so(
    couriers: Couriers,
) -> None:
    visitor = couriers.site.signed_in()
    address = visitor.call("QueryCustomerAddressList")["Address"][0]["Id"]
    request = visitor.prepared() | {"InvoicingType": "paper-special", "Emails": [], "AddressId": address}
    before = parcels(couriers).keys()
    applied = visitor.call("ApplyInvoice", **request)["InvoiceApplyId"]
    assert parcels(couriers).keys() == before
    said = []
    for seconds in (61, A_DAY, 2 * A_DAY - 120, 120):
        couriers.later(seconds)
        detail = couriers.site.signed_in().call("GetInvoice", Id=applied)
        said.append((detail["MailState"], parcels(couriers)[detail["TrackingNo"]]["state"] == "delivered"))
    assert said == [("运输中", False)] * 3 + [("已签收", True)]


def test_parcels_outlive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    with running_site(State(Options(accounts=1), path=file)) as site:
        Couriers(site).life("lost")
        kept = parcels(Couriers(site))
    with running_site(State(Options(accounts=1), path=file)) as site:
        assert parcels(Couriers(site)) == kept
