"""Questions to a carrier over the network: sent, bounded in time and size, and never to another host than its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from agent.errors import ConsoleDownError, SetupError
from agent.model import utc_now
from agent.network import Answer, Client, Outgoing, TooLargeError, exchange
from agent.retry import with_retries
from agent.settings import RunSettings
from agent.tracking.answer import json_object, retry_after_s, text_of
from agent.tracking.carrier import Carrier, Credentials, RegisteringCarrier, Request
from agent.tracking.result import ErrorKind, Results, TrackingError, failed, for_each

MOST_BYTES = 5 * 1024 * 1024
"""A parcel's history has some kilobytes; of forty parcels, some hundred."""


class Asking(Protocol):
    """What tells of numbers: a carrier's transport, or whoever stands before it."""

    async def ask(self, numbers: Sequence[str]) -> Results:
        """Return a result for each number."""
        ...


@dataclass(frozen=True)
class Transport:
    """Asks one carrier, as one customer.

    Args:
        registering: The same carrier, if it must be told of a number first.
        base_url: Where it is asked; the requests' paths are put behind.
        retries: How often and how long a question is sent again that got no answer.
    """

    carrier: Carrier
    registering: RegisteringCarrier | None
    credentials: Credentials
    client: Client
    base_url: str
    retries: RunSettings

    async def ask(self, numbers: Sequence[str]) -> Results:
        """Return a result for each number; a number that the carrier was not told of is registered, then asked again.

        Raises:
            InputError: The credentials cannot be used as they are.
        """
        results = await self._ask(numbers)
        strange = [number for number, result in results.items() if _is_strange(result)]
        if not strange or self.registering is None:
            return results
        refused = await self._register(self.registering, strange)
        taken = [number for number in strange if number not in refused]
        return {**results, **refused, **(await self._ask(taken) if taken else {})}

    async def _ask(self, numbers: Sequence[str]) -> Results:
        results: Results = {}
        for request in self.carrier.encode(numbers, self.credentials, utc_now()):
            answer = await self._send(request)
            if isinstance(answer, TrackingError):
                results |= for_each(request.numbers, answer)
            else:
                results |= self.carrier.decode(answer.status, answer.headers, answer.body, request.numbers)
        return results

    async def _register(self, carrier: RegisteringCarrier, numbers: Sequence[str]) -> Mapping[str, TrackingError]:
        refused: dict[str, TrackingError] = {}
        for request in carrier.register(numbers, self.credentials):
            answer = await self._send(request)
            if isinstance(answer, TrackingError):
                refused |= for_each(request.numbers, answer)
            else:
                refused |= carrier.unregistered(answer.status, answer.headers, answer.body, request.numbers)
        return refused

    async def _send(self, request: Request) -> Answer | TrackingError:
        """Return the answer to a question, or why there is none that anybody should read."""
        url = self.base_url.rstrip("/") + request.path
        outgoing = Outgoing(request.method, url, request.headers, request.body)
        try:
            answer = await with_retries(partial(self._exchange, outgoing), self.retries)
        except ConsoleDownError as error:
            return failed(ErrorKind.CARRIER_DOWN, error.message, retry_after_s=error.retry_after_s)
        except SetupError as error:
            return failed(ErrorKind.CARRIER_DOWN, f"{error.message}. {error.next_step}")
        except TooLargeError as error:
            return failed(ErrorKind.UNREADABLE, str(error))
        return _led_away(answer) if 300 <= answer.status < 400 else answer

    async def _exchange(self, outgoing: Outgoing) -> Answer:
        answer = await exchange(self.client, outgoing, most_bytes=MOST_BYTES)
        # What stands between us and the carrier answers 5xx with a page; the carrier itself would say why.
        if answer.status >= 500 and json_object(text_of(answer.body)) is None:
            raise ConsoleDownError(f"answered HTTP {answer.status}", retry_after_s(answer.headers))
        return answer


def _is_strange(result: object) -> bool:
    return isinstance(result, TrackingError) and result.kind is ErrorKind.NOT_REGISTERED


def _led_away(answer: Answer) -> TrackingError:
    """Return the error of an answer that leads elsewhere; of the address only the host is shown."""
    host = urlsplit(answer.headers.get("location", "")).hostname or "another address"
    return failed(ErrorKind.CARRIER_DOWN, f"answered HTTP {answer.status} and leads to {host}; nothing is sent there")
