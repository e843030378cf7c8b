"""The goals, and what the samples say about each."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.bench import Sample
from benchmarks.pair import Pair
from benchmarks.variant import BARE, FAPIAO, KEPT, SCRIPT_A, SCRIPT_B, Variant


@dataclass(frozen=True)
class Goal:
    """A number that must not be larger, or smaller, than its limit."""

    what: str
    limit: float
    measured: float | None
    """None where it was not measured."""
    unit: str = ""
    is_aim: bool = False
    """Reported, and aimed at; not promised."""
    is_floor: bool = False
    """The number must not be smaller."""

    @property
    def wanted(self) -> str:
        """Return the limit in words."""
        return f"{'aim: ' if self.is_aim else ''}{'>=' if self.is_floor else '<='} {self.limit:.2f}{self.unit}"

    @property
    def shown(self) -> str:
        """Return the measured number in words."""
        return "not measured" if self.measured is None else f"{self.measured:.2f}{self.unit}"

    @property
    def verdict(self) -> str:
        """Return whether it is met, or how far away it is."""
        if self.measured is None:
            return "-"
        too_much = (self.limit - self.measured) if self.is_floor else (self.measured - self.limit)
        if too_much <= 0:
            return "met"
        side = "below" if self.is_floor else "above"
        return f"missed by {too_much:.2f}{self.unit} ({too_much / self.limit:.0%} {side})"


def median(samples: Sequence[Sample], variant: Variant, value: Callable[[Sample], float]) -> float | None:
    """Return the median of a value over the samples of a variant, or None where there are none."""
    values = [value(sample) for sample in samples if sample.variant == variant]
    return statistics.median(values) if values else None


def goals(small: Sequence[Sample], large: Sequence[Sample], starts_s: Mapping[str, float]) -> list[Goal]:
    """Return all goals.

    Args:
        small: The interleaved rounds.
        large: Runs of fapiao with many accounts.
        starts_s: Option to the seconds that ``fapiao`` takes to answer it.
    """

    def seconds(sample: Sample) -> float:
        return sample.seconds

    def against(variant: Variant, script: Variant) -> float | None:
        return _ratio(median(small, variant, seconds), median(small, script, seconds))

    def grown(value: Callable[[Sample], float]) -> float | None:
        return _ratio(median(large, FAPIAO, value), median(small, FAPIAO, value))

    return [
        Goal("time against the script with the same pictures and looks (a)", 1.05, against(FAPIAO, SCRIPT_A)),
        Goal("time with ledger, gate and queue against the engine alone", 1.05, against(FAPIAO, BARE)),
        Goal("time against the bare script (b)", 1.25, against(FAPIAO, SCRIPT_B), is_aim=True),
        Goal("time with sessions kept against the bare script (c)", 0.90, against(KEPT, SCRIPT_B)),
        Goal("time for each account, many accounts against few", 1.1, grown(lambda one: one.seconds / one.accounts)),
        Goal("peak memory, many accounts against few", 1.2, grown(lambda one: one.peak_bytes)),
        *(Goal(f"`fapiao {word}`", 0.3, taken_s, " s") for word, taken_s in starts_s.items()),
    ]


def queue_goals(
    batch_s: Mapping[str, float], starts_s: tuple[float, float], kib: float, pair: Pair, *, jobs: int, old: int
) -> list[Goal]:
    """Return the goals of the queue.

    Args:
        batch_s: Seconds to put in, list and show a batch of so many jobs.
        starts_s: Seconds until a job starts in an empty database, and among so many old jobs.
        kib: Memory of a worker for each job that waits.
        pair: What a second worker brings.
    """
    return [
        Goal(f"`fapiao run --detach`, {jobs:,} jobs", 10.0, batch_s["put"], " s"),
        Goal(f"`fapiao status`, {jobs:,} jobs waiting", 1.0, batch_s["list"], " s"),
        Goal(f"`fapiao status BATCH --json`, {jobs:,} jobs", 1.0, batch_s["show"], " s"),
        Goal(f"start of a job, {old:,} old jobs against none", 1.1, _ratio(starts_s[1], starts_s[0])),
        Goal("memory of a worker for each waiting job", 1.0, kib, " KiB"),
        Goal(f"two workers against one, 300 ms an answer{_queued(pair)}", 1.8, pair.gain, is_floor=True),
    ]


def _queued(pair: Pair) -> str:
    """Return how long a core was waited for, with one worker and with two."""
    shares = " and ".join(f"{share:.0%}" for share in pair.queued.values())
    return f" (a core was waited for in {shares} of the time)" if shares else ""


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None
