"""The carriers that can be asked here: the built-in ones, and those under the entry point ``fapiao.carriers``.

Only the one that is wanted is loaded: a broken package stops nobody who asks another carrier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from agent.errors import InputError
from agent.table import suggest
from agent.tracking.carrier import PARTS, Carrier
from agent.tracking.carriers import CARRIERS
from agent.tracking.foreign import attempt, guarded

GROUP = "fapiao.carriers"
OWN = "fapiao"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_NAME = 30


@dataclass(frozen=True)
class Installed:
    """A carrier that a package brings; nothing of it is loaded yet."""

    name: str
    package: str
    """The package that brings it, with its version; ``fapiao`` for a built-in one."""
    point: EntryPoint | None = None

    @property
    def where(self) -> str:
        """Return its place, for errors."""
        return f"entry point {GROUP}:{self.name} of {self.package}"

    def load(self) -> Carrier:
        """Return the carrier as its package wrote it, held against what a carrier must offer.

        Raises:
            InputError: It cannot be loaded, lacks a part, or takes the name of another one.
        """
        if self.point is None:
            return CARRIERS[self.name]
        if self.name in CARRIERS:
            right = f"give it another name, or remove {self.package}"
            raise InputError(self.where, f"takes the name of the built-in carrier {self.name}", right)
        if not _NAME.fullmatch(self.name) or len(self.name) > _LONGEST_NAME:
            right = f"small letters, digits, and hyphens between them, at most {_LONGEST_NAME}"
            raise InputError(self.where, "is no name of a carrier", right)
        tried = attempt(self.point.load)
        if tried.error is not None:
            right = f"install {self.package} anew, or remove it"
            raise InputError(self.where, f"cannot be loaded ({tried.words})", right)
        if lacks := ", ".join(_lacks(tried.value, self.name)):
            raise InputError(self.where, f"is no carrier: {lacks}", "see docs/carriers.md")
        return cast(Carrier, tried.value)


def installed_carriers() -> list[Installed]:
    """Return all carriers that packages bring, the built-in ones first; two may have the same name."""
    built_in = [Installed(name, OWN) for name in CARRIERS]
    found = [Installed(point.name, _package(point), point) for point in entry_points(group=GROUP)]
    return built_in + sorted(found, key=lambda each: (each.name, each.package))


def installed_carrier(name: str, where: str = "carrier") -> Installed:
    """Return the one carrier of a name; it is not loaded.

    Args:
        where: What named it, for the error.

    Raises:
        InputError: There is none, or there are several.
    """
    known = installed_carriers()
    found = [each for each in known if each.name == name]
    if not found:
        raise InputError(where, f"there is no carrier {name!r}", suggest(name, {each.name for each in known}))
    if len(found) > 1:
        packages = " and ".join(each.package for each in found)
        raise InputError(where, f"several packages bring a carrier {name}: {packages}", "remove one of them")
    return found[0]


def carrier_named(name: str, where: str = "carrier") -> Carrier:
    """Return the carrier of a name, ready to be asked; one of another package is guarded.

    Raises:
        InputError: There is none that can be used.
    """
    found = installed_carrier(name, where)
    carrier = found.load()
    return carrier if found.point is None else guarded(carrier)


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value


def _lacks(carrier: Any, name: str) -> Iterator[str]:
    """Give what an object lacks of a carrier."""
    if isinstance(carrier, type):
        yield f"{carrier.__name__} is a class, an object of it is wanted"
        return
    said = getattr(carrier, "name", None)
    if said != name:
        yield f"it calls itself {said!r}" if said else "it has no name"
    if not isinstance(getattr(carrier, "base_url", None), str):
        yield "it has no base_url"
    size = getattr(carrier, "batch_size", None)
    if not isinstance(size, int) or size < 1:
        yield "it has no batch_size of 1 or more"
    yield from _bad_needs(getattr(carrier, "needs", None))
    for word in ("encode", "decode"):
        if not callable(getattr(carrier, word, None)):
            yield f"it has no {word}"
    if callable(getattr(carrier, "register", None)) != callable(getattr(carrier, "unregistered", None)):
        yield "register and unregistered belong together"


def _bad_needs(needs: Any) -> Iterator[str]:
    if not isinstance(needs, tuple):
        yield f"it has no needs, a tuple of any of {', '.join(PARTS)}"
    elif strange := [str(part) for part in needs if part not in PARTS]:
        yield f"its needs are of {', '.join(PARTS)}, not {', '.join(strange)}"
