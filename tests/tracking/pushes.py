"""Pushes as carriers send them, signed with made-up secrets, and a reception without a network."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5, sha256
from hmac import digest
from typing import Any
from urllib.parse import urlencode

from agent.tracking.answer import SHANGHAI
from agent.tracking.book import Book
from agent.tracking.carrier import Credentials
from agent.tracking.carriers import PUSHING
from agent.tracking.carriers.ems_cipher import encrypted
from agent.tracking.intake import Intake
from agent.tracking.letterbox import Letterbox, Tally
from agent.tracking.reception import Bounds, Reception
from tests.own_loop import run_alone
from tests.tracking.answers import KEY
from tests.tracking.shelf import NUMBER, START

SECRETS = {
    "ems": Credentials("1100000000001", KEY),
    "kuaidi100": Credentials(key="pepper"),
    "17track": Credentials(key="0123456789ABCDEF"),
    "aftership": Credentials(key="webhook-secret"),
}
Headers = dict[str, str]
Made = tuple[Headers, bytes]


@dataclass(frozen=True)
class Told:
    """One event as each carrier has a code for it."""

    hour: int
    code: str
    text: str = "邮件"

    @property
    def at(self) -> datetime:
        return START + timedelta(hours=self.hour)


_KUAIDI100 = {"203": "1", "389": "0", "702": "5", "704": "3"}
_SEVENTEENTRACK = {
    "203": "InTransit_PickedUp",
    "389": "InTransit_Other",
    "702": "OutForDelivery_Other",
    "704": "Delivered_Other",
}
_AFTERSHIP = {"203": "InTransit", "389": "InTransit", "702": "OutForDelivery", "704": "Delivered"}


def push(carrier: str, *told: Told, number: str = NUMBER, **more: Any) -> Made:
    """Return headers and body of a push; EMS tells the last event, the others all of them."""
    return MAKERS[carrier](number, told, **more)


def ems(number: str, told: Sequence[Told], serial: str = "C3C3") -> Made:
    last = told[-1]
    item = {"waybillNo": number, "opTime": _local(last.at), "opCode": last.code, "opDesc": last.text}
    sealed = encrypted(json.dumps(item, ensure_ascii=False), KEY)
    return {}, _json({"logitcsInterface": sealed, "method": "040002", "serialNo": serial})


def kuaidi100(number: str, told: Sequence[Told], status: str = "polling", **more: Any) -> Made:
    data = [{"time": _local(each.at), "context": each.text, "statusCode": _KUAIDI100[each.code]} for each in told]
    state = _KUAIDI100[told[-1].code] if told else "0"
    answer = {"status": "200", "state": state, "nu": number, "data": data[::-1]} | more
    return signed_form(_json({"status": status, "lastResult": answer}))


def signed_form(param: bytes) -> Made:
    sign = md5(param + SECRETS["kuaidi100"].key.encode()).hexdigest().upper()
    return {}, urlencode({"param": param, "sign": sign}).encode()


def seventeentrack(number: str, told: Sequence[Told], event: str = "TRACKING_UPDATED", **more: Any) -> Made:
    events = [
        {"time_iso": each.at.isoformat(), "description": each.text, "sub_status": _SEVENTEENTRACK[each.code]}
        for each in told
    ]
    status = {"status": _SEVENTEENTRACK[told[-1].code].partition("_")[0]} if told else {}
    info = {"latest_status": status, "tracking": {"providers": [{"events": events[::-1]}]}} | more
    return signed_17track(_json({"event": event, "data": {"number": number, "carrier": 3013, "track_info": info}}))


def signed_17track(body: bytes) -> Made:
    return {"sign": sha256(body + b"/" + SECRETS["17track"].key.encode()).hexdigest()}, body


def aftership(number: str, told: Sequence[Told], event: str = "tracking_update", **more: Any) -> Made:
    checkpoints = [
        {"checkpoint_time": each.at.isoformat(), "message": each.text, "tag": _AFTERSHIP[each.code]} for each in told
    ]
    tag = _AFTERSHIP[told[-1].code] if told else "Pending"
    item = {"tracking_number": number, "tag": tag, "checkpoints": checkpoints} | more
    return signed_aftership(_json({"event": event, "msg": item}))


def signed_aftership(body: bytes) -> Made:
    return {
        "aftership-hmac-sha256": b64encode(digest(SECRETS["aftership"].key.encode(), body, "sha256")).decode()
    }, body


MAKERS: Mapping[str, Callable[..., Made]] = {
    "ems": ems,
    "kuaidi100": kuaidi100,
    "17track": seventeentrack,
    "aftership": aftership,
}


@dataclass(frozen=True)
class Answer:
    """What a reception has answered; status 0: nothing."""

    status: int
    headers: Headers
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


class Front:
    """A reception with a letterbox for each carrier, called as a server calls it."""

    def __init__(self, book: Callable[[str], Book], password: str = "", bounds: Bounds | None = None) -> None:
        self.tally, turn = Tally(), asyncio.Lock()
        boxes = {
            name: Letterbox(PUSHING[name], each, Intake(book(name), turn), self.tally) for name, each in SECRETS.items()
        }
        self.app = Reception(boxes, password, bounds or Bounds(), self.tally)

    def send(self, carrier: str, made: Made, **more: Any) -> Answer:
        """Send one push and wait for its answer."""
        return run_alone(self.call(f"/push/{carrier}", *made, **more))

    async def call(
        self, path: str, headers: Headers, body: bytes | Sequence[bytes | None], *, method: str = "POST"
    ) -> Answer:
        """Send a request.

        Args:
            body: In pieces if it comes so; None: the sender goes away there. An empty last piece says that this is
                the end; behind any other one, nothing more is said.
        """
        pieces = [body, b""] if isinstance(body, bytes) else list(body)
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not pieces:
                await asyncio.Event().wait()
            piece = pieces.pop(0)
            if piece is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": piece, "more_body": bool(pieces or piece)}

        async def send(message: Any) -> None:
            said.append(dict(message))

        lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": lines}
        await self.app(scope, receive, send)
        if not said:
            return Answer(0, {}, b"")
        told = {name.decode(): value.decode() for name, value in said[0]["headers"]}
        return Answer(said[0]["status"], told, said[1]["body"])


def _local(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
