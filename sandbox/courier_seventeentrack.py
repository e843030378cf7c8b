"""17TRACK v2.2: numbers are registered first; up to 40 a call, three calls a second for each key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.courier_life import Event
from sandbox.courier_states import NO_RECORD, WORDINGS
from sandbox.courier_view import Body, Seen, View

PATH = "/track/v2.2/{operation}"
EMS_CODE = 3013
_CARRIERS = {3011: "China Post", EMS_CODE: "China EMS"}
_MOST, _PER_SECOND, _QUOTA = 40, 3, 10_000
# For so long after its registration nothing is known of a number that the carrier does not know.
_FIRST_LOOK = timedelta(hours=1)

_Followed = dict[str, Body]
_Operation = Callable[[View, _Followed, str, Body], Body]


class _CallError(Exception):
    """A call is refused as a whole."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(status, code, message)
        self.status, self.code, self.message = status, code, message


class _RejectedError(Exception):
    """One number of a call is not taken."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


async def answer(view: View, request: Request) -> Response:
    """Answer one operation on a list of numbers."""
    operation = request.path_params["operation"]
    try:
        asked = _asked(view, request, await request.body())
        if operation in _ABOUT_ALL:
            return JSONResponse(_ABOUT_ALL[operation](view))
        if not 0 < len(asked) <= _MOST:
            raise _CallError(200, -18010012, f"Submit 1 to {_MOST} numbers at a time.")
        return JSONResponse(_run(view, operation, asked))
    except _CallError as error:
        told = {"errors": [{"code": error.code, "message": error.message}]}
        return JSONResponse({"code": error.code, "data": told}, error.status)


def tell(view: View, number: str, entry: Body, seen: Seen | None) -> Body:
    """Return what is told of a registered number, in an answer and in a call-back."""
    return {"number": number, "carrier": entry["carrier"], **_tag(entry), "track_info": _track_info(view, entry, seen)}


def _asked(view: View, request: Request, body: bytes) -> list[Body]:
    """Return what a call asks for, if the caller may call."""
    if request.headers.get("17token") != view.keys["token"]:
        raise _CallError(401, -18010002, "Access token is invalid.")
    if view.is_too_fast("any", _PER_SECOND):
        raise _CallError(429, -18010014, "The number of requests exceeds the limit.")
    if request.path_params["operation"] not in (*_OPERATIONS, *_ABOUT_ALL):
        raise _CallError(404, -18010003, "There is no such operation.")
    try:
        asked = json.loads(body or b"[]")
    except ValueError:
        asked = None
    if isinstance(asked, dict):
        asked = [asked]
    if not isinstance(asked, list) or not all(isinstance(one, dict) for one in asked):
        raise _CallError(200, -18010013, "Submitted data is invalid.")
    return asked


def _run(view: View, operation: str, asked: list[Body]) -> Body:
    followed = dict(view.state.parcels.entered(view.name))
    accepted: list[Body] = []
    rejected: list[Body] = []
    for one in asked:
        number = str(one.get("number", ""))
        try:
            accepted.append(_OPERATIONS[operation](view, followed, number, one))
        except _RejectedError as refusal:
            rejected.append({"number": number, "error": {"code": refusal.code, "message": refusal.message}})
    view.state.parcels.enter(view.name, followed)
    return {"code": 0, "data": {"accepted": accepted, "rejected": rejected}}


def _register(view: View, followed: _Followed, number: str, one: Body) -> Body:
    if not re.fullmatch(r"[A-Za-z0-9]{5,50}", number):
        raise _RejectedError(-18010012, f"The format of '{number}' is invalid.")
    if number in followed:
        raise _RejectedError(
            -18019901, f"The tracking number '{number}' has been registered, don't need to repeat registration."
        )
    carrier = one.get("carrier") or EMS_CODE
    if not isinstance(carrier, int) or carrier not in _CARRIERS:
        raise _RejectedError(-18019903, "Carrier cannot be detected.")
    if view.hit("no-quota"):
        raise _RejectedError(-18019908, "The quota is not enough.")
    entry = {"carrier": carrier, "tag": one.get("tag") or "", "at": view.state.now().isoformat(), "is_stopped": False}
    followed[number] = entry
    return {"origin": 1 if one.get("carrier") else 2, "number": number, "carrier": carrier, **_tag(entry)}


def _get(view: View, followed: _Followed, number: str, one: Body) -> Body:
    entry = _entry(followed, number)
    if one.get("carrier") not in (None, 0, entry["carrier"]):
        raise _RejectedError(-18019910, "The carrier is not correct.")
    seen = view.look(number)
    if seen is None and view.now() < datetime.fromisoformat(entry["at"]) + _FIRST_LOOK:
        raise _RejectedError(-18019909, "No tracking information at this time.")
    return tell(view, number, entry, seen)


def _stop(_: View, followed: _Followed, number: str, __: Body) -> Body:
    entry = _entry(followed, number)
    if entry["is_stopped"]:
        raise _RejectedError(-18019906, f"The tracking number '{number}' is not being tracked.")
    followed[number] = {**entry, "is_stopped": True}
    return {"number": number, "carrier": entry["carrier"]}


def _retrack(_: View, followed: _Followed, number: str, __: Body) -> Body:
    entry = _entry(followed, number)
    if not entry["is_stopped"]:
        raise _RejectedError(-18019904, "Retrack is not allowed: only stopped numbers can be retracked.")
    if entry.get("is_retracked"):
        raise _RejectedError(-18019905, "Retrack is not allowed: each number can be retracked once.")
    followed[number] = {**entry, "is_stopped": False, "is_retracked": True}
    return {"number": number, "carrier": entry["carrier"]}


def _delete(_: View, followed: _Followed, number: str, __: Body) -> Body:
    carrier = _entry(followed, number)["carrier"]
    del followed[number]
    return {"number": number, "carrier": carrier}


def _change(_: View, followed: _Followed, number: str, one: Body) -> Body:
    entry = _entry(followed, number)
    carrier, items = one.get("carrier_new", entry["carrier"]), one.get("items")
    if not isinstance(carrier, int) or carrier not in _CARRIERS:
        raise _RejectedError(-18019910, "The carrier is not correct.")
    tag = items.get("tag", entry["tag"]) if isinstance(items, dict) else entry["tag"]
    followed[number] = {**entry, "carrier": carrier, "tag": tag}
    return {"number": number, "carrier": followed[number]["carrier"]}


_OPERATIONS: dict[str, _Operation] = {
    "register": _register,
    "gettrackinfo": _get,
    "stoptrack": _stop,
    "retrack": _retrack,
    "deletetrack": _delete,
    "changecarrier": _change,
    "changeinfo": _change,
}


def _entry(followed: _Followed, number: str) -> Body:
    if number not in followed:
        raise _RejectedError(-18019902, f"The tracking number '{number}' does not register, please register first.")
    return followed[number]


def _quota(view: View) -> Body:
    used = len(view.state.parcels.entered(view.name))
    return {"code": 0, "data": {"quota_total": _QUOTA, "quota_used": used, "quota_remain": _QUOTA - used}}


def _list(view: View) -> Body:
    followed = view.state.parcels.entered(view.name)
    listed = [
        {
            "number": number,
            "carrier": entry["carrier"],
            "register_time": entry["at"],
            "tracking_status": "Stopped" if entry["is_stopped"] else "Tracking",
        }
        for number, entry in followed.items()
    ]
    page = {"data_total": len(listed), "page_total": 1, "page_no": 1, "page_size": len(listed)}
    return {"code": 0, "page": page, "data": {"accepted": listed}}


_ABOUT_ALL: dict[str, Callable[[View], Body]] = {"getquota": _quota, "gettracklist": _list}


def _track_info(view: View, entry: Body, seen: Seen | None) -> Body:
    status, detail = WORDINGS[seen.state if seen else NO_RECORD].seventeentrack
    # The newest first.
    events = [_event(event) for event in reversed(seen.events)] if seen else []
    days = (view.now() - min(event.at for event in seen.events)).days if seen else 0
    provider = {"key": entry["carrier"], "name": _CARRIERS[entry["carrier"]]}
    source = {"provider": provider, "latest_sync_status": "Success" if seen else "Failure", "events": events}
    first = events[-1]["time_iso"] if events else None
    return {
        "latest_status": {"status": status, "sub_status": detail, "sub_status_descr": None},
        "latest_event": _event(seen.newest) if seen else None,
        "time_metrics": {
            "days_of_transit": days,
            "estimated_delivery_date": {"source": None, "from": None, "to": None},
        },
        "milestone": [{"key_stage": "InfoReceived", "time_iso": None}, {"key_stage": "PickedUp", "time_iso": first}],
        "tracking": {"providers": [source]},
    }


def _event(event: Event) -> Body:
    status, detail = WORDINGS[event.state].seventeentrack
    return {
        "time_iso": event.at.isoformat(),
        "time_utc": f"{event.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "description": event.text,
        "location": event.city,
        "stage": status if status != "InTransit" else None,
        "sub_status": detail,
    }


def _tag(entry: Body) -> Body:
    return {"tag": entry["tag"]} if entry["tag"] else {}
