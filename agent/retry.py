"""Retries: the only importer of tenacity. Always bounded in tries and in time, and never without saying for what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_after_delay,
    stop_before_delay,
    wait_exponential_jitter,
    wait_fixed,
)

from agent.errors import ConsoleDownError, RetryableError
from agent.settings import RunSettings

T = TypeVar("T")


async def with_retries(action: Callable[[], Awaitable[T]], settings: RunSettings) -> T:
    """Return the action's result; run it again on a RetryableError while tries and time last.

    Raises:
        RetryableError: The last one, when tries or time are used up.
    """
    backoff = wait_exponential_jitter(
        multiplier=settings.retry_wait_s, max=settings.retry_wait_max_s, jitter=settings.retry_wait_s
    )

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after_s if isinstance(error, ConsoleDownError) else None
        return min(max(backoff(state), asked or 0.0), settings.retry_wait_max_s)

    try:
        return await action()  # nearly always that is all, and saves what follows
    except RetryableError as error:
        failed: list[RetryableError] = [error]

    async def again() -> T:
        if failed:
            raise failed.pop()
        return await action()

    retrying = AsyncRetrying(
        retry=retry_if_exception_type(RetryableError),
        stop=stop_after_attempt(settings.tries) | stop_after_delay(settings.tries_within_s),
        wait=wait,
        reraise=True,
    )
    return await retrying(again)


class NotYetError(RetryableError):
    """What is waited for is not there yet."""


async def until_there(look: Callable[[], Awaitable[T | None]], *, within_s: float, every_s: float) -> T | None:
    """Return the first result of ``look`` that is not None, or None when the time is used up.

    A RetryableError of a look counts as "cannot tell yet".

    Raises:
        RetryableError: The last look could not be made at all.
    """

    async def once() -> T:
        result = await look()
        if result is None:
            raise NotYetError("not there yet")
        return result

    retrying = AsyncRetrying(
        retry=retry_if_exception_type(RetryableError),
        stop=stop_before_delay(within_s),
        wait=wait_fixed(every_s),
        reraise=True,
    )
    try:
        return await retrying(once)
    except NotYetError:
        return None
