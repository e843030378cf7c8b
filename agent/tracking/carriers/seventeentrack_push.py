"""17TRACK v2.2, its pushes: everything that is known of one number, or that it is looked at no more.

Credentials: ``key`` is the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from agent.tracking.answer import an_object, json_object, text_of, word
from agent.tracking.carrier import Credentials
from agent.tracking.carriers import seventeentrack
from agent.tracking.push import STATUS, Push, Refusal, Reply, events_in, is_signed, not_signed, told_in, unreadable

name = "17track"

_UPDATED, _STOPPED = "TRACKING_UPDATED", "TRACKING_STOPPED"


def read_push(headers: Mapping[str, str], body: bytes, credentials: Credentials) -> Push:
    """Return what a push tells; the header ``sign`` is SHA-256 of the body, a slash and the token."""
    right = sha256(body + b"/" + credentials.key.encode()).hexdigest()
    if not is_signed(headers.get("sign", "").lower(), right):
        return not_signed()
    said = json_object(text_of(body))
    if said is None:
        return unreadable("a push that is no JSON object")
    event, data = word(said.get("event")), an_object(said.get("data"))
    if event not in (_UPDATED, _STOPPED):
        return Push(None)
    number, info = word(data.get("number")).upper(), an_object(data.get("track_info"))
    if not number:
        return unreadable("a push without a number")
    if event == _STOPPED:
        return events_in(seventeentrack.told(number, {**info, "latest_status": None}))
    return told_in(seventeentrack.told(number, info))


def acknowledgement(push: Push, refusal: Refusal | None, credentials: Credentials) -> Reply:
    """Return the status: 17TRACK wants 200, and sends again what met another one."""
    return Reply(STATUS[refusal])
