"""Pushes of all carriers: signed over their bytes, read by what answers are read by, answered as each wants it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from agent.tracking.carriers import PUSHING, aftership, kuaidi100, seventeentrack
from agent.tracking.push import Push, Refusal
from agent.tracking.result import Tracked
from agent.tracking.state import ParcelState
from tests.tracking.pushes import (
    MAKERS,
    SECRETS,
    Made,
    Told,
    push,
    signed_17track,
    signed_aftership,
    signed_form,
)
from tests.tracking.shelf import NUMBER

WAY = (Told(0, "203", "已收寄"), Told(5, "389", "离开【杭州】"), Told(9, "702", "派送中"))
DONE = (*WAY, Told(10, "704", "已签收"))
OTHERS = ("kuaidi100", "17track", "aftership")
ALL = ("ems", *OTHERS)


def read(carrier: str, made: Made) -> Push:
    return PUSHING[carrier].read_push(*made, SECRETS[carrier])


def told(carrier: str, made: Made) -> Tracked:
    found = read(carrier, made).told
    assert isinstance(found, Tracked), found
    return found


def test_every_carrier_that_pushes_has_a_maker() -> None:
    assert set(PUSHING) == set(MAKERS) == set(SECRETS)


@pytest.mark.parametrize("carrier", ALL)
def test_push_tells_number_state_and_events(carrier: str) -> None:
    found = told(carrier, push(carrier, *DONE))
    assert (found.number, found.state) == (NUMBER, ParcelState.DELIVERED)
    expected = DONE[-1:] if carrier == "ems" else DONE
    assert [(event.at, event.text.strip()) for event in found.events] == [(each.at, each.text) for each in expected]


@pytest.mark.parametrize("carrier", ALL)
def test_push_with_one_bit_changed_is_not_believed(carrier: str) -> None:
    headers, body = push(carrier, *DONE)
    assert read(carrier, (headers, body)).refusal is None
    at = body.index(b"sign=") + 5 if carrier == "kuaidi100" else len(body) // 2
    changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
    assert read(carrier, (headers, changed)).refusal is Refusal.SIGNATURE


@pytest.mark.parametrize("carrier", OTHERS)
def test_push_without_signature_or_with_another_secret_is_not_believed(carrier: str) -> None:
    headers, body = push(carrier, *DONE)
    bare = body.partition(b"&")[0] if carrier == "kuaidi100" else body
    assert read(carrier, ({}, bare)).refusal is Refusal.SIGNATURE
    assert PUSHING[carrier].read_push(headers, body, SECRETS["ems"]).refusal is Refusal.SIGNATURE


@pytest.mark.parametrize("carrier", ALL)
def test_push_that_was_cut_off_is_not_believed(carrier: str) -> None:
    headers, body = push(carrier, *DONE)
    assert read(carrier, (headers, body[:-9])).refusal is not None


def test_signature_is_held_over_the_bytes_as_they_came() -> None:
    spaced = b'{"event": "TRACKING_UPDATED",\n "data": {"number": "%s", "track_info": {}}}' % NUMBER.encode()
    headers, _ = signed_17track(spaced)
    assert read("17track", (headers, spaced)).refusal is Refusal.UNREADABLE
    assert read("17track", (headers, spaced.replace(b"\n ", b""))).refusal is Refusal.SIGNATURE


def test_signature_of_kuaidi100_may_stand_before_its_text_and_be_of_small_letters() -> None:
    _, body = push("kuaidi100", *DONE)
    param, _, sign = body.partition(b"&")
    assert told("kuaidi100", ({}, sign.lower() + b"&" + param)).number == NUMBER


@pytest.mark.parametrize("status", ["abort", "polling", "shutdown", "updateall"])
def test_every_status_of_kuaidi100_brings_its_events(status: str) -> None:
    assert told("kuaidi100", push("kuaidi100", *WAY, status=status)).state is ParcelState.OUT_FOR_DELIVERY


@pytest.mark.parametrize(
    ("carrier", "made"),
    [
        ("kuaidi100", push("kuaidi100", status="abort", state="3", message="3天查询无记录")),
        ("kuaidi100", push("kuaidi100", status="abort", returnCode="500")),
        ("kuaidi100", push("kuaidi100", status="abort", number="")),
        ("17track", push("17track", event="TRACKING_STOPPED")),
        ("17track", push("17track", event="TRACKING_STOPPED", latest_status={"status": "NotFound"})),
        ("17track", push("17track", *DONE, event="SOMETHING_NEW")),
        ("aftership", push("aftership", *DONE, event="edd_revise")),
    ],
)
def test_end_of_the_watch_and_what_is_about_no_parcel_tell_nothing_and_are_taken(carrier: str, made: Made) -> None:
    assert read(carrier, made) == Push(None)


@pytest.mark.parametrize("carrier", ["kuaidi100", "17track"])
def test_end_of_the_watch_brings_events_and_no_state_of_its_own(carrier: str) -> None:
    expired = {"event": "TRACKING_STOPPED", "latest_status": {"status": "Expired"}}
    end: dict[str, Any] = {"status": "abort", "state": "4"} if carrier == "kuaidi100" else expired
    assert told(carrier, push(carrier, *WAY, **end)).state is ParcelState.OUT_FOR_DELIVERY


@pytest.mark.parametrize(
    ("carrier", "made"),
    [
        ("kuaidi100", signed_form(b"<html>")),
        ("kuaidi100", push("kuaidi100", *DONE, number="")),
        ("kuaidi100", push("kuaidi100", *DONE, status="polling", data=[{"time": "?"}])),
        ("17track", signed_17track(b"[]")),
        ("17track", push("17track", *DONE, number="")),
        ("aftership", signed_aftership(b'{"event":')),
        ("aftership", push("aftership", *DONE, number="")),
    ],
)
def test_push_that_is_signed_and_cannot_be_read_is_not_taken(carrier: str, made: Made) -> None:
    assert read(carrier, made).refusal is Refusal.UNREADABLE


def test_same_parcel_is_told_alike_by_push_and_by_answer() -> None:
    for carrier, module in (("kuaidi100", kuaidi100), ("17track", seventeentrack), ("aftership", aftership)):
        _, body = push(carrier, *DONE)
        pushed = told(carrier, push(carrier, *DONE))
        if module is kuaidi100:
            answer: object = json.loads(_param(body))["lastResult"]
        elif module is seventeentrack:
            answer = {"code": 0, "data": {"accepted": [json.loads(body)["data"]]}}
        else:
            answer = {"meta": {"code": 200}, "data": {"trackings": [json.loads(body)["msg"]]}}
        assert module.decode(200, {}, json.dumps(answer).encode(), [NUMBER]) == {NUMBER: pushed}


@pytest.mark.parametrize(
    ("refusal", "ems", "kuaidi", "others"),
    [
        (None, "00000", (200, True), 200),
        (Refusal.SIGNATURE, "S00001", (401, False), 401),
        (Refusal.UNREADABLE, "S00001", (400, False), 400),
        (Refusal.DATABASE, "S00001", (503, False), 503),
    ],
)
def test_each_carrier_is_answered_in_its_own_words(
    refusal: Refusal | None, ems: str, kuaidi: tuple[int, bool], others: int
) -> None:
    said = {
        name: carrier.acknowledgement(Push(None, "77"), refusal, SECRETS[name]) for name, carrier in PUSHING.items()
    }
    envelope, form = json.loads(said["ems"].body), json.loads(said["kuaidi100"].body)
    assert (said["ems"].status, envelope["code"], envelope["serialNo"]) == (200, ems, "77")
    assert envelope["senderNo"] == SECRETS["ems"].customer
    assert (said["kuaidi100"].status, form["result"]) == kuaidi
    assert (form["returnCode"] == "200") == form["result"]
    assert (said["17track"].status, said["aftership"].status) == (others, others)


def _param(body: bytes) -> str:
    return parse_qs(body.decode())["param"][0]
