"""EMS open platform, service 040002: the platform sends one event of one parcel, and wants to hear that it arrived.

Credentials: ``key`` is the SM4 sign key, ``customer`` is senderNo, which the acknowledgement names. There is no
signature: what the key opens is believed, so the envelope is read before, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from agent.tracking.answer import json_object, text_of, word
from agent.tracking.carrier import Credentials
from agent.tracking.carriers.ems_cipher import decrypted
from agent.tracking.carriers.ems_item import event_of, number_of
from agent.tracking.push import Push, Refusal, Reply, not_signed, unreadable
from agent.tracking.result import tracked

name = "ems"


def read_push(headers: Mapping[str, str], body: bytes, credentials: Credentials) -> Push:
    """Return the event of a push, or why it cannot be read.

    Raises:
        InputError: The key is not 16 bytes in base64.
    """
    envelope = json_object(text_of(body))
    if envelope is None:
        return unreadable("a push that is no JSON object")
    serial, secret = word(envelope.get("serialNo")), word(envelope.get("logitcsInterface"))
    # Unencrypted text is let through by the cipher; from outside, only what the key has closed is believed.
    plain = decrypted(secret, credentials.key) if secret.startswith("|$") else None
    if plain is None:
        return not_signed(serial)
    item = json_object(plain)
    number = number_of(item) if item else ""
    event = event_of(item) if item else None
    if not number or event is None:
        return unreadable("a push without number or time", serial)
    return Push(tracked(number, (event,)), serial)


def acknowledgement(push: Push, refusal: Refusal | None, credentials: Credentials) -> Reply:
    """Return the platform's own code in HTTP 200; it sends again what was not taken."""
    answer = {
        "serialNo": push.serial,
        "code": "S00001" if refusal else "00000",
        "codeMessage": f"not taken: {refusal}" if refusal else "",
        "senderNo": credentials.customer,
    }
    return Reply(200, json.dumps(answer).encode(), {"content-type": "application/json"})
