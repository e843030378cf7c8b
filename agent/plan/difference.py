"""How drafts, requests and whole plans differ, in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from agent.errors import InputError
from agent.model import Draft, HeldRequest, yuan_text
from agent.plan.file import Plan, PlannedJob

MOST = 5
"""Differences that are told; the rest is counted."""
LONGEST = 40
"""Characters of a value that are shown."""

_BEFORE = 10
_AMOUNT = "amount"
_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """One thing that was so and is otherwise now; None where it is not there."""

    field: str
    was: str | None
    now: str | None

    def __str__(self) -> str:
        if self.was is None:
            return f"{self.field} is new: {_shown(self.now or '', '')}"
        if self.now is None:
            return f"{self.field} is gone: {_shown(self.was, '')}"
        return f"{self.field} was {_shown(self.was, self.now)}, is {_shown(self.now, self.was)}"


@dataclass(frozen=True)
class JobChange:
    """A job that stands in both plans, and what is otherwise."""

    job: str
    account: str
    site: str
    words: str


@dataclass(frozen=True)
class PlanChange:
    """What a plan has that an older one has not, and the other way round."""

    added: Sequence[PlannedJob]
    removed: Sequence[PlannedJob]
    changed: Sequence[JobChange]
    sites: str
    """Consoles that have another address now; empty if none."""

    @property
    def is_empty(self) -> bool:
        """Tell whether both plans say the same."""
        return not (self.added or self.removed or self.changed or self.sites)


def differences(was: Draft, now: Draft) -> list[Difference]:
    """Return how a page's draft differs; the order in which a key's items stand says nothing."""
    found = []
    if was.fen != now.fen:
        found.append(Difference(_AMOUNT, yuan_text(was.fen) or None, yuan_text(now.fen) or None))
    # The field that shows the amount would say the same once more.
    told = {_AMOUNT} if found else set()
    found += _compared("", *({k: v for k, v in draft.fields.items() if k not in told} for draft in (was, now)))
    for name in dict.fromkeys([*was.key, *now.key]):
        found += _members(name, was.key.get(name, []), now.key.get(name, []))
    return found


def request_differences(was: HeldRequest, now: HeldRequest) -> list[Difference]:
    """Return how a request differs, by dotted paths as ``body.params.Amount``; empty where the digests are equal."""
    parts = ("method", "host", "path", "query", "body")
    return list(_compared("", *({part: getattr(request, part) for part in parts} for request in (was, now))))


def words(differences: Sequence[Difference]) -> str:
    """Return differences for people: ``amount was 100.00, is 120.00; title was A, is B``."""
    more = len(differences) - MOST
    told = "; ".join(str(difference) for difference in differences[:MOST])
    return f"{told}; and {more} more" if more > 0 else told


def compare_plans(old: Plan, new: Plan) -> PlanChange:
    """Return what changed between two plans; a job is the same where site, account and job are.

    Raises:
        InputError: They are plans of different flows.
    """
    if old.flow != new.flow:
        raise InputError("--diff", f"is a plan of {old.flow}, this one is of {new.flow}", "name an older plan of it")
    before, after = ({(job.site, job.account, job.job): job for job in plan.jobs} for plan in (old, new))
    both = [(before[key], job) for key, job in after.items() if key in before]
    changes = [(job, words(_job_differences(was, job))) for was, job in both]
    return PlanChange(
        added=[job for key, job in after.items() if key not in before],
        removed=[job for key, job in before.items() if key not in after],
        changed=[JobChange(job.job, job.account, job.site, said) for job, said in changes if said],
        sites=words(list(_compared("", old.sites, new.sites))),
    )


def _job_differences(was: PlannedJob, now: PlannedJob) -> list[Difference]:
    parts = ("uid", "state", "message", "input")
    said = [{part: getattr(job, part) for part in parts} for job in (was, now)]
    found = list(_compared("", *said))
    if was.draft and now.draft:
        found += differences(was.draft, now.draft)
    if was.request and now.request:
        found += request_differences(was.request, now.request)
    return found


def _compared(path: str, was: Any, now: Any) -> Iterator[Difference]:
    """Give the differences of two JSON values, by dotted path."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys([*was, *now]):
            yield from _compared(_joined(path, name), was.get(name, _ABSENT), now.get(name, _ABSENT))
    elif _is_flat(was) and _is_flat(now):
        yield from _members(path, was, now) or _plain(path, was, now)
    elif isinstance(was, list) and isinstance(now, list):
        for at in range(max(len(was), len(now))):
            pair = (items[at] if at < len(items) else _ABSENT for items in (was, now))
            yield from _compared(_joined(path, str(at)), *pair)
    else:
        yield from _plain(path, was, now)


def _plain(path: str, was: Any, now: Any) -> Iterator[Difference]:
    """Compare as JSON does, for which 1, 1.0, true and "1" are four things."""
    before, after = ([] if value is _ABSENT else [_json(value)] for value in (was, now))
    if before != after:
        yield _difference(path, before, after)


def _members(path: str, was: Sequence[Any], now: Sequence[Any]) -> list[Difference]:
    """Return what a plain list has lost and gained, wherever it stands in it."""
    before, after = Counter(map(_json, was)), Counter(map(_json, now))
    gone, new = list((before - after).elements()), list((after - before).elements())
    return [_difference(path, gone, new)] if gone or new else []


def _difference(path: str, was: Sequence[str], now: Sequence[str]) -> Difference:
    """Return the difference of values that are given as JSON; shown as JSON only where their texts are the same."""
    plain = [", ".join(_text(json.loads(item)) for item in items) if items else None for items in (was, now)]
    before, after = plain if plain[0] != plain[1] else [", ".join(items) for items in (was, now)]
    return Difference(path, before, after)


def _is_flat(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and not any(isinstance(item, Mapping | list) for item in value)


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _json(value)


def _shown(text: str, other: str) -> str:
    """Return a value on one line; of a long one the part in which it begins to differ from the other."""
    text, other = _one_line(text), _one_line(other)
    if len(text) <= LONGEST:
        return text or "(empty)"
    same = next((at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    start = max(0, min(same - _BEFORE, len(text) - LONGEST))
    end = start + LONGEST
    return "…" * (start > 0) + text[start:end] + "…" * (end < len(text))


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
