"""Call-backs: signed as the carriers sign them, sent to this machine only, acknowledged or not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from tests.unit.sandbox_courier import NUMBER, TOKEN, Couriers, openssl
from tests.unit.sandbox_site import Json, running_site


class Receiver(BaseHTTPRequestHandler):
    """Take a call-back in and give the answer that the test has chosen."""

    answer: Json | None = None
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        Receiver.headers_seen, Receiver.body_seen = dict(self.headers), body
        told = Receiver.answer
        if told is not None and "serialNo" in told:
            told = {**told, "serialNo": json.loads(body)["serialNo"] or told["serialNo"]}
        self.send_response(Receiver.status)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode() if told is not None else b"ok")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    headers_seen: dict[str, str] = {}  # noqa: RUF012
    body_seen = b""


@pytest.fixture(scope="module")
def server() -> Iterator[Couriers]:
    with running_site() as site:
        yield Couriers(site)


@pytest.fixture
def couriers(server: Couriers) -> Couriers:
    server.site.renew()
    server.parcel("203", "702", "704")
    return server


@pytest.fixture
def receiver() -> Iterator[str]:
    Receiver.answer, Receiver.status = None, 200
    with HTTPServer(("127.0.0.1", 0), Receiver) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/callback"
        listening.shutdown()
        thread.join()


def push(couriers: Couriers, to: str, carrier: str, **more: object) -> Json:
    """Have a call-back sent."""
    told: Json = couriers.site.control("POST", "/push", {"to": to, "carrier": carrier, "number": NUMBER, **more})
    return told


def test_ems_pushes_one_event_sealed_without_the_key(couriers: Couriers, receiver: str) -> None:
    Receiver.answer = {"serialNo": "", "code": "00000", "codeMessage": "", "senderNo": "1100000000001"}
    assert push(couriers, receiver, "ems")["acknowledged"] is True
    envelope = json.loads(Receiver.body_seen)
    assert (envelope["method"], envelope["senderNo"], envelope["msgType"]) == ("040002", "", "0")
    sealed = envelope["logitcsInterface"]
    event = json.loads(openssl(base64.b64decode(sealed.removeprefix("|$4|")), "-d"))
    assert (event["waybillNo"], event["opCode"]) == (NUMBER, "704")


@pytest.mark.parametrize("answer", [{"serialNo": "", "code": "S00001"}, {"code": "00000"}, None])
def test_ems_push_with_a_wrong_answer_is_not_acknowledged(
    couriers: Couriers, receiver: str, answer: Json | None
) -> None:
    Receiver.answer = answer
    told = push(couriers, receiver, "ems")
    assert (told["status"], told["acknowledged"]) == (200, False)


def test_kuaidi100_pushes_a_form_signed_with_the_salt_of_the_subscription(couriers: Couriers, receiver: str) -> None:
    wish = {"callbackurl": receiver, "salt": "pepper"}
    param = {"company": "ems", "number": NUMBER, "key": "TESTKEY0001", "parameters": wish}
    couriers.site.http.post(f"{couriers.url('kuaidi100')}/poll", data={"param": json.dumps(param)})
    Receiver.answer = {"result": True, "returnCode": "200", "message": "成功"}
    assert push(couriers, receiver, "kuaidi100")["acknowledged"] is True
    form = {name: values[0] for name, values in parse_qs(Receiver.body_seen.decode()).items()}
    assert form["sign"] == hashlib.md5(f"{form['param']}pepper".encode()).hexdigest().upper()
    told = json.loads(form["param"])
    assert (told["status"], told["lastResult"]["state"], told["lastResult"]["nu"]) == ("shutdown", "3", NUMBER)


def test_kuaidi100_push_needs_its_own_answer(couriers: Couriers, receiver: str) -> None:
    Receiver.answer = {"result": False, "returnCode": "500", "message": "失败"}
    assert push(couriers, receiver, "kuaidi100")["acknowledged"] is False


def test_17track_signs_body_and_key(couriers: Couriers, receiver: str) -> None:
    assert push(couriers, receiver, "17track")["acknowledged"] is True
    expected = hashlib.sha256(Receiver.body_seen + b"/" + TOKEN.encode()).hexdigest()
    assert Receiver.headers_seen["sign"] == expected
    told = json.loads(Receiver.body_seen)["data"]
    assert (told["number"], told["track_info"]["latest_status"]["status"]) == (NUMBER, "Delivered")


def test_aftership_signs_the_body(couriers: Couriers, receiver: str) -> None:
    assert push(couriers, receiver, "aftership")["acknowledged"] is True
    digest = hmac.new(b"standin-webhook-secret", Receiver.body_seen, hashlib.sha256).digest()
    assert Receiver.headers_seen["aftership-hmac-sha256"] == base64.b64encode(digest).decode()
    assert json.loads(Receiver.body_seen)["msg"]["tag"] == "Delivered"


@pytest.mark.parametrize("carrier", ["17track", "aftership"])
def test_push_that_meets_an_error_is_not_acknowledged(couriers: Couriers, receiver: str, carrier: str) -> None:
    Receiver.status = 500
    told = push(couriers, receiver, carrier)
    assert (told["status"], told["acknowledged"]) == (500, False)


def test_older_event_can_be_pushed_again(couriers: Couriers, receiver: str) -> None:
    push(couriers, receiver, "17track", event=1)
    status = json.loads(Receiver.body_seen)["data"]["track_info"]["latest_status"]["status"]
    assert status == "OutForDelivery"


def test_nobody_there_is_told(couriers: Couriers) -> None:
    told = push(couriers, "http://127.0.0.1:9/", "ems")
    assert (told["status"], told["acknowledged"], bool(told["error"])) == (None, False, True)


@pytest.mark.parametrize(
    "change",
    [
        {"to": "http://203.0.113.9/"},
        {"to": "http://carrier.example/"},
        {"to": "ftp://127.0.0.1/"},
        {"to": "127.0.0.1"},
        {"to": "http://["},
        {"carrier": "kdniao"},
        {"number": "1298765432603"},
        {"event": 3},
        {"event": "last"},
        {"colour": "red"},
    ],
)
def test_push_that_will_not_do_is_refused(couriers: Couriers, change: Json) -> None:
    order = {"to": "http://127.0.0.1:9/", "carrier": "ems", "number": NUMBER, **change}
    answer = couriers.site.http.post("/push", json=order)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
