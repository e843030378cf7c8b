"""Sites: everything about one console deployment that is not a page (``config/sites/*.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.errors import InputError

Means = Literal["signed_out", "challenge", "refused", "down", "dismiss"]


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Proof(_Data):
    """How a page tells a fact about itself: a global of the page or a target on it."""

    path: str = ""
    """Dotted path from ``window``, as ``CONSOLE_CONFIG.ACCOUNT_ID``."""
    target: str = ""
    """Target whose text is the fact, as ``shell.account_id``."""

    @model_validator(mode="after")
    def _one(self) -> Proof:
        if bool(self.path) == bool(self.target):
            raise ValueError("give either path or target")
        return self


class Guard(_Data):
    """Something that may come up on any page, and what it means."""

    target: str
    """The target that shows it, as ``shell.session_expired``."""
    means: Means
    """``signed_out``, ``challenge``, ``refused`` (the business no), ``down``, or ``dismiss`` (click it away)."""
    kind: str = ""
    """Which challenge: ``risk``, ``captcha``, ``one-time-code``, ``terms``."""
    click: str = ""
    """Target that closes it, for ``dismiss``."""
    text: str = ""
    """Target that holds the console's words; the guard itself if empty, or if the page has no such target."""


class Wire(_Data):
    """How the pages talk to their servers, as far as the gate must know it."""

    sends: Literal["fetch", "continue"] = "fetch"
    """Who sends the submitting request: ``fetch``, Playwright's client, once for certain; ``continue``, the browser
    itself, which sends it again when a kept connection dies without an answer."""
    volatile: list[str] = Field(default_factory=list)
    """Names of fields, in address or content, that change with every request, as tokens."""
    reads: list[Pattern] = Field(default_factory=list)
    """Requests that change nothing though they are no GET: regular expressions looked for in path and query."""
    not_processed: list[int] = Field(default_factory=list)
    """HTTP statuses that mean: the request was not looked at."""


class SiteRate(_Data):
    """At most so many jobs start in so much time, on all machines together."""

    starts: int = Field(ge=1)
    """How many jobs."""
    within_s: float = Field(gt=0)
    """In how many seconds."""


class Site(_Data):
    """One console deployment."""

    name: str
    """Equals the file name."""
    title: str = ""
    """What people call it."""
    origins: dict[str, str]
    """Word to origin (scheme, host, port); ``console`` is needed."""
    discover: str = ""
    """Path under the console origin that answers with a JSON object of origins (stand-ins only)."""
    hint: str = ""
    """What to do when the site does not answer."""
    sign_in: dict[str, str]
    """Each way of signing in, with the address it starts at; ``{console}`` etc. stand for origins, ``{next}`` for the
    address to come back to."""
    signed_out: list[str]
    """Beginnings of addresses that mean: not signed in."""
    identity: Proof
    """Whose page this is: must equal the roster's uid before every write."""
    locale: Proof = Proof(path="document.documentElement.lang")
    """Language of the page: ``zh...`` or ``en...``."""
    uid: str = "[0-9]+"
    """What an account's id looks like there, as a regular expression."""
    timezone: str | None = None
    """Time zone in which its pages show times, as ``Asia/Shanghai``; this machine's own if not set."""
    guards: list[Guard] = Field(default_factory=list)
    """What may come up on any page."""
    secrets: list[Proof] = Field(default_factory=list)
    """Values of a page that must not be kept in journals and traces, as the token that its requests carry."""
    masks: list[str] = Field(default_factory=list)
    """Targets that are blacked out in every picture."""
    wire: Wire = Wire()
    """How its pages talk to their servers."""
    realm: str = ""
    """Keeps the ledger of one console apart from another's under the same name; a stand-in names each of its lives."""
    rate: SiteRate | None = None
    """How many jobs may start in which time; without it, as many as there are places."""
    list_lag_s: float = Field(default=10.0, ge=0)
    """How long the console's lists may lag behind its writes, in seconds."""

    def url(self, origin: str, path: str = "") -> str:
        """Return an address under one of the site's origins."""
        if origin not in self.origins:
            raise InputError(
                f"sites/{self.name}.toml:origins", f"has no origin {origin!r}", f"it has {', '.join(self.origins)}"
            )
        return self.origins[origin].rstrip("/") + path

    def expand(self, template: str, **more: str) -> str:
        """Return a template with the origins filled in (and ``more``, percent-encoded)."""
        encoded = {word: quote(value, safe="") for word, value in more.items()}
        return template.format(**{word: url.rstrip("/") for word, url in self.origins.items()}, **encoded)

    def is_signed_out(self, url: str) -> bool:
        """Tell whether an address means that nobody is signed in."""
        return any(url.startswith(self.expand(start)) for start in self.signed_out)

    @property
    def known_as(self) -> str:
        """Return the name under which ledger and readings know it."""
        return f"{self.name} {self.realm}".strip()

    @property
    def hosts(self) -> list[str]:
        """Return the host names that may be visited."""
        return sorted({urlsplit(origin).hostname or "" for origin in self.origins.values()})

    def at(self, url: str, said: dict[str, str] | None = None) -> Site:
        """Return the site moved to another console address, with what it said there of its origins and its realm."""
        said = said or {}
        known = {word: value for word, value in said.items() if word in self.origins}
        origins = self.origins | {"console": url.rstrip("/")} | known
        return self.model_copy(update={"origins": origins, "realm": said.get("realm", self.realm)})


def load_sites(folders: Sequence[Path]) -> dict[str, Site]:
    """Read all site files; a file of a later folder replaces the one of the same name in an earlier one.

    Raises:
        InputError: A file is not TOML or does not fit.
    """
    files = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    return {name: _load(path) for name, path in files.items()}


def _load(path: Path) -> Site:
    try:
        return Site.model_validate({"name": path.stem} | tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(path), f"is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{path}:{'.'.join(map(str, first['loc']))}", first["msg"]) from error
