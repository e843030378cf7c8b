"""Parcels as report and workbook show them: which ones belong to a job, and the course of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Sent:
    """A parcel as a job, or something that it has read, names it."""

    number: str
    field: str
    """The field that holds the number."""
    of: str
    """What people know its content by."""


@dataclass(frozen=True)
class CourseEvent:
    """One thing that happened to a parcel; text and place are the carrier's words."""

    at: datetime
    state: str
    text: str
    place: str
    is_taken_back: bool = False
    is_reversal: bool = False
    """It only takes back an earlier one."""


@dataclass(frozen=True)
class Course:
    """Where a parcel stands, and the way there: its events, oldest first, those taken back among them."""

    state: str
    concern: str = ""
    """Why a person must see to it; empty if nobody need."""
    label: str = ""
    asked_at: datetime | None = None
    missed_by: str = ""
    """Who says that it has not come."""
    events: Sequence[CourseEvent] = ()

    @property
    def last(self) -> CourseEvent | None:
        """Return the newest event that stands."""
        standing = [event for event in self.events if not (event.is_taken_back or event.is_reversal)]
        return standing[-1] if standing else None


@dataclass(frozen=True)
class Parcels:
    """The parcels of a batch."""

    of_jobs: Mapping[str, Sequence[Sent]] = field(default_factory=dict)
    """By the job's name; each number of a job once."""
    courses: Mapping[str, Course] = field(default_factory=dict)
    """By the number; one that is not followed has none."""

    @property
    def numbers(self) -> list[str]:
        """Return all numbers, each once."""
        return list(dict.fromkeys(sent.number for each in self.of_jobs.values() for sent in each))
