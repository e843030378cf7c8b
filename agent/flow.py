"""The face that flows see: Flow, Submit, Column, Console, Draft, Receipt, Row, and the errors a flow may raise."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_args

from pydantic import BaseModel, SecretStr

from agent.catalog import Catalogs
from agent.config import config_data, example_file
from agent.console import Console, Row, page_day, page_fen
from agent.errors import (
    AgentError,
    ChallengeError,
    CodeRefusedError,
    ConsoleDownError,
    DraftMismatchError,
    InputError,
    RefusedError,
    SignInRefusedError,
)
from agent.jobs import Column
from agent.model import Account, Draft, Locale, Mailed, Receipt, yuan_text
from agent.site import Site

__all__ = [
    "Account",
    "AnyFlow",
    "ChallengeError",
    "CodeRefusedError",
    "Column",
    "Console",
    "ConsoleDownError",
    "Draft",
    "DraftMismatchError",
    "Flow",
    "Locale",
    "Mailed",
    "NothingToDoError",
    "ReadFlow",
    "Receipt",
    "RefusedError",
    "Row",
    "Secrets",
    "SignIn",
    "SignInRefusedError",
    "Submit",
    "config_data",
    "example_file",
    "page_day",
    "page_fen",
    "yuan_text",
]

InputT = TypeVar("InputT", bound=BaseModel)
LineT = TypeVar("LineT", bound=BaseModel)


class NothingToDoError(AgentError):
    """What the job is for has been done already, or there is nothing to do it for; the job ends settled."""

    reason = "nothing-to-do"

    def __init__(self, what: str, receipt: Receipt | None = None) -> None:
        super().__init__(what, receipt)
        self.receipt = receipt


@dataclass(frozen=True)
class Submit:
    """The one click that writes, and what is seen when the console has taken it."""

    click: str
    settled: str


class Procedure(ABC, Generic[InputT]):
    """One console procedure. Stateless; the engine makes one for each job."""

    name: ClassVar[str]
    """As the console's user says it: ``verb-noun``."""
    input: ClassVar[type[BaseModel]]
    """The input's model, taken from the class's first parameter."""

    def __init_subclass__(cls) -> None:
        """Take the models from ``Flow[Input]`` or ``ReadFlow[Input, Line]``."""
        super().__init_subclass__()
        for base in getattr(cls, "__orig_bases__", ()):
            models = [each for each in get_args(base) if isinstance(each, type) and issubclass(each, BaseModel)]
            for word, model in zip(("input", "line"), models, strict=False):
                setattr(cls, word, model)


class ReadFlow(Procedure[InputT], Generic[InputT, LineT]):
    """A procedure that only reads; each thing that it reads is a line."""

    line: ClassVar[type[BaseModel]]
    """The line's model, taken from the class's second parameter."""
    line_key: ClassVar[str]
    """The line's field by which the thing is known to this flow."""

    @abstractmethod
    async def read(self, console: Console, job: InputT) -> Sequence[LineT]:
        """Return what the console shows.

        Raises:
            RefusedError: The console does not have what is asked for.
        """


class Flow(Procedure[InputT]):
    """A procedure that writes.

    The engine calls ``probe``, then ``fill``, makes the submitting click itself, and calls ``probe`` again on a fresh
    page. Between the two, the fields of the input that ``key`` names are replaced by what the draft says of them.
    """

    key: ClassVar[tuple[str, ...]]
    """Fields of the input by which a submission is known: at most one for each value of these, for each account.

    The draft's own key says which of them count for this submission."""
    submit: ClassVar[Submit]

    @classmethod
    def submit_of(cls, draft: Draft) -> Submit:
        """Return the submission that a draft leads to; a flow of several steps tells them apart by the draft's key."""
        return cls.submit

    async def undone(self, console: Console, receipt: Receipt) -> str:
        """Return the console's word for it if what a receipt proves was taken back since; empty if it stands.

        Only what the console's list says for certain counts: what it does not show stands.
        """
        return ""

    @abstractmethod
    async def probe(self, console: Console, job: InputT) -> Receipt | None:
        """Return the proof that the job's effect is there already, if the console lists it; read only."""

    @abstractmethod
    async def fill(self, console: Console, job: InputT) -> Draft:
        """Go up to the last page; nothing is sent.

        Raises:
            RefusedError: The console would say no, and the page shows it.
            NothingToDoError: There is nothing to submit.
        """

    @classmethod
    def narrowed(cls, job: InputT, key: Mapping[str, Sequence[str]]) -> InputT:
        """Return the input with its key fields as a draft, or an earlier submission, knows them."""
        known: dict[str, Any] = {}
        for word in cls.key:
            if word in key:
                values, is_text = key[word], isinstance(getattr(job, word), str)
                known[word] = " ".join(values) if is_text else tuple(values)
            elif not cls.input.model_fields[word].is_required():
                known[word] = cls.input.model_fields[word].get_default(call_default_factory=True)
        return job.model_copy(update=known)


AnyFlow = Flow[Any] | ReadFlow[Any, Any]


class Secrets(Protocol):
    """What a sign-in way may ask for; values are read at the last moment and never kept."""

    def password(self) -> SecretStr:
        """Return the account's password."""

    async def code(self) -> SecretStr | None:
        """Return a fresh one-time code, or None where the roster names no seed."""


SignIn = Callable[[Console, Account, Secrets], Awaitable[None]]
"""A way of signing in: starts on the page the console redirected to, ends on the page that was asked for."""


def load_flows() -> dict[str, type[AnyFlow]]:
    """Return all flows found under the entry point ``fapiao.flows``, by name.

    Raises:
        InputError: A flow's name differs from its entry point's.
    """
    flows: dict[str, type[AnyFlow]] = {}
    for point in entry_points(group="fapiao.flows"):
        flow = point.load()
        if flow.name != point.name:
            raise InputError(f"entry point fapiao.flows:{point.name}", f"names a flow that calls itself {flow.name}")
        flows[point.name] = flow
    return dict(sorted(flows.items()))


def load_sign_ins() -> dict[str, SignIn]:
    """Return all ways of signing in found under the entry point ``fapiao.sign_in``, by name."""
    return {point.name: point.load() for point in entry_points(group="fapiao.sign_in")}


def check_site(site: Site, catalogs: Catalogs) -> None:
    """Hold a site against the catalogs.

    Raises:
        InputError: It names a target that does not exist.
    """
    proofs = [proof.target for proof in (site.identity, site.locale, *site.secrets)]
    named = [name for guard in site.guards for name in (guard.target, guard.click, guard.text)]
    for name in filter(None, (*proofs, *named, *site.masks)):
        catalogs.target(name)


def check_flow(flow: type[AnyFlow], catalogs: Catalogs) -> None:
    """Hold a flow against the catalogs.

    Raises:
        InputError: Its submitting target does not exist or does not say ``WRITES:``.
    """
    if not issubclass(flow, Flow):
        return
    for submit in (value for name in dir(flow) if isinstance(value := getattr(flow, name), Submit)):
        if not catalogs.target(submit.click).writes:
            raise InputError(f"flow {flow.name}", f"submits by {submit.click}, whose catalog does not say WRITES:")
        catalogs.target(submit.settled)
