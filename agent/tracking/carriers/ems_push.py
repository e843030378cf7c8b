"""EMS open platform, service 040002: the platform sends one event of one parcel, and wants to hear that it arrived."""

from __future__ import annotations

import json
from dataclasses import dataclass

from agent.tracking.answer import json_object, text_of, word
from agent.tracking.carrier import Credentials
from agent.tracking.carriers.ems_cipher import decrypted
from agent.tracking.carriers.ems_item import event_of, number_of
from agent.tracking.result import ErrorKind, Tracked, TrackingError, tracked


@dataclass(frozen=True)
class Push:
    """What the platform sent; ``serial`` is what its acknowledgement must name."""

    serial: str
    told: Tracked | TrackingError


def decode_push(body: bytes, credentials: Credentials) -> Push:
    """Return the event of a push, or why it cannot be read; pushes come twice, and not in the order of events.

    Raises:
        InputError: The key is not 16 bytes in base64.
    """
    envelope = json_object(text_of(body))
    if envelope is None:
        return Push("", TrackingError("", ErrorKind.UNREADABLE, "a push that is no JSON object"))
    return Push(word(envelope.get("serialNo")), _told(word(envelope.get("logitcsInterface")), credentials.key))


def acknowledgement(push: Push, credentials: Credentials) -> bytes:
    """Return what to answer with HTTP 200; the platform sends again what was not taken."""
    is_taken = isinstance(push.told, Tracked)
    answer = {
        "serialNo": push.serial,
        "code": "00000" if is_taken else "S00001",
        "codeMessage": "" if is_taken else "cannot be read",
        "senderNo": credentials.customer,
    }
    return json.dumps(answer).encode()


def _told(secret: str, key: str) -> Tracked | TrackingError:
    # Unencrypted text is let through by the cipher; from outside, only what the key has closed is believed.
    plain = decrypted(secret, key) if secret.startswith("|$") else None
    if plain is None:
        return TrackingError("", ErrorKind.AUTH, "a push that the sign key does not open")
    item = json_object(plain)
    number = number_of(item) if item else ""
    event = event_of(item) if item else None
    if not number or event is None:
        return TrackingError(number, ErrorKind.UNREADABLE, "a push without number or time")
    return tracked(number, (event,))
