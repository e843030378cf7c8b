"""Call-backs: what carriers send to those who follow a parcel, with their signatures, and what answer they expect."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx

from sandbox.courier_aftership import SLUGS, make_entry, tracking
from sandbox.courier_aftership_sign import hmac_base64
from sandbox.courier_ems import encrypt, item
from sandbox.courier_kuaidi100 import result
from sandbox.courier_seventeentrack import EMS_CODE, tell
from sandbox.courier_view import Body, Seen, View, local, md5_hex
from sandbox.faults import AFTERSHIP, EMS, KUAIDI100, SEVENTEENTRACK
from sandbox.nouns import StandInError
from sandbox.state import State

_KEYS = ("to", "carrier", "number", "event")
_TIMEOUT_S = 10


class Push(NamedTuple):
    """A call-back to be sent."""

    headers: dict[str, str]
    body: bytes
    serial: str = ""


async def push(state: State, body: Body) -> Body:
    """Send a call-back about a parcel to a loopback address, and tell the answer.

    Args:
        body: ``to``, ``carrier`` and ``number``; ``event`` picks another event than the newest, counted from 0.

    Raises:
        StandInError: The order will not do.
    """
    carrier, to, number = str(body.get("carrier")), str(body.get("to")), str(body.get("number"))
    if not body.keys() <= set(_KEYS) or carrier not in _PUSHES:
        raise StandInError(
            f'Give {{"to": URL, "carrier": {" or ".join(_PUSHES)}, "number": number}}; "event" may be added.'
        )
    _check_loopback(to)
    view = View(state, carrier)
    seen = view.look(number)
    if seen is None:
        raise StandInError(f"Nothing has happened to {number!r} yet: GET /_sandbox/parcels lists the parcels.")
    made = _PUSHES[carrier](view, _up_to(seen, body.get("event")))
    return await _send(to, carrier, made)


def _up_to(seen: Seen, place: object) -> Seen:
    """Return what was to be told when the event at that place was the newest."""
    if place is None:
        return seen
    if not isinstance(place, int) or not 0 <= place < len(seen.events):
        raise StandInError(f"{place!r} is no event: 0 to {len(seen.events) - 1} have happened.")
    events = seen.events[: place + 1]
    return replace(seen, events=events, state=events[-1].state)


async def _send(to: str, carrier: str, made: Push) -> Body:
    sent = {"headers": made.headers, "body": made.body.decode()}
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT_S) as client:
            answer = await client.post(to, content=made.body, headers=made.headers)
    except httpx.HTTPError as error:
        return {"sent": sent, "status": None, "answer": "", "acknowledged": False, "error": repr(error)}
    is_acknowledged = answer.is_success and _ACKNOWLEDGED[carrier](made, answer)
    return {"sent": sent, "status": answer.status_code, "answer": answer.text, "acknowledged": is_acknowledged}


def _ems(view: View, seen: Seen) -> Push:
    # One event a call. In this direction no key follows the text.
    event = seen.newest
    told = {name: value for name, value in item(seen.number, event).items() if name != "traceNo"}
    serial = uuid.uuid4().hex.upper()
    envelope = {
        "logitcsInterface": encrypt(json.dumps(told, ensure_ascii=False), view.keys["sign_key"], is_signed=False),
        "method": "040002",
        "msgType": "0",
        "senderNo": "",
        "serialNo": serial,
        "timeStamp": local(view.now()),
        "version": "v1.0.0",
    }
    return Push({"Content-Type": "application/json"}, _json(envelope), serial)


def _kuaidi100(view: View, seen: Seen) -> Push:
    wishes = view.state.parcels.entered(view.name).get(seen.number, {})
    is_over = seen.state in ("delivered", "returned")
    told = {
        "status": "shutdown" if is_over else "polling",
        "billstatus": "check" if is_over else "got",
        "message": "",
        "lastResult": result(seen, "ems", str(wishes.get("resultv2") or "4")),
    }
    param = json.dumps(told, ensure_ascii=False)
    signature = md5_hex(param + str(wishes.get("salt") or view.keys["salt"])).upper()
    form = urlencode({"param": param, "sign": signature}).encode()
    return Push({"Content-Type": "application/x-www-form-urlencoded"}, form)


def _seventeentrack(view: View, seen: Seen) -> Push:
    entry = view.state.parcels.entered(view.name).get(seen.number) or {"carrier": EMS_CODE, "tag": ""}
    body = _json({"event": "TRACKING_UPDATED", "data": tell(view, seen.number, entry, seen)})
    signature = hashlib.sha256(body + b"/" + view.keys["token"].encode()).hexdigest()
    return Push({"Content-Type": "application/json", "sign": signature}, body)


def _aftership(view: View, seen: Seen) -> Push:
    now, followed = view.now(), view.state.parcels.entered(view.name)
    entry = followed.get(seen.number) or make_entry(seen.number, SLUGS[0], seen.number, now)
    told = {
        "event": "tracking_update",
        "event_id": str(uuid.uuid4()),
        "is_tracking_first_tag": len({event.state for event in seen.events}) == 1,
        "msg": tracking(view, entry, seen),
        "ts": int(now.timestamp()),
    }
    body = _json(told)
    signature = hmac_base64(body, view.keys["webhook_secret"])
    return Push({"Content-Type": "application/json", "aftership-hmac-sha256": signature}, body)


_PUSHES: dict[str, Callable[[View, Seen], Push]] = {
    EMS: _ems,
    KUAIDI100: _kuaidi100,
    SEVENTEENTRACK: _seventeentrack,
    AFTERSHIP: _aftership,
}


def _ems_took(made: Push, answer: httpx.Response) -> bool:
    body = _parsed(answer)
    return body.get("code") == "00000" and body.get("serialNo") == made.serial


def _kuaidi100_took(_: Push, answer: httpx.Response) -> bool:
    body = _parsed(answer)
    return body.get("result") is True and str(body.get("returnCode")) == "200"


def _any_success(_: Push, __: httpx.Response) -> bool:
    return True


_ACKNOWLEDGED: dict[str, Callable[[Push, httpx.Response], bool]] = {
    EMS: _ems_took,
    KUAIDI100: _kuaidi100_took,
    SEVENTEENTRACK: _any_success,
    AFTERSHIP: _any_success,
}


def _check_loopback(to: str) -> None:
    """Refuse to send anything to another machine."""
    try:
        parts = urlsplit(to)
        is_near = parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
        is_near = is_near and parts.scheme in ("http", "https")
    except ValueError:
        is_near = False
    if not is_near:
        raise StandInError(f"{to!r} is not on this machine: give http://127.0.0.1:PORT/...")


def _parsed(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _json(body: Body) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
