"""Rules for answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from agent.tracking.carrier import registering
from agent.tracking.conformance.answer import SavedAnswer
from agent.tracking.conformance.corpus import ODD, Case, at, damaged, no_answers, parsed, places, replaced
from agent.tracking.conformance.encoding import Subject
from agent.tracking.event import Event
from agent.tracking.foreign import Attempt, attempt
from agent.tracking.result import ErrorKind, Result, Tracked, TrackingError
from agent.tracking.state import ParcelState

_OTHER_NUMBER = "1199999999999"
_MOST_SPOILT = 400
_STATUS = {401: ErrorKind.AUTH, 403: ErrorKind.AUTH, 429: ErrorKind.RATE_LIMITED} | dict.fromkeys(
    (500, 502, 503), ErrorKind.CARRIER_DOWN
)
_WAITS = (
    ({"Retry-After": "30"}, 30.0),
    ({"retry-after": "30"}, 30.0),
    ({"Date": "Mon, 05 Jan 2026 02:20:00 GMT", "Retry-After": "Mon, 05 Jan 2026 02:22:00 GMT"}, 120.0),
)


def cases(subject: Subject) -> Iterator[Case]:
    """Give every answer that the carrier's code is handed."""
    yield from no_answers(subject.pair)
    yield from damaged(subject.answers, subject.pair)


def _read(subject: Subject, case: Case) -> Attempt[Any]:
    return attempt(lambda: subject.carrier.decode(case.status, dict(case.headers), case.body, case.numbers))


@lru_cache(maxsize=1)
def _all_read(subject: Subject) -> list[tuple[Case, Any]]:
    """Return what is read in every answer, without those that are stumbled over."""
    tried = [(case, _read(subject, case)) for case in cases(subject)]
    return [(case, one.value) for case, one in tried if one.error is None]


def _results(subject: Subject) -> Iterator[tuple[Case, Result]]:
    for case, results in _all_read(subject):
        values = results.values() if isinstance(results, Mapping) else ()
        yield from ((case, each) for each in values if isinstance(each, Tracked | TrackingError))


def _events(subject: Subject) -> Iterator[tuple[Case, Event]]:
    for case, result in _results(subject):
        if isinstance(result, Tracked):
            yield from ((case, event) for event in result.events)


def nothing_is_raised(subject: Subject) -> Iterator[str]:
    """Give the answers that are stumbled over."""
    told_first = registering(subject.carrier)
    for case in cases(subject):
        if said := _read(subject, case).words:
            yield f"decode, {case.name}: {said}"
        if told_first is None:
            continue
        arguments = (case.status, dict(case.headers), case.body, case.numbers)
        tried = attempt(lambda told=arguments: told_first.unregistered(*told))  # type: ignore[misc]
        if tried.error is not None:
            yield f"unregistered, {case.name}: {tried.words}"
        elif not isinstance(tried.value, Mapping) or not set(tried.value) <= set(case.numbers):
            yield f"unregistered, {case.name}: tells of numbers that were not asked about"


def numbers_have_results(subject: Subject) -> Iterator[str]:
    """Give the answers after which a number has no result, or one that is not its own."""
    for case, results in _all_read(subject):
        if not isinstance(results, Mapping):
            yield f"{case.name}: what is returned is no mapping of numbers"
        elif set(results) != set(case.numbers):
            yield f"{case.name}: results for {len(results)} numbers instead of the {len(case.numbers)} asked about"
        elif strange := [number for number, each in results.items() if getattr(each, "number", "") != number]:
            yield f"{case.name}: the result of {strange[0]} is of another number, or is none"


def reading_is_pure(subject: Subject) -> Iterator[str]:
    """Give the answers that are read otherwise the second time."""
    for case, results in _all_read(subject):
        again = _read(subject, case)
        if again.error is not None or again.value != results:
            yield f"{case.name}: read otherwise the second time"


def no_answer_is_an_error(subject: Subject) -> Iterator[str]:
    """Give what tells nothing and is taken for an answer: a page of a firewall is no "nothing known yet"."""
    for case, result in _results(subject):
        if not case.is_answer and isinstance(result, Tracked):
            yield f"{case.name}: taken for an answer ({result.state}, {len(result.events)} events)"


def refusals_are_told_apart(subject: Subject) -> Iterator[str]:
    """Give the refusals of HTTP that are taken for something else."""
    for status, kind in _STATUS.items():
        results = _read(subject, Case(f"HTTP {status}", status, b"", subject.pair)).value or {}
        kinds = {getattr(each, "kind", "an answer") for each in results.values()}
        if kinds != {kind}:
            yield f"HTTP {status} is {', '.join(sorted(map(str, kinds))) or 'nothing'}, not {kind}"


def waits_are_heard(subject: Subject) -> Iterator[str]:
    """Give the forms of ``Retry-After`` that are not heard."""
    for headers, wait_s in _WAITS:
        results = _read(subject, Case("HTTP 429", 429, b"", subject.pair, tuple(headers.items()))).value or {}
        heard = {getattr(each, "retry_after_s", None) for each in results.values()}
        if heard != {wait_s}:
            yield f"{headers} is heard as {heard or 'nothing'}, not as {wait_s:g} seconds"


def times_are_aware(subject: Subject) -> Iterator[str]:
    """Give the events whose time names no zone."""
    for case, event in _events(subject):
        if event.at.utcoffset() != timedelta(0):
            yield f"{case.name}: the time {event.at} is not in UTC"


def states_are_known(subject: Subject) -> Iterator[str]:
    """Give the states, kinds of errors and texts that are none of ours."""
    for case, result in _results(subject):
        if isinstance(result, TrackingError) and not (isinstance(result.kind, ErrorKind) and result.text):
            yield f"{case.name}: the error has kind {result.kind!r} and text {result.text!r}"
        if isinstance(result, Tracked) and not isinstance(result.state, ParcelState):
            yield f"{case.name}: the state is {result.state!r}"
    for case, event in _events(subject):
        if not isinstance(event.state, ParcelState | None):
            yield f"{case.name}: the state of an event is {event.state!r}"
        if not all(isinstance(text, str) for text in (event.code, event.text, event.place)):
            yield f"{case.name}: code, text or place of an event is no text"


def events_are_in_sequence(subject: Subject) -> Iterator[str]:
    """Give the answers whose events are not told from the oldest to the newest."""
    for case, result in _results(subject):
        times = [event.at for event in result.events] if isinstance(result, Tracked) else []
        if times != sorted(times):
            yield f"{case.name}: the events do not begin with the oldest (tracked() sorts them)"


def answers_are_understood(subject: Subject) -> Iterator[str]:
    """Say so if no event is read in any of the saved answers."""
    read = [_read(subject, _case(answer)).value or {} for answer in subject.answers]
    if not any(getattr(each, "events", ()) for results in read for each in results.values()):
        yield "no event is read in any of the saved answers"


def bad_number_spoils_no_other(subject: Subject) -> Iterator[str]:
    """Give where damage to what an answer tells of one number changes what is read of another."""
    for answer in subject.answers:
        whole = _read(subject, _case(answer)).value or {}
        for spoilt in answer.numbers:
            others = [number for number in answer.numbers if number != spoilt]
            for body in _spoilt_bodies(answer, spoilt) if others else ():
                read = _read(subject, _case(answer, body)).value or {}
                if changed := [number for number in others if read.get(number) != whole.get(number)]:
                    yield f"{answer.name}: damage to what is told of {spoilt} changes the result of {changed[0]}"


def has_answers(subject: Subject) -> bool:
    """Tell whether any answer was saved."""
    return bool(subject.answers)


def has_answers_of_several(subject: Subject) -> bool:
    """Tell whether an answer to a question about several numbers was saved, or none can be asked."""
    return subject.carrier.batch_size == 1 or any(len(answer.numbers) > 1 for answer in subject.answers)


def _case(answer: SavedAnswer, body: bytes | None = None) -> Case:
    told = answer.body if body is None else body
    return Case(answer.name, answer.status, told, answer.numbers, tuple(answer.headers.items()), is_answer=True)


def _spoilt_bodies(answer: SavedAnswer, spoilt: str) -> Iterator[bytes]:
    """Give an answer without what it tells of a number, and with each value of that replaced by odd ones."""
    yield answer.body.replace(spoilt.encode(), _OTHER_NUMBER.encode())
    data = parsed(answer.body)
    others = [number for number in answer.numbers if number != spoilt]
    own = [path for path in places(data) if path and _is_of(at(data, path), spoilt, others)]
    # What lies within a part that is of this number alone, the part's own key included.
    inner = [path for path in places(data) if any(path[: len(part)] == part for part in own)]
    changes = [(path, odd) for path in inner if not isinstance(at(data, path), str) or at(data, path) for odd in ODD]
    step = max(1, len(changes) // _MOST_SPOILT)
    for path, odd in changes[::step]:
        yield json.dumps(replaced(data, path, odd)).encode()


def _is_of(value: Any, number: str, others: Sequence[str]) -> bool:
    """Tell whether JSON data is an object about one number, and about no other one."""
    text = json.dumps(value)
    return isinstance(value, dict) and number in text and not any(other in text for other in others)
