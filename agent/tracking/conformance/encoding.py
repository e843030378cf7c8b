"""Rules for questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.errors import InputError
from agent.tracking.carrier import Carrier, Credentials, Request, registering
from agent.tracking.conformance.answer import SavedAnswer
from agent.tracking.conformance.corpus import PAIR

NOW = datetime(2026, 1, 5, 2, 20, 30, tzinfo=UTC)
MADE_UP = Credentials("1100000000001", "MDEyMzQ1Njc4OWFiY2RlZg==", "AUTHORIZATION-OF-NOBODY")
"""Nobody's; a carrier whose ``encode`` takes others only names some of its own, as ``sample``."""
_WRONG = Credentials("nobody", "a wrong key, 时", "a wrong authorization, 时")
_METHODS = ("GET", "POST", "PUT")


@dataclass(frozen=True, eq=False)
class Subject:
    """What is held against the rules: a carrier, and answers of it."""

    carrier: Carrier
    answers: Sequence[SavedAnswer] = ()

    @property
    def credentials(self) -> Credentials:
        """Return made-up credentials that the carrier takes."""
        sample = getattr(self.carrier, "sample", None)
        return sample if isinstance(sample, Credentials) else MADE_UP

    @property
    def pair(self) -> tuple[str, ...]:
        """Return the numbers that one request asks about, two if it may."""
        return PAIR[: min(2, self.carrier.batch_size)]

    def questions(self) -> Iterator[tuple[str, Callable[[Sequence[str]], tuple[Request, ...]]]]:
        """Give what makes requests out of numbers, each with its name."""
        yield "encode", lambda numbers: self.carrier.encode(numbers, self.credentials, NOW)
        if told_first := registering(self.carrier):
            yield "register", lambda numbers: told_first.register(numbers, self.credentials)


def numbers(count: int) -> list[str]:
    """Return so many numbers."""
    return [f"{1012345678503 + serial}" for serial in range(count)]


def questions_are_pure(subject: Subject) -> Iterator[str]:
    """Give where the same question is other requests the second time, or the numbers are changed."""
    for word, ask in subject.questions():
        asked = numbers(3)
        if ask(asked) != ask(asked):
            yield f"{word} makes other requests of the same numbers, key and time"
        if asked != numbers(3):
            yield f"{word} changes the list of numbers that it is handed"


def batches_are_kept(subject: Subject) -> Iterator[str]:
    """Give where a request asks about more numbers than one may, or about none."""
    most = subject.carrier.batch_size
    for word, ask in subject.questions():
        for count in (1, most, most + 1, 3 * most):
            sizes = [len(request.numbers) for request in ask(numbers(count))]
            if sizes and max(sizes) > most:
                yield f"{word} puts {max(sizes)} numbers into one request, batch_size is {most}"
            if 0 in sizes:
                yield f"{word} makes a request that asks about no number"
        if ask([]):
            yield f"{word} makes a request of no numbers"


def numbers_are_asked_once(subject: Subject) -> Iterator[str]:
    """Give where a number is asked about twice or not at all."""
    for word, ask in subject.questions():
        for count in (1, 2, subject.carrier.batch_size + 1):
            asked = [*numbers(count), numbers(count)[0]]
            told = [number for request in ask(asked) for number in request.numbers]
            if sorted(told) != numbers(count):
                yield f"{word} asks about {len(told)} numbers, {len(set(told))} of them different, instead of {count}"


def requests_are_whole(subject: Subject) -> Iterator[str]:
    """Give what is wrong with the form of a request."""
    for word, ask in subject.questions():
        made = ask(PAIR)
        if not isinstance(made, tuple) or not all(isinstance(request, Request) for request in made):
            yield f"{word} returns no tuple of Request"
            return
        for request in made:
            yield from (f"{word}: {fault}" for fault in _faults(request))


def _faults(request: Request) -> Iterator[str]:
    if request.method not in _METHODS:
        yield f"the method is {request.method!r}, not one of {', '.join(_METHODS)}"
    if not request.path.startswith("/") or any(each.isspace() for each in request.path):
        yield "the path does not begin with / or holds a space"
    texts = [*request.headers, *request.headers.values()]
    if not all(isinstance(text, str) and text.isprintable() for text in texts):
        yield "a header is no text of one line"
    if not isinstance(request.body, bytes):
        yield "the body is not bytes"
    if request.method == "GET" and request.body:
        yield "a GET has a body"


def secrets_are_hidden(subject: Subject) -> Iterator[str]:
    """Give where a key can be read in the ``repr`` of a request, or in an error about it."""
    given = subject.credentials
    for word, ask in subject.questions():
        if any(_is_in(repr(request), given) for request in ask(PAIR)):
            yield f"{word}: a key can be read in the repr of a request (put it into a header or into the body)"
    try:
        subject.carrier.encode(PAIR[:1], _WRONG, NOW)
    except InputError as error:
        if _is_in(f"{error} {error.args}", _WRONG):
            yield "encode: the error about a wrong key shows the key"


def _is_in(text: str, credentials: Credentials) -> bool:
    return any(secret and secret in text for secret in (credentials.key, credentials.authorization))
