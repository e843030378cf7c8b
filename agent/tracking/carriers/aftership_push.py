"""AfterShip, its webhook ``tracking_update``: everything that is known of one number.

Credentials: ``key`` is the webhook secret, which is another one than the API key.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping

from agent.tracking.answer import an_object, json_object, text_of, word
from agent.tracking.carrier import Credentials
from agent.tracking.carriers import aftership
from agent.tracking.push import STATUS, Push, Refusal, Reply, is_signed, not_signed, told_in, unreadable

name = "aftership"

_UPDATE = "tracking_update"


def read_push(headers: Mapping[str, str], body: bytes, credentials: Credentials) -> Push:
    """Return what a push tells; ``aftership-hmac-sha256`` is the base64 of an HMAC over the body."""
    right = b64encode(hmac.digest(credentials.key.encode(), body, "sha256")).decode()
    if not is_signed(headers.get("aftership-hmac-sha256", ""), right):
        return not_signed()
    said = json_object(text_of(body))
    if said is None:
        return unreadable("a push that is no JSON object")
    if word(said.get("event")) != _UPDATE:
        return Push(None)
    item = an_object(said.get("msg"))
    number = word(item.get("tracking_number")).upper()
    return told_in(aftership.told(number, (item,))) if number else unreadable("a push without a number")


def acknowledgement(push: Push, refusal: Refusal | None, credentials: Credentials) -> Reply:
    """Return the status: AfterShip takes any success, and sends up to 14 times what met another one."""
    return Reply(STATUS[refusal])
