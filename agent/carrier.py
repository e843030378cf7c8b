"""THE FACE THAT CARRIERS OF OTHER PACKAGES SEE (entry point ``fapiao.carriers``); docs/carriers.md shows one whole.

``Carrier`` and ``RegisteringCarrier`` say what a carrier offers, the rest is what its codec is made of. Nothing here
goes to the network: a carrier writes questions and reads answers.
"""

from agent.errors import InputError
from agent.tracking.answer import (
    SHANGHAI,
    an_object,
    json_object,
    json_value,
    objects,
    read_answer,
    retry_after_s,
    status_error,
    text_of,
    time_of,
    word,
)
from agent.tracking.carrier import PARTS, Carrier, Credentials, RegisteringCarrier, Request, batches
from agent.tracking.event import Event
from agent.tracking.keyword import state_of_text
from agent.tracking.number import NumberKind, kind_of
from agent.tracking.result import ErrorKind, Result, Results, Tracked, TrackingError, failed, for_each, tracked
from agent.tracking.state import ParcelState

__all__ = [
    "PARTS",
    "SHANGHAI",
    "Carrier",
    "Credentials",
    "ErrorKind",
    "Event",
    "InputError",
    "NumberKind",
    "ParcelState",
    "RegisteringCarrier",
    "Request",
    "Result",
    "Results",
    "Tracked",
    "TrackingError",
    "an_object",
    "batches",
    "failed",
    "for_each",
    "json_object",
    "json_value",
    "kind_of",
    "objects",
    "read_answer",
    "retry_after_s",
    "state_of_text",
    "status_error",
    "text_of",
    "time_of",
    "tracked",
    "word",
]
