"""How the queue works: how many at once, how often, and when a worker counts as dead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rate:
    """At most so many jobs of a site start in so many seconds, on all machines together."""

    starts: int
    within_s: float


@dataclass(frozen=True)
class Limits:
    """The queue's settings."""

    concurrency: int = 4
    """Jobs worked on at the same time by one worker."""
    rates: Mapping[str, Rate] = field(default_factory=dict)
    """Rate of each site that has one."""
    poll_s: float = 0.5
    """Wait between two looks for work, in seconds."""
    heartbeat_s: float = 5.0
    """Wait between two heartbeats of a worker, in seconds."""
    dead_after_s: float = 30.0
    """A worker whose heartbeat stood still for so many seconds is taken for dead."""
    stop_within_s: float = 120.0
    """Longest wait for running jobs when a worker stops, in seconds."""
    keep_days: float = 30.0
    """Days for which the engine's rows of ended runs are kept; our own of jobs and batches stay."""
