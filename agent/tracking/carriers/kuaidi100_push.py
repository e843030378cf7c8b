"""kuaidi100 (快递100), the call-back of a subscription: a form with everything that is known of one number.

Credentials: ``key`` is the salt of the subscription.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import md5
from urllib.parse import unquote_to_bytes

from agent.tracking.answer import an_object, json_object, text_of, word
from agent.tracking.carrier import Credentials
from agent.tracking.carriers import kuaidi100
from agent.tracking.push import STATUS, Push, Refusal, Reply, events_in, is_signed, not_signed, told_in, unreadable

name = "kuaidi100"

_MOST_FIELDS = 20
"""It sends two. What many more would cost is no business of anybody who is not known yet."""


def read_push(headers: Mapping[str, str], body: bytes, credentials: Credentials) -> Push:
    """Return what a push tells.

    The signature is over one field and not over the body, so the form is split first, into bytes; nothing else is
    read before.
    """
    fields = _fields(body)
    param = fields.get(b"param", b"")
    right = md5(param + credentials.key.encode(), usedforsecurity=False).hexdigest()
    if not is_signed(fields.get(b"sign", b"").lower(), right):
        return not_signed()
    said = json_object(text_of(param))
    if said is None:
        return unreadable("a push whose param is no JSON object")
    answer = an_object(said.get("lastResult"))
    number = word(answer.get("nu")).upper()
    if word(said.get("status")) == "abort":
        # Three days without a record, or sixty without news: it looks no more. That says nothing of the parcel.
        return events_in(kuaidi100.told(number, {**answer, "state": ""}))
    return told_in(kuaidi100.told(number, answer)) if number else unreadable("a push without a number")


def acknowledgement(push: Push, refusal: Refusal | None, credentials: Credentials) -> Reply:
    """Return kuaidi100's own answer; what was not taken comes again three times, every half hour."""
    status = STATUS[refusal]
    message = f"not taken: {refusal}" if refusal else "成功"
    answer = {"result": refusal is None, "returnCode": str(status), "message": message}
    return Reply(status, json.dumps(answer, ensure_ascii=False).encode(), {"content-type": "application/json"})


def _fields(body: bytes) -> dict[bytes, bytes]:
    """Return the fields of a form; of one that stands there twice, the first."""
    fields: dict[bytes, bytes] = {}
    for part in body.split(b"&", _MOST_FIELDS):
        field, _, value = part.partition(b"=")
        fields.setdefault(unquote_to_bytes(field), unquote_to_bytes(value.replace(b"+", b" ")))
    return fields
